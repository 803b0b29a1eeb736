using System.Numerics;

namespace StreamNer.Pii.Scanning;

/// <summary>What a word can be to a detector, beside a context word.</summary>
[Flags]
internal enum WordRoles
{
    /// <summary>Nothing known.</summary>
    None = 0,

    /// <summary>The name of a month, or its short form.</summary>
    Month = 1,

    /// <summary>Says that a version number follows.</summary>
    Version = 2,

    /// <summary>Says that a password or key follows.</summary>
    Password = 4,

    /// <summary>An HTTP authentication scheme.</summary>
    AuthScheme = 8,

    /// <summary>Stands before an age.</summary>
    AgeBefore = 16,

    /// <summary>Stands right behind an age and needs no more.</summary>
    AgeAfter = 32,

    /// <summary>Years, as in "34 years old".</summary>
    YearUnit = 64,

    /// <summary>Old, as in "34 years old".</summary>
    Old = 128,

    /// <summary>Says that a business identifier code follows.</summary>
    Swift = 256,

    /// <summary>A verb that stands before an age in years, as in "il a 34 ans".</summary>
    AgeVerb = 512,

    /// <summary>A kind of street.</summary>
    Street = 1024,

    /// <summary>A short form of a kind of street.</summary>
    StreetShort = 2048,

    /// <summary>A kind of street that says so by itself.</summary>
    StreetStrong = 4096,

    /// <summary>A part of a building that has a number.</summary>
    Unit = 8192,

    /// <summary>A post box.</summary>
    PostBox = 16384,

    /// <summary>The first word of a country's name.</summary>
    Country = 32768,

    /// <summary>A small word inside names: "de", "van".</summary>
    Connector = 65536,

    /// <summary>A word that stands before an address: "at".</summary>
    Opener = 131072,

    /// <summary>A corner of two streets.</summary>
    Corner = 262144,

    /// <summary>The HTTP header with credentials.</summary>
    AuthHeader = 524288,

    /// <summary>A command whose option holds a user and a password.</summary>
    Curl = 1048576,

    /// <summary>A thing that is counted: "chapter", "season".</summary>
    Numbered = 2097152,

    /// <summary>Stands before a year: "since".</summary>
    BeforeYear = 4194304,

    /// <summary>A kind of street that stands behind its name alone: "road".</summary>
    StreetEnding = 8388608,

    /// <summary>A unit of measure or a thing that is counted: "km", "hours", "followers".</summary>
    Counted = 16777216,
}

/// <summary>Looks at roles without boxing, which <c>Enum.HasFlag</c> does until a method is optimised.</summary>
internal static class WordRoleChecks
{
    /// <summary>Whether <paramref name="roles"/> hold any of <paramref name="wanted"/>.</summary>
    public static bool Has(this WordRoles roles, WordRoles wanted) => (roles & wanted) != WordRoles.None;
}

/// <summary>
/// The words that detectors know, in their word form (<see cref="CharTable.Word"/>), found by a hash that the lexer makes while it reads.
/// Built once, then read by any thread.
/// </summary>
internal sealed class Lexicon
{
    /// <summary>The hash of the empty word.</summary>
    public const uint Seed = 2166136261;

    private readonly Dictionary<string, ushort> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _words = [""];
    private readonly List<WordRoles> _roles = [WordRoles.None];
    private readonly List<int> _values = [0];
    private (uint Hash, ushort Id)[] _slots = new (uint, ushort)[1];
    private string[] _frozenWords = [];

    /// <summary>The hash (FNV-1a) with one more character.</summary>
    public static uint Step(uint hash, char c) => (hash ^ c) * 16777619;

    /// <summary>Adds a word or gives its number, with a role and the role's value (a month's number).</summary>
    public ushort Add(string word, WordRoles roles = WordRoles.None, int value = 0)
    {
        word = CharTable.Word(word);
        if (!_ids.TryGetValue(word, out var id))
        {
            id = checked((ushort)_words.Count);
            _ids.Add(word, id);
            _words.Add(word);
            _roles.Add(WordRoles.None);
            _values.Add(0);
        }

        _roles[id] |= roles;
        if (value != 0) _values[id] = value;
        return id;
    }

    /// <summary>Takes roles from a word, if it is known.</summary>
    public void Remove(string word, WordRoles roles)
    {
        if (_ids.TryGetValue(CharTable.Word(word), out var id)) _roles[id] &= ~roles;
    }

    /// <summary>Builds the hash table; no words may be added after.</summary>
    public void Freeze()
    {
        _frozenWords = [.. _words];
        _slots = new (uint, ushort)[BitOperations.RoundUpToPowerOf2((uint)_words.Count * 4)];
        for (var id = 1; id < _words.Count; id++)
        {
            var hash = Seed;
            foreach (var c in _words[id]) hash = Step(hash, c);
            var slot = hash & (uint)(_slots.Length - 1);
            while (_slots[slot].Id != 0) slot = (slot + 1) & (uint)(_slots.Length - 1);
            _slots[slot] = (hash, (ushort)id);
        }
    }

    /// <summary>The number of a word, or 0.</summary>
    public ushort Find(ReadOnlySpan<char> word)
    {
        var hash = Seed;
        foreach (var c in word) hash = Step(hash, CharTable.Words[c]);
        return Find(word, hash);
    }

    /// <summary>The number of a word with this hash, or 0.</summary>
    public ushort Find(ReadOnlySpan<char> word, uint hash)
    {
        var slots = _slots;
        for (var slot = hash & (uint)(slots.Length - 1); slots[slot].Id != 0; slot = (slot + 1) & (uint)(slots.Length - 1))
            if (slots[slot].Hash == hash && Same(_frozenWords[slots[slot].Id], word)) return slots[slot].Id;
        return 0;
    }

    /// <summary>The roles of a word.</summary>
    public WordRoles Roles(ushort id) => _roles[id];

    /// <summary>The value of a word's role.</summary>
    public int Value(ushort id) => _values[id];

    private static bool Same(string known, ReadOnlySpan<char> word)
    {
        if (known.Length != word.Length) return false;
        for (var i = 0; i < known.Length; i++)
            if (known[i] != CharTable.Words[word[i]]) return false;
        return true;
    }
}
