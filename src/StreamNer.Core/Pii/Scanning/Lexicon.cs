using System.Numerics;

namespace StreamNer.Pii.Scanning;

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
    private readonly List<WordLists> _lists = [default];
    private (uint Hash, ushort Id)[] _slots = new (uint, ushort)[1];
    private string[] _frozenWords = [];
    private WordLists[] _frozenLists = [];

    /// <summary>The number of words and one: numbers of words begin at 1.</summary>
    public int Count => _words.Count;

    /// <summary>The hash (FNV-1a) with one more character.</summary>
    public static uint Step(uint hash, char c) => (hash ^ c) * 16777619;

    /// <summary>Adds a word or gives its number.</summary>
    public ushort Add(string word)
    {
        word = CharTable.Word(word);
        if (_ids.TryGetValue(word, out var id)) return id;
        id = checked((ushort)_words.Count);
        _ids.Add(word, id);
        _words.Add(word);
        _lists.Add(default);
        return id;
    }

    /// <summary>Adds words, parted by <c>|</c>, to a list.</summary>
    public void Add(WordList list, string words)
    {
        foreach (var word in words.Split('|'))
        {
            var id = Add(word);
            _lists[id] = _lists[id].With(list);
        }
    }

    /// <summary>Builds the hash table; no words may be added after.</summary>
    public void Freeze()
    {
        _frozenWords = [.. _words];
        _frozenLists = [.. _lists];
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

    /// <summary>The lists in which a word stands.</summary>
    public WordLists Lists(ushort id) => _frozenLists[id];

    private static bool Same(string known, ReadOnlySpan<char> word)
    {
        if (known.Length != word.Length) return false;
        for (var i = 0; i < known.Length; i++)
            if (known[i] != CharTable.Words[word[i]]) return false;
        return true;
    }
}
