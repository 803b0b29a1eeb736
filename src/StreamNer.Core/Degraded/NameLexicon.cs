using StreamNer.Pii.Scanning;

namespace StreamNer.Degraded;

/// <summary>What a word can be in or around a name.</summary>
[Flags]
internal enum NameRoles : byte
{
    /// <summary>Nothing known.</summary>
    None = 0,

    /// <summary>A given name.</summary>
    Given = 1,

    /// <summary>A family name.</summary>
    Family = 2,

    /// <summary>Stands before a person's name: "Dr.", "Frau".</summary>
    Title = 4,

    /// <summary>Ends or begins an organization's name: "GmbH", "University".</summary>
    Company = 8,

    /// <summary>A capital that only begins a sentence, a day or a month.</summary>
    Stop = 16,

    /// <summary>A small word inside names: "van", "de la".</summary>
    Particle = 32,

    /// <summary>Before a capitalised sequence: a place rather than a person ("in").</summary>
    Locative = 64,

    /// <summary>Before a capitalised sequence: a thing rather than a person ("the").</summary>
    Article = 128,
}

/// <summary>The words of names (<c>Pii/Data/names.txt</c>) and of countries, without case and accents. Built once, then read by any thread.</summary>
internal sealed class NameLexicon
{
    private const int LongestWord = 40;

    private readonly Dictionary<string, NameRoles> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _countries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NameRoles>.AlternateLookup<ReadOnlySpan<char>> _find;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _findCountry;

    private NameLexicon()
    {
        foreach (var line in DataTable.Lines("names.txt"))
        {
            var words = line.Split(' ');
            var role = words[0] switch
            {
                "given" => NameRoles.Given,
                "family" => NameRoles.Family,
                "title" => NameRoles.Title,
                "company" => NameRoles.Company,
                "stop" => NameRoles.Stop,
                var kind => throw new InvalidOperationException($"names.txt has words of the unknown kind {kind}"),
            };
            foreach (var word in words.AsSpan(1)) Add(word, role);
        }

        Add(NameRoles.Particle, "van von der den de del della di da do dos das du la le los ter ten zu zum zur af av bin ibn ben al el");
        Add(NameRoles.Locative, "in near from im en em aan nach aus dans nel w v");
        Add(NameRoles.Article,
            "the a an this that these those der die das dem des ein eine le les un une el los las il lo gli o os het een my your our his her their "
            + "its");
        foreach (var country in DataTable.Lines("countries.txt")) _countries.Add(CharTable.Word(country));
        _find = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        _findCountry = _countries.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The tables, read at the first use.</summary>
    public static NameLexicon Default => Tables.Instance;

    /// <summary>The roles of a word as it stands in a text; invisible characters and dots in it do not count.</summary>
    public NameRoles RolesOf(ReadOnlySpan<char> word)
    {
        Span<char> folded = stackalloc char[LongestWord];
        return Fold(word, folded) is > 0 and var length && _find.TryGetValue(folded[..length], out var roles) ? roles : NameRoles.None;
    }

    /// <summary>Whether a sequence of words, with one blank between any two, is the name of a country.</summary>
    public bool IsCountry(ReadOnlySpan<char> words)
    {
        Span<char> folded = stackalloc char[LongestWord];
        return Fold(words, folded) is > 0 and var length && _findCountry.Contains(folded[..length]);
    }

    private static int Fold(ReadOnlySpan<char> word, Span<char> into)
    {
        var length = 0;
        foreach (var c in word)
        {
            if (c == '.' || CharTable.Kinds[c] == CharKind.Ignorable) continue;
            if (length == into.Length) return 0;
            into[length++] = CharTable.Folds[c] is '\'' ? '\'' : CharTable.Words[c];
        }

        return length;
    }

    private void Add(NameRoles role, string words)
    {
        foreach (var word in words.Split(' ')) Add(word, role);
    }

    private void Add(string word, NameRoles role)
    {
        word = CharTable.Word(word);
        _words[word] = _words.GetValueOrDefault(word) | role;
    }

    private static class Tables
    {
        public static readonly NameLexicon Instance = new();
    }
}
