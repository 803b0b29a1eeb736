using System.Text.Json;

namespace StreamNer.Linking.Sources;

/// <summary>
/// A JSON dump of Wikidata: an array with an entity a line. Items with an English name are taken, under the ids <c>wikidata:Q…</c>; properties,
/// lexemes, and pages about pages are passed over. Read a line at a time, so that a dump of any size needs the memory of its largest entity.
/// </summary>
internal static class WikidataSource
{
    private static readonly string[] s_related = ["P17", "P27", "P36", "P54", "P102", "P108", "P131", "P159", "P463"];

    /// <summary>The records of a stream, with what is wrong with other lines.</summary>
    public static IEnumerable<SourceLine> Read(Stream stream)
    {
        foreach (var (number, text, fault) in SourceLines.Of(stream))
        {
            if (fault is not null) yield return new SourceLine(number, null, fault);
            if (text?.Trim().TrimEnd(',') is not { Length: > 1 } json) continue;
            if (Parse(json, number) is { } line) yield return line;
        }
    }

    private static SourceLine? Parse(string json, long number)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var item = document.RootElement;
            if (item.ValueKind != JsonValueKind.Object || item.Text("id").Length == 0)
                return new SourceLine(number, null, "not an entity of Wikidata");
            return Record(item) is { } record ? SourceLine.Of(number, record) : null;
        }
        catch (JsonException)
        {
            return new SourceLine(number, null, "not JSON");
        }
    }

    private static KnowledgeRecord? Record(JsonElement item)
    {
        string id = item.Text("id"), name = Label(item);
        var claims = new WikidataClaims(item.Member("claims"));
        if (id[0] != 'Q' || name.Length == 0 || WikidataTypes.IsPage(claims)) return null;
        var pages = item.Member("sitelinks") is { ValueKind: JsonValueKind.Object } links ? links.EnumerateObject().Count() : 0;
        return new KnowledgeRecord($"wikidata:{id}", name)
        {
            Type = WikidataTypes.Of(claims),
            Country = Country(claims),
            Aliases =
                [.. Aliases(item, "en").Concat(Aliases(item, "mul")).Append(Text(item, "labels", "mul"))
                .Where(alias => alias.Length > 0 && alias != name).Distinct()],
            Tickers = [.. claims.Qualifiers("P414", "P249").Distinct()],
            Handles = [.. claims.Texts("P2002").Select(handle => $"@{handle}")],
            Demonyms = [.. claims.Monolingual("P1549", "en").Distinct()],
            SameAs =
            [
                .. Ids(claims, "P1566", "geonames:"), .. Ids(claims, "P5531", "sec:"), .. Ids(claims, "P297", "iso3166:"),
                .. Ids(claims, "P298", "iso3166:"),
            ],
            Neighbours = [.. s_related.SelectMany(claims.Items).Distinct().Where(other => other != id).Select(other => $"wikidata:{other}")],
            Description = Text(item, "descriptions", "en"),
            // A page in two hundred Wikipedias is as well known as a page can be.
            Prior = Math.Clamp(0.1f + (0.37f * MathF.Log10(1 + pages)), 0.1f, 0.95f),
            Popularity = pages,
        };
    }

    private static string Label(JsonElement item) => Text(item, "labels", "en") is { Length: > 0 } english ? english : Text(item, "labels", "mul");

    private static string Text(JsonElement item, string member, string language) => item.Member(member).Member(language).Text("value");

    private static IEnumerable<string> Aliases(JsonElement item, string language) =>
        item.Member("aliases").Member(language).Items().Select(alias => alias.Text("value"));

    // An id with white space is somebody's slip, and must not cost the entity.
    private static IEnumerable<string> Ids(WikidataClaims claims, string property, string scheme) =>
        claims.Texts(property).Where(id => id.Length > 0 && id.All(char.IsAsciiLetterOrDigit)).Select(id => scheme + id);

    private static string Country(WikidataClaims claims) =>
        claims.Texts("P297").Concat(claims.Items("P17").Concat(claims.Items("P27")).Select(item => RegionTable.CountryOf($"wikidata:{item}")))
            .FirstOrDefault(code => code.Length == 2 && code.All(char.IsAsciiLetterUpper)) ?? "";
}
