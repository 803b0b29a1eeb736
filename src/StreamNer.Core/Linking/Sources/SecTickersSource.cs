using System.Globalization;
using System.Text.Json;

namespace StreamNer.Linking.Sources;

/// <summary>
/// <c>company_tickers.json</c> of the U.S. Securities and Exchange Commission: an object of <c>{"cik_str", "ticker", "title"}</c>, largest company
/// first. A company has an entry for each of its tickers; they merge by id.
/// </summary>
internal static class SecTickersSource
{
    private static readonly HashSet<string> s_small = new(["of", "and", "the", "for", "in", "on", "de", "la", "du"], StringComparer.Ordinal);

    /// <summary>The records of a stream, with what is wrong with other entries, by their number.</summary>
    /// <exception cref="InvalidDataException">It is not JSON, or not an object.</exception>
    public static IEnumerable<SourceLine> Read(Stream stream) =>
        JsonSource.Read(stream, root => root.ValueKind == JsonValueKind.Object ? root.Items() : null, Record);

    private static KnowledgeRecord Record(JsonElement entry, long number)
    {
        var ticker = entry.Text("ticker");
        var cik = entry.Member("cik_str") is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var parsed) ? parsed : 0;
        return new KnowledgeRecord(cik > 0 ? $"sec:{cik.ToString("D10", CultureInfo.InvariantCulture)}" : "", Name(entry.Text("title")))
        {
            Type = "ORG",
            // Texts write BRK.B where the list has BRK-B.
            Tickers = ticker.Length == 0 ? [] : ticker.Contains('-', StringComparison.Ordinal) ? [ticker, ticker.Replace('-', '.')] : [ticker],
            Description = "listed company",
            Prior = Math.Clamp(0.8f - (number * 0.00005f), 0.3f, 0.8f),
            Popularity = Math.Max(1, 20_000 - number),
        };
    }

    // Most titles shout; what has small letters is as the company writes it.
    private static string Name(string title)
    {
        var slash = title.IndexOf(" /", StringComparison.Ordinal);
        if (slash > 0) title = title[..slash];
        if (title.Any(char.IsLower)) return title;
        var words = title.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            var lower = words[i].ToLowerInvariant();
            // Words of up to three letters in front, such as IBM and HP, are abbreviations more often than words.
            if (i == 0 && words[i].Length <= 3) continue;
            words[i] = i > 0 && s_small.Contains(lower) ? lower : char.ToUpperInvariant(lower[0]) + lower[1..];
        }

        return string.Join(' ', words);
    }
}
