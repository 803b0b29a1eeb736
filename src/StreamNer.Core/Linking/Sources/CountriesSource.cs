using System.Text.Json;

namespace StreamNer.Linking.Sources;

/// <summary><c>countries.json</c> of the project world-countries: an array of countries with names, codes, demonyms and borders.</summary>
internal static class CountriesSource
{
    /// <summary>The records of a stream, with what is wrong with other entries, by their number.</summary>
    /// <exception cref="InvalidDataException">It is not JSON, or not an array.</exception>
    public static IEnumerable<SourceLine> Read(Stream stream) =>
        JsonSource.Read(stream, root => root.ValueKind == JsonValueKind.Array ? root.Items() : null, (country, _) => Record(country));

    private static KnowledgeRecord Record(JsonElement country)
    {
        var names = country.Member("name");
        string code = country.Text("cca2"), name = names.Text("common");
        var natives = names.Member("native").Items().SelectMany(native => new[] { native.Text("common"), native.Text("official") });
        return new KnowledgeRecord(code.Length > 0 ? $"iso3166:{code}" : "", name)
        {
            Type = "LOC",
            Country = code,
            // Two capitals are a country's code, which is a word of many languages: only those that texts use are in the table of regions.
            Aliases =
            [
                .. natives.Prepend(names.Text("official")).Concat(country.Member("altSpellings").Texts()).Concat(RegionTable.Find(code)?.Names ?? [])
                    .Where(alias => alias.Length > 2 && alias != name).Concat(RegionTable.Find(code)?.Names.Where(alias => alias.Length == 2) ?? [])
                    .Distinct(),
            ],
            Demonyms = [.. country.Member("demonyms").Member("eng").Texts().Distinct()],
            SameAs = country.Text("cca3") is { Length: > 0 } letters ? [$"iso3166:{letters}"] : [],
            Neighbours = [.. country.Member("borders").Texts().Select(border => $"iso3166:{border}")],
            Description = country.Text("subregion") is { Length: > 0 } region ? $"country in {region}" : "country",
            Prior = 0.95f,
            Popularity = country.Member("area") is { ValueKind: JsonValueKind.Number } area && area.GetSingle() is > 0 and var size ? size : 0,
        };
    }
}
