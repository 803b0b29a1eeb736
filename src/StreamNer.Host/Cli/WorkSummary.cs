using System.Globalization;

namespace StreamNer.Host.Cli;

/// <summary>The one line at the end of a command that worked through texts.</summary>
internal static class WorkSummary
{
    /// <summary><c>streamner: 2,000 lines: 1,990 annotated, 10 rejected, in 3.2 s (625/s)</c></summary>
    /// <param name="what">One of the texts, in the singular.</param>
    /// <param name="total">How many there were.</param>
    /// <param name="done">What became of those that were not rejected.</param>
    /// <param name="rejected">How many were rejected.</param>
    /// <param name="elapsed">How long it took.</param>
    public static string Of(string what, long total, string done, long rejected, TimeSpan elapsed)
    {
        var rate = total / Math.Max(0.001, elapsed.TotalSeconds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"streamner: {total:#,0} {what}{(total == 1 ? "" : "s")}: {total - rejected:#,0} {done}, {rejected:#,0} rejected, "
            + $"in {elapsed.TotalSeconds:0.0} s ({rate:#,0}/s)");
    }
}
