namespace StreamNer.Linking.Sources;

/// <summary>The table of the Pantheon project: people with a page in many Wikipedias, under the ids of their English pages
/// (<c>enwiki:307</c>).</summary>
internal static class PantheonSource
{
    /// <summary>The records of a stream, with what is wrong with other lines.</summary>
    /// <exception cref="InvalidDataException">The line of column names lacks one.</exception>
    public static IEnumerable<SourceLine> Read(Stream stream) =>
        NamedTable.Read(stream, ["en_curid", "name", "countryCode", "occupation", "HPI", "TotalPageViews"], null, Record);

    private static KnowledgeRecord Record(NamedRow row)
    {
        var fame = row.Number("HPI");
        var born = string.Join(", ", new[] { row["birthcity"], RegionTable.Find(row["countryCode"])?.Names[0] ?? "" }.Where(part => part.Length > 0));
        return new KnowledgeRecord(row["en_curid"].Length > 0 ? $"enwiki:{row["en_curid"]}" : "", row["name"])
        {
            Type = "PER",
            Country = row["countryCode"] is { Length: 2 } code && code.All(char.IsAsciiLetterUpper) ? code : "",
            Description = row["occupation"].ToLowerInvariant() + (born.Length > 0 ? $", born in {born}" : ""),
            // The index runs from 10 for those known in some countries to 32 for those known in all.
            Prior = float.IsNaN(fame) ? KnowledgeRecord.DefaultPrior : Math.Clamp(0.3f + ((fame - 10) * 0.03f), 0.2f, 0.95f),
            Popularity = row.Number("TotalPageViews"),
        };
    }
}
