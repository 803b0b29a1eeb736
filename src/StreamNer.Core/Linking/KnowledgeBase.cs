using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StreamNer.Decoding;
using StreamNer.Linking.Sources;

namespace StreamNer.Linking;

/// <summary>An entry: id, the entity label it may carry (PER, ORG, LOC, MISC), preferred name, and how often the name alone means it (0 to
/// 1).</summary>
internal sealed record KnowledgeBaseEntry(string Id, string Label, string Name, float Prior);

/// <summary>An immutable table from folded alias to entries: in memory, or a mapped <see cref="KnowledgeFile"/>.</summary>
internal sealed class KnowledgeBase
{
    /// <summary>A mapped file's alias is looked up to this many entries, likeliest first.</summary>
    public const int MostCandidates = 20;

    /// <summary>Larger files are refused: a knowledge base of this form is held in memory.</summary>
    public const long LargestFile = 256L << 20;

    // Stays open as long as the process.
    private static readonly Lazy<KnowledgeBase> LazyBuiltIn = new(() => new KnowledgeBase(KnowledgeFile.Open(ShippedFile), "builtin"));

    // Inhabitants; smaller ones are few.
    private const float SmallestState = 100_000;

    // Rows of an alias that are looked through for entities of a mention's kind.
    private const int MostSearched = 256;

    private readonly KnowledgeBaseEntry[] _entries = [];
    private readonly Dictionary<string, EntityMatch[]> _byAlias = [];
    private readonly Dictionary<string, int> _byId = [];
    private readonly string[] _sorted = [];
    private readonly KnowledgeFile? _file;
    private readonly FactsCache _facts;

    private KnowledgeBase(string version, List<KnowledgeBaseEntry> entries, Dictionary<string, int> byId, Dictionary<string, EntityMatch[]> byAlias)
    {
        Version = version;
        Count = entries.Count;
        _entries = [.. entries];
        _byId = byId;
        _byAlias = byAlias;
        _sorted = [.. byAlias.Keys.Order(StringComparer.Ordinal)];
        _facts = new FactsCache(ReadEntry);
    }

    /// <summary>The base in a file, which must stay open as long as this is used.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">What the base is called.</param>
    public KnowledgeBase(KnowledgeFile file, string name)
    {
        Version = $"{name}-{file.Version}";
        Count = file.Count;
        _file = file;
        _facts = new FactsCache(ReadFile);
    }

    /// <summary>The base that ships with the product: <see cref="ShippedFile"/>, opened once.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static KnowledgeBase BuiltIn => LazyBuiltIn.Value;

    /// <summary>The file of the base that ships, beside the program.</summary>
    public static string ShippedFile => Path.Combine(AppContext.BaseDirectory, "builtin.kb");

    /// <summary>Name and content hash, such as <c>builtin-1a2b3c4d5e6f</c>.</summary>
    public string Version { get; }

    /// <summary>How many entries it holds.</summary>
    public int Count { get; }

    /// <summary>
    /// Reads tab-separated lines <c>id, label, name, prior, aliases</c> (aliases separated by <c>|</c>; lines that start with <c>#</c> are comments).
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// A line that is not of this form or not UTF-8, named by its number; a doubled id; a prior outside 0 to 1; more bytes than
    /// <see cref="LargestFile"/>. The message quotes nothing of the file but ids.
    /// </exception>
    public static KnowledgeBase Load(Stream stream, string name)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var byAlias = new Dictionary<string, List<EntityMatch>>(StringComparer.Ordinal);
        var byId = new Dictionary<string, int>(StringComparer.Ordinal);
        var entries = new List<KnowledgeBaseEntry>();
        if (stream.CanSeek && stream.Length > LargestFile)
            throw new InvalidDataException($"has {stream.Length} bytes, more than the {LargestFile} that are held in memory");
        for (var number = 1; ReadLine(reader, number) is { } line; number++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
            if (line.Length == 0 || line[0] == '#') continue;
            var (entry, aliases) = Parse(line, number);
            if (!byId.TryAdd(entry.Id, entries.Count)) throw new InvalidDataException($"line {number}: id {entry.Id} was used before");
            Add(byAlias, new EntityMatch(entries.Count, AliasKind.Name), entry.Name);
            foreach (var alias in aliases) Add(byAlias, new EntityMatch(entries.Count, AliasKind.Stated), alias);
            entries.Add(entry);
        }

        var frozen = byAlias.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
        return new KnowledgeBase($"{name}-{Convert.ToHexStringLower(hash.GetHashAndReset())[..12]}", entries, byId, frozen);
    }

    /// <summary>The entries that go by this mention: in file order, those of a mapped file likeliest first; empty when none does.</summary>
    public KnowledgeBaseEntry[] Find(ReadOnlySpan<char> mention)
    {
        Span<EntityMatch> matches = stackalloc EntityMatch[MostCandidates];
        var count = Match(mention, LabelKind.Other, matches);
        var entries = new KnowledgeBaseEntry[count];
        for (var i = 0; i < count; i++)
        {
            var facts = Facts(matches[i].Entity);
            entries[i] = new KnowledgeBaseEntry(facts.Id, facts.Type, facts.Name, facts.Prior);
        }

        return entries;
    }

    /// <summary>The entities of which this is a full name: not only an initial, a surname, a ticker or the like. The likeliest first. An
    /// organization's legal suffix does not count, on either side; nor do spaces that the title lacks.</summary>
    /// <param name="title">The title.</param>
    /// <param name="qualifier">What tells it from others of the name, such as <c>U.S. state</c>: entities whose description has its last word come
    /// first.</param>
    public IReadOnlyList<KnowledgeBaseEntry> Titled(string title, string qualifier = "")
    {
        var entries = TitledAs(title);
        if (qualifier.Length > 0 && _file is { } file)
        {
            var word = qualifier[(qualifier.LastIndexOf(' ') + 1)..];
            entries = [.. entries.OrderBy(entry => file.IndexOf(entry.Id) is { } i && HasWord(file[i].Description, word) ? 0 : 1)];
        }

        if (entries.Count > 0 || LegalSuffixes.Without(title) is not { } brief) return entries;
        return TitledAs(brief).FindAll(entry => LabelMap.Default.Of(entry.Label) == LabelKind.Organization);
    }

    private static bool HasWord(string text, string word) =>
        text.Split(' ', ',', ';', '.', '(', ')').Contains(word, StringComparer.OrdinalIgnoreCase);

    private List<KnowledgeBaseEntry> TitledAs(string title)
    {
        Span<EntityMatch> matches = stackalloc EntityMatch[MostCandidates];
        var entries = new List<KnowledgeBaseEntry>();
        foreach (var match in matches[..Match(title, LabelKind.Other, matches)])
        {
            if (match.Kind is not (AliasKind.Name or AliasKind.Stated or AliasKind.Accents or AliasKind.LegalSuffix or AliasKind.Region
                or AliasKind.Transliteration or AliasKind.Hashtag)) continue;
            var facts = Facts(match.Entity);
            entries.Add(new KnowledgeBaseEntry(facts.Id, facts.Type, facts.Name, facts.Prior));
        }

        return entries;
    }

    /// <summary>The id under which the base holds the entity with this id (in a file also one of its <c>sameAs</c>); null when there is
    /// none.</summary>
    public string? IdOf(string id) => IndexOf(id) is { } index ? Facts(index).Id : null;

    /// <summary>All ids of the entity with this id; empty when there is none.</summary>
    public IReadOnlyList<string> IdsOf(string id)
    {
        if (IndexOf(id) is not { } index) return [];
        return _file is null ? [_entries[index].Id] : [_file[index].Id, .. _file[index].SameAs];
    }

    /// <summary>The entities that go by a mention, the likeliest first; of more than there is room for, some of the kind in demand. Allocates
    /// nothing.</summary>
    internal int Match(ReadOnlySpan<char> mention, LabelKind kind, Span<EntityMatch> into)
    {
        if (_file is not null) return Match(_file, _file.Find(mention), kind, into);
        if (mention.Length > KnowledgeFile.LongestMention) return 0;
        Span<char> key = stackalloc char[KnowledgeFile.LongestMention];
        var length = AliasKey.Fold(mention, key);
        if (!_byAlias.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key[..length], out var found)) return 0;
        var count = Math.Min(found.Length, into.Length);
        found.AsSpan(0, count).CopyTo(into);
        return count;
    }

    /// <summary>The entities whose name differs from a folded mention by a letter (<see cref="NearNames"/>), by name and then the likeliest first;
    /// not by a surname, which is too little to be misspelled.</summary>
    internal int Near(string folded, Span<EntityMatch> into)
    {
        var count = 0;
        if (_file is not null)
        {
            var file = _file;
            var name = Encoding.UTF8.GetBytes(folded);
            var range = NearNames.Range(new FileNames(file, name), name.Length);
            for (var key = range.Start.Value; (key = file.NextNear(key, range.End.Value, name)) < range.End.Value; key++)
            {
                var matches = file.MatchesOf(key);
                for (var i = 0; i < matches.Count && count < into.Length; i++)
                {
                    if (matches[i].Kind != AliasKind.Surname) into[count++] = new EntityMatch(matches[i].Entity, matches[i].Kind);
                }
            }
        }
        else
        {
            var range = NearNames.Range(new TableNames(_sorted, folded), folded.Length);
            for (var key = range.Start.Value; key < range.End.Value; key++)
            {
                if (!NearNames.IsOneEdit<char>(_sorted[key], folded)) continue;
                foreach (var match in _byAlias[_sorted[key]])
                {
                    if (count < into.Length) into[count++] = match;
                }
            }
        }

        return count;
    }

    private static int Begins<T>(ReadOnlySpan<T> key, ReadOnlySpan<T> prefix) where T : IComparable<T> =>
        key.Length > prefix.Length ? key[..prefix.Length].SequenceCompareTo(prefix) : key.SequenceCompareTo(prefix);

    /// <summary>What ranking needs of an entity.</summary>
    internal EntityFacts Facts(int entity) => _facts[entity];

    private static int Match(KnowledgeFile file, KnowledgeMatches matches, LabelKind kind, Span<EntityMatch> into)
    {
        var count = Math.Min(matches.Count, into.Length);
        var likeliest = matches.Count > into.Length && kind is LabelKind.Person or LabelKind.Organization or LabelKind.Location
            ? into.Length / 2 : count;
        for (var i = 0; i < likeliest; i++) into[i] = new EntityMatch(matches[i].Entity, matches[i].Kind);
        var taken = likeliest;
        for (var i = likeliest; taken < count && i < Math.Min(matches.Count, MostSearched); i++)
        {
            if (LabelMap.Default.Of(file[matches[i].Entity].Type) == kind) into[taken++] = new EntityMatch(matches[i].Entity, matches[i].Kind);
        }

        return taken;
    }

    private int? IndexOf(string id)
    {
        if (_file is not null) return _file.IndexOf(id);
        return _byId.TryGetValue(id, out var index) ? index : null;
    }

    private EntityFacts ReadEntry(int index)
    {
        var entry = _entries[index];
        return new EntityFacts
        {
            Index = index,
            Id = entry.Id,
            Name = entry.Name,
            Type = entry.Label,
            Kind = LabelMap.Default.Of(entry.Label),
            Prior = entry.Prior,
        };
    }

    private EntityFacts ReadFile(int index)
    {
        var entity = _file![index];
        var neighbours = entity.Neighbours;
        var kind = LabelMap.Default.Of(entity.Type);
        var words = ContentWords.Of(entity.Description, EntityFacts.MostWords);
        return new EntityFacts
        {
            Index = index,
            Id = entity.Id,
            Name = entity.Name,
            Type = entity.Type,
            Kind = kind,
            Country = entity.Country,
            // Towns are named like states too.
            IsRegion = entity.Popularity is 0 or >= SmallestState && RegionTable.Named(entity.Name) is not null,
            Prior = entity.Prior,
            Popularity = entity.Popularity,
            Words = words,
            IsTeam = kind == LabelKind.Organization && ContextWindow.IsOfSport(words),
            Neighbours = neighbours[..Math.Min(neighbours.Length, EntityFacts.MostNeighbours)].ToArray(),
        };
    }

    private static string? ReadLine(StreamReader reader, int number)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (DecoderFallbackException e)
        {
            // The reader decodes ahead, so the line is this one or one of the next few.
            throw new InvalidDataException($"is not UTF-8, at line {number} or soon after", e);
        }
    }

    private static (KnowledgeBaseEntry Entry, string[] Aliases) Parse(string line, int number)
    {
        var fields = line.Split('\t');
        var source = fields.Contains("id") && fields.Contains("name") ? "; a table with column names is a source for 'streamner kb build'" : "";
        if (fields.Length != 5 || fields[0].Length == 0 || fields[2].Length == 0)
            throw new InvalidDataException(
                $"line {number}: expected id, label, name, prior and aliases separated by tabs, {fields.Length} "
                + $"field{(fields.Length == 1 ? "" : "s")} found{source}");
        if (!float.TryParse(fields[3], NumberStyles.Float, CultureInfo.InvariantCulture, out var prior) || prior is not (> 0 and <= 1))
            throw new InvalidDataException($"line {number}: the prior must be above 0 and at most 1{source}");
        return (new KnowledgeBaseEntry(fields[0], fields[1], fields[2], prior), fields[4].Split('|', StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Add(Dictionary<string, List<EntityMatch>> byAlias, EntityMatch match, string alias)
    {
        var key = AliasKey.Of(alias);
        if (key.Length == 0) return;
        if (!byAlias.TryGetValue(key, out var entries)) byAlias[key] = entries = [];
        if (!entries.Exists(one => one.Entity == match.Entity)) entries.Add(match);
    }

    private readonly struct FileNames(KnowledgeFile file, byte[] mention) : ISortedNames
    {
        public int Count => file.Keys;

        public int Compare(int name, int letters) => Begins<byte>(file.KeyUtf8(name), mention.AsSpan(0, letters));
    }

    private readonly struct TableNames(string[] names, string mention) : ISortedNames
    {
        public int Count => names.Length;

        public int Compare(int name, int letters) => Begins<char>(names[name], mention.AsSpan(0, letters));
    }
}
