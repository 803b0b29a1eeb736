using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StreamNer.Linking;

/// <summary>An entry: id, the entity label it may carry (PER, ORG, LOC, MISC), preferred name, and how often the name alone means it (0 to
/// 1).</summary>
public sealed record KnowledgeBaseEntry(string Id, string Label, string Name, float Prior);

/// <summary>An immutable table from folded alias to entries: in memory, or a mapped <see cref="KnowledgeFile"/>.</summary>
public sealed class KnowledgeBase
{
    /// <summary>A mapped file's alias is looked up to this many entries, likeliest first.</summary>
    public const int MostCandidates = 20;

    /// <summary>Larger files are refused: a knowledge base of this form is held in memory.</summary>
    public const long LargestFile = 256L << 20;

    private static readonly Lazy<KnowledgeBase> LazyBuiltIn = new(() =>
    {
        using var stream = typeof(KnowledgeBase).Assembly.GetManifestResourceStream("StreamNer.Linking.builtin.tsv")!;
        return Load(stream, "builtin");
    });

    private readonly Dictionary<string, KnowledgeBaseEntry[]> _byAlias = [];
    private readonly HashSet<string> _ids = [];
    private readonly KnowledgeFile? _file;

    private KnowledgeBase(string version, HashSet<string> ids, Dictionary<string, KnowledgeBaseEntry[]> byAlias)
    {
        Version = version;
        Count = ids.Count;
        _ids = ids;
        _byAlias = byAlias;
    }

    /// <summary>The base in a file, which must stay open as long as this is used.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">What the base is called.</param>
    public KnowledgeBase(KnowledgeFile file, string name)
    {
        Version = $"{name}-{file.Version}";
        Count = file.Count;
        _file = file;
    }

    /// <summary>The few hundred well-known places, organisations and persons that ship with the product.</summary>
    public static KnowledgeBase BuiltIn => LazyBuiltIn.Value;

    /// <summary>The file beside the program with the larger base, which <c>linking:knowledgeBase</c> takes.</summary>
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
        var byAlias = new Dictionary<string, List<KnowledgeBaseEntry>>(StringComparer.Ordinal);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (stream.CanSeek && stream.Length > LargestFile)
            throw new InvalidDataException($"has {stream.Length} bytes, more than the {LargestFile} that are held in memory");
        for (var number = 1; ReadLine(reader, number) is { } line; number++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
            if (line.Length == 0 || line[0] == '#') continue;
            var (entry, aliases) = Parse(line, number);
            if (!ids.Add(entry.Id)) throw new InvalidDataException($"line {number}: id {entry.Id} was used before");
            Add(byAlias, entry, entry.Name);
            foreach (var alias in aliases) Add(byAlias, entry, alias);
        }

        var frozen = byAlias.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
        return new KnowledgeBase($"{name}-{Convert.ToHexStringLower(hash.GetHashAndReset())[..12]}", ids, frozen);
    }

    /// <summary>The entries that go by this mention: in file order, those of a mapped file likeliest first; empty when none does.</summary>
    public ReadOnlySpan<KnowledgeBaseEntry> Find(ReadOnlySpan<char> mention)
    {
        if (_file is not null) return InFile(_file, mention);
        return _byAlias.TryGetValue(AliasKey.Of(mention), out var entries) ? entries : [];
    }

    /// <summary>The id under which the base holds the entity with this id (in a file also one of its <c>sameAs</c>); null when there is
    /// none.</summary>
    public string? IdOf(string id)
    {
        if (_file is not null) return _file.IndexOf(id) is { } index ? _file.Entity(index).Id : null;
        return _ids.Contains(id) ? id : null;
    }

    /// <summary>All ids of the entity with this id; empty when there is none.</summary>
    public IReadOnlyList<string> IdsOf(string id)
    {
        if (_file is null) return _ids.Contains(id) ? [id] : [];
        if (_file.IndexOf(id) is not { } index) return [];
        var entity = _file.Entity(index);
        return [entity.Id, .. entity.SameAs];
    }

    private static KnowledgeBaseEntry[] InFile(KnowledgeFile file, ReadOnlySpan<char> mention)
    {
        var matches = file.Find(mention);
        var entries = new KnowledgeBaseEntry[Math.Min(matches.Count, MostCandidates)];
        for (var i = 0; i < entries.Length; i++)
        {
            var entity = file.Entity(matches[i].Entity);
            entries[i] = new KnowledgeBaseEntry(entity.Id, entity.Type, entity.Name, entity.Prior);
        }

        return entries;
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
        if (fields.Length != 5 || fields[0].Length == 0 || fields[2].Length == 0)
            throw new InvalidDataException(
                $"line {number}: expected id, label, name, prior and aliases separated by tabs, {fields.Length} "
                + $"field{(fields.Length == 1 ? "" : "s")} found");
        if (!float.TryParse(fields[3], NumberStyles.Float, CultureInfo.InvariantCulture, out var prior) || prior is not (> 0 and <= 1))
            throw new InvalidDataException($"line {number}: the prior must be above 0 and at most 1");
        return (new KnowledgeBaseEntry(fields[0], fields[1], fields[2], prior), fields[4].Split('|', StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Add(Dictionary<string, List<KnowledgeBaseEntry>> byAlias, KnowledgeBaseEntry entry, string alias)
    {
        var key = AliasKey.Of(alias);
        if (key.Length == 0) return;
        if (!byAlias.TryGetValue(key, out var entries)) byAlias[key] = entries = [];
        if (!entries.Contains(entry)) entries.Add(entry);
    }
}
