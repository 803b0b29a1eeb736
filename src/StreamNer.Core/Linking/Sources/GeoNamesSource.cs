namespace StreamNer.Linking.Sources;

/// <summary>
/// GeoNames' tables of places (<c>allCountries.txt</c>, <c>cities1000.txt</c> and the like: 19 columns without names), or a table that names at least
/// the columns <c>geonameid</c>, <c>name</c>, <c>country</c>, <c>admin1</c>, <c>feature</c> and <c>population</c>.
/// </summary>
internal static class GeoNamesSource
{
    // From here on texts name the country behind a place: "Lyon, France".
    private const float Known = 100_000;

    private static readonly string[] s_needed = ["geonameid", "name", "country", "admin1", "feature", "population"];

    private static readonly string[] s_columns =
    [
        "geonameid", "name", "asciiname", "alternatenames", "lat", "lon", "class", "feature", "country", "cc2", "admin1", "admin2",
        "admin3", "admin4",
        "population", "elevation", "dem", "timezone", "modified",
    ];

    /// <summary>The records of a stream, with what is wrong with other lines.</summary>
    /// <exception cref="InvalidDataException">The line of column names lacks one.</exception>
    public static IEnumerable<SourceLine> Read(Stream stream) => NamedTable.Read(stream, s_needed, s_columns, Record);

    private static KnowledgeRecord Record(NamedRow row)
    {
        string country = row["country"], feature = row["feature"];
        var population = row.Number("population");
        var state = RegionTable.Find($"{country}.{row["admin1"]}");
        var land = RegionTable.Find(country);
        var known = population >= Known || feature is "PPLC" or "PPLA";
        return new KnowledgeRecord(row["geonameid"].Length > 0 ? $"geonames:{row["geonameid"]}" : "", row["name"])
        {
            Type = "LOC",
            Country = country,
            Aliases =
            [
                .. row.List("alternatenames", ',').Append(row["asciiname"]).Concat(Nicknames.Of(row["geonameid"]))
                    .Where(alias => alias.Length > 0 && alias != row["name"]).Distinct(),
            ],
            Regions = [.. state?.Names ?? [], .. known ? land?.Names ?? [] : []],
            Description = Description(feature, population, state?.Names[0], land?.Names[0]),
            Prior = Prior(feature, population),
            Popularity = population,
        };
    }

    // What texts mean by a name grows with the logarithm of how many live there: 0.05 for a village, 0.65 for ten millions, more for capitals.
    private static float Prior(string feature, float population)
    {
        var prior = 0.05f + (0.15f * (MathF.Log10(Math.Max(population, 1_000)) - 3));
        if (feature.StartsWith("PCL", StringComparison.Ordinal)) prior += 0.3f;
        else if (feature == "PPLC") prior += 0.25f;
        else if (feature is "PPLA" or "ADM1") prior += 0.05f;
        return float.IsNaN(prior) ? KnowledgeRecord.DefaultPrior : Math.Clamp(prior, 0.05f, 0.95f);
    }

    private static string Description(string feature, float population, string? state, string? country)
    {
        var what = feature switch
        {
            "PPLC" => "capital city",
            "ADM1" or "ADM2" => "region",
            _ when feature.StartsWith("PCL", StringComparison.Ordinal) => "country",
            _ when feature.StartsWith("PPL", StringComparison.Ordinal) => population >= Known ? "city" : "town",
            _ => "place",
        };
        var where = string.Join(", ", new[] { state, country }.OfType<string>());
        return where.Length == 0 || what == "country" ? what : $"{what} in {where}";
    }
}
