using System.Collections.Frozen;

namespace StreamNer.Linking.Sources;

/// <summary>Countries by their two letters, and the states of some by GeoNames' codes (<c>US.TX</c>), each with the names that texts give
/// them.</summary>
internal static class RegionTable
{
    private static readonly FrozenDictionary<string, Region> s_regions = Load();

    private static readonly FrozenDictionary<string, string> s_ids =
        s_regions.Values.Where(region => region.Id.Length > 0).ToFrozenDictionary(region => region.Id, region => region.Code, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Region> s_names = Names();

    /// <summary>The region of a code; null for one that is not in the table.</summary>
    public static Region? Find(string code) => s_regions.GetValueOrDefault(code);

    /// <summary>The code of a country by its id, such as <c>wikidata:Q30</c>; empty for one that is not in the table.</summary>
    public static string CountryOf(string id) => s_ids.GetValueOrDefault(id, "");

    /// <summary>The state of the United States, or else the country, of a name as a text has it; null for none.</summary>
    public static Region? Named(ReadOnlySpan<char> name) =>
        s_names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name.TrimEnd('.'), out var region) ? region : null;

    private static FrozenDictionary<string, Region> Names()
    {
        var names = new Dictionary<string, Region>(StringComparer.Ordinal);
        foreach (var region in s_regions.Values.OrderByDescending(region => region.Code.StartsWith("US.", StringComparison.Ordinal)))
        {
            foreach (var name in region.Names) names.TryAdd(name.TrimEnd('.'), region);
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FrozenDictionary<string, Region> Load()
    {
        using var stream = typeof(RegionTable).Assembly.GetManifestResourceStream("StreamNer.Linking.regions.tsv")!;
        return Lines(stream).ToFrozenDictionary(region => region.Code, StringComparer.Ordinal);
    }

    private static IEnumerable<Region> Lines(Stream stream)
    {
        foreach (var (_, text, _) in SourceLines.Of(stream))
        {
            if (string.IsNullOrEmpty(text) || text[0] == '#') continue;
            var fields = text.Split('\t');
            yield return new Region(fields[0], fields[1].Split('|'), fields[2]);
        }
    }
}

/// <summary>A country or state.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Names">Its English name first, then others and abbreviations.</param>
/// <param name="Id">Its id in the built-in base; empty when it has none.</param>
internal sealed record Region(string Code, string[] Names, string Id);
