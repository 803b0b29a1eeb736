namespace StreamNer.Configuration;

/// <summary>Finds what a mistyped key or name was meant to be.</summary>
internal static class NearMatch
{
    /// <summary>", did you mean 'x'?" for the nearest known key, or nothing when none is near.</summary>
    /// <param name="key">As it was given.</param>
    /// <param name="known">The keys there are.</param>
    /// <param name="show">How the nearest is shown; null for the key itself.</param>
    public static string Suggest(string key, IEnumerable<string> known, Func<string, string>? show = null)
    {
        var best = known.Select(candidate => (Key: candidate, Distance: Score(key, candidate))).OrderBy(match => match.Distance).FirstOrDefault();
        return best.Key is not null && best.Distance <= Math.Max(2, key.Length / 4) ? $"; did you mean '{show?.Invoke(best.Key) ?? best.Key}'?" : "";
    }

    /// <summary>Edit distance without regard to case; a right last segment in a wrong section counts as near.</summary>
    private static int Score(string key, string candidate)
    {
        var distance = Distance(key, candidate);
        var sameName = string.Equals(Last(key), Last(candidate), StringComparison.OrdinalIgnoreCase);
        return sameName ? Math.Min(distance, 2) : distance;
    }

    private static string Last(string key) => key[(key.LastIndexOf(':') + 1)..];

    /// <summary>Edits from one to the other, without regard to case (Levenshtein, Soviet Physics Doklady 10, 1966), in two rows.</summary>
    public static int Distance(string a, string b)
    {
        var above = Enumerable.Range(0, b.Length + 1).ToArray();
        var row = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = above[j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                row[j] = Math.Min(replace, Math.Min(above[j], row[j - 1]) + 1);
            }

            (above, row) = (row, above);
        }

        return above[b.Length];
    }
}
