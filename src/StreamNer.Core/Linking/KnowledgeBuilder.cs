using System.Runtime.InteropServices;

namespace StreamNer.Linking;

/// <summary>
/// Gathers the records of sources and makes one entity of those that are the same: equal ids (also those of <c>sameAs</c>), then equal name, type and
/// country, where it is clear which of a scheme's entities is meant, then <see cref="KnowledgeNames"/>. Not thread-safe.
/// </summary>
/// <param name="strict">Whether the first line that is not of the form ends the build.</param>
internal sealed class KnowledgeBuilder(bool strict = false)
{
    // How many times as popular as the next the place must be that a source means which tells no state.
    private const float Dominant = 5;

    private readonly Dictionary<string, int> _byId = new(StringComparer.Ordinal);
    private readonly List<KnowledgeRecord?> _entities = [];

    /// <summary>What became of the records so far.</summary>
    public KnowledgeReport Report { get; } = new();

    /// <summary>Entities so far.</summary>
    public int Count => (int)(Report.Records - Report.MergedById - Report.MergedByName);

    /// <summary>Takes all lines of a source.</summary>
    /// <exception cref="InvalidDataException">A line is not of the form and the build is strict.</exception>
    public void Add(string source, IEnumerable<SourceLine> lines, Action? taken = null)
    {
        foreach (var line in lines)
        {
            if (line.Record is { } record) Add(record);
            else Refuse(source, line);
            taken?.Invoke();
        }
    }

    /// <summary>Takes one record, which has no <see cref="KnowledgeRecord.Fault"/>.</summary>
    public void Add(KnowledgeRecord record)
    {
        Report.Records++;
        var known = -1;
        foreach (var id in record.SameAs.Prepend(record.Id))
        {
            if (known < 0 && _byId.TryGetValue(id, out var index)) known = index;
        }

        if (known < 0)
        {
            known = _entities.Count;
            _entities.Add(record);
        }
        else
        {
            Report.MergedById++;
            _entities[known] = Merge(_entities[known]!, record);
        }

        foreach (var id in record.SameAs.Prepend(record.Id)) _byId.TryAdd(id, known);
    }

    /// <summary>Merges by name, and hands out the entities in the order of their first records. Call it once, at the end.</summary>
    internal List<KnowledgeRecord> Finish()
    {
        _byId.Clear();
        _byId.TrimExcess();
        var groups = new Dictionary<(string Name, string Type, string Country), NameGroup>();
        for (var i = 0; i < _entities.Count; i++)
        {
            if (_entities[i] is not { Country.Length: > 0 } entity) continue;
            ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, (KeyOf(entity.Name), entity.Type, entity.Country), out _);
            group.Add(i);
        }

        foreach (var group in groups.Values)
        {
            if (group.Several is { } several) MergeGroup(several);
        }

        groups = null;

        new KnowledgeNames(_entities).Join(MergeAll);
        return [.. _entities.OfType<KnowledgeRecord>()];
    }

    /// <summary>A name as sources spell it alike: also without accents (Montréal) and the apostrophe of a genitive (McDonald's).</summary>
    internal static string KeyOf(string name)
    {
        Span<char> key = AliasKey.Of(name.Replace("'s", "s", StringComparison.Ordinal)).ToCharArray();
        return AliasKey.DropAccents(key, out var length) ? new string(key[..length]) : new string(key);
    }

    // Of the scheme with most entities each may be meant by one of another scheme: by its state, or as by far the most popular.
    private void MergeGroup(List<int> group)
    {
        var schemes = group.GroupBy(i => KnowledgeRecord.SchemeOf(_entities[i]!.Id).ToString()).OrderByDescending(scheme => scheme.Count()).ToList();
        if (schemes[0].Count() == 1)
        {
            if (group.TrueForAll(i => Agree(_entities[i]!, _entities[group[0]]!))) MergeAll(group);
            else Report.LeftApart++;
            return;
        }

        var apart = false;
        foreach (var scheme in schemes.Skip(1))
        {
            foreach (var one in scheme)
            {
                var meant = Meant(schemes[0], _entities[one]!, only: scheme.Count() == 1);
                if (meant is { } other) MergeAll([Math.Min(one, other), Math.Max(one, other)]);
                else apart = true;
            }
        }

        if (apart || schemes.Count == 1) Report.LeftApart++;
    }

    private int? Meant(IEnumerable<int> several, KnowledgeRecord one, bool only)
    {
        var possible = several.Where(i => _entities[i] is { } other && Agree(other, one)).OrderByDescending(i => _entities[i]!.Popularity).ToList();
        if (possible.Count == 0) return null;
        if (possible.Count == 1 && one.Regions.Count > 0) return possible[0];
        var next = possible.Count > 1 ? _entities[possible[1]]!.Popularity : 0;
        return only && _entities[possible[0]]!.Popularity > Dominant * next ? possible[0] : null;
    }

    private static bool Agree(KnowledgeRecord one, KnowledgeRecord other) =>
        one.Regions.Count == 0 || other.Regions.Count == 0 || one.Regions.Intersect(other.Regions).Any();

    private void MergeAll(List<int> group)
    {
        for (var i = 1; i < group.Count; i++)
        {
            if (_entities[group[0]] is not { } first || _entities[group[i]] is not { } other) continue;
            _entities[group[0]] = Merge(first, other);
            _entities[group[i]] = null;
            Report.MergedByName++;
        }
    }

    /// <summary>The first record's name and type stand; lists are united; of two figures the greater one stands.</summary>
    private static KnowledgeRecord Merge(KnowledgeRecord first, KnowledgeRecord other) => first with
    {
        Type = first.Type.Length > 0 ? first.Type : other.Type,
        Country = first.Country.Length > 0 ? first.Country : other.Country,
        Aliases = [.. first.Aliases.Concat(other.Aliases.Prepend(other.Name)).Where(alias => alias != first.Name).Distinct()],
        SameAs = [.. first.SameAs.Concat(other.SameAs.Prepend(other.Id)).Where(id => id != first.Id).Distinct()],
        Tickers = Union(first.Tickers, other.Tickers),
        Handles = Union(first.Handles, other.Handles),
        Demonyms = Union(first.Demonyms, other.Demonyms),
        Regions = Union(first.Regions, other.Regions),
        Neighbours = Union(first.Neighbours, other.Neighbours),
        Description = first.Description.Length > 0 ? first.Description : other.Description,
        Prior = Math.Max(first.Prior, other.Prior),
        Popularity = Math.Max(first.Popularity, other.Popularity),
    };

    private static IReadOnlyList<string> Union(IReadOnlyList<string> first, IReadOnlyList<string> other) =>
        other.Count == 0 ? first : first.Count == 0 ? other : [.. first.Union(other)];

    private void Refuse(string source, SourceLine line)
    {
        var fault = $"{source}, line {line.Line}: {line.Fault}";
        if (strict) throw new InvalidDataException(fault);
        Report.Skipped++;
        if (Report.Faults.Count < KnowledgeReport.FaultsKept) Report.Faults.Add(fault);
    }

    // Of most names there is one entity, which needs no list.
    private struct NameGroup
    {
        private int _firstPlusOne;

        public List<int>? Several { get; private set; }

        public void Add(int entity)
        {
            if (_firstPlusOne == 0) _firstPlusOne = entity + 1;
            else (Several ??= [_firstPlusOne - 1]).Add(entity);
        }
    }
}
