using StreamNer.Chaos.Checking;
using StreamNer.Chaos.Faults;

namespace StreamNer.Chaos.Reporting;

/// <summary>How fast visible output came back after a fault was healed.</summary>
/// <param name="Before">Records a second in the ten seconds before it struck, at most what was sent: a backlog may have been worked off then.</param>
/// <param name="Seconds">From its heal until a window of two seconds had 90 % of that; null when that was not seen.</param>
internal sealed record RecoveryTime(double Before, double? Seconds);

/// <summary>Reads recovery times from the checker's history.</summary>
internal static class Recovery
{
    /// <summary>The share of the rate before that counts as recovered.</summary>
    public const double Share = 0.9;

    private static readonly TimeSpan s_before = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(2);

    /// <summary>For one fault, at <paramref name="sent"/> records a second. The resolution is that of the checker, a second.</summary>
    public static RecoveryTime Of(FaultRecord fault, IReadOnlyList<Progress> history, double sent)
    {
        var before = Math.Min(sent, Rate(history, fault.Struck - s_before, fault.Struck));
        foreach (var point in history)
        {
            if (point.At - s_window < fault.Healed) continue;
            if (Rate(history, point.At - s_window, point.At) >= Share * before)
                return new RecoveryTime(Math.Round(before, 1), Math.Round(Math.Max(0, (point.At - s_window - fault.Healed).TotalSeconds), 1));
        }

        return new RecoveryTime(Math.Round(before, 1), null);
    }

    /// <summary>Visible outputs a second between two moments; between two of the checker's words they are spread evenly.</summary>
    public static double Rate(IReadOnlyList<Progress> history, DateTimeOffset from, DateTimeOffset to) =>
        (Arrived(history, to) - Arrived(history, from)) / (to - from).TotalSeconds;

    private static double Arrived(IReadOnlyList<Progress> history, DateTimeOffset at)
    {
        for (var i = 0; i < history.Count; i++)
        {
            if (history[i].At < at) continue;
            if (i == 0) return history[0].Arrived;
            var (left, right) = (history[i - 1], history[i]);
            return left.Arrived + ((right.Arrived - left.Arrived) * ((at - left.At) / (right.At - left.At)));
        }

        return history.Count == 0 ? 0 : history[^1].Arrived;
    }
}
