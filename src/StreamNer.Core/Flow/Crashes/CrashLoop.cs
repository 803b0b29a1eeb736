namespace StreamNer.Flow.Crashes;

/// <summary>What a new life makes of the end of the last one: the rules of <c>docs/adr/0006-crash-loops.md</c>, without clock or file.</summary>
internal static class CrashLoop
{
    /// <summary>Deaths in a row that make suspects, and strikes in a row that convict.</summary>
    public const int Deaths = 3;

    /// <summary>A trial that has lasted longer than this part of the control's range is no evidence.</summary>
    public const double LongestTrial = 1.0 / 200;

    private const double LongestRange = 600;

    /// <summary>The state at the beginning of a life.</summary>
    /// <param name="last">What the last life left.</param>
    /// <param name="oomKills">OOM kills in our control group so far.</param>
    /// <param name="controlRange">The range of the control's length in seconds, as set.</param>
    public static CrashState Begin(CrashState last, long oomKills, double controlRange)
    {
        ArgumentNullException.ThrowIfNull(last);
        var begun = last with
        {
            End = LifeEnd.Running,
            OomKills = oomKills,
            ControlRange = Math.Max(controlRange, last.ControlRange),
            InControl = false,
            OnTrial = null,
            InFlight = [],
        };
        if (last.End is LifeEnd.Orderly or LifeEnd.AskedToStop) return begun;
        if (oomKills > last.OomKills || last.InControl) return begun with { Stuck = [], Suspects = [], Struck = null };
        if (last.InFlight.Count == 0) return begun with { Stuck = [], Struck = null };
        var stuck = last.InFlight.Select(range => Counted(range, last.Stuck)).ToList();
        return Judged(last, begun with { Stuck = stuck, Suspects = Joined(last.Suspects, stuck.Where(range => range.Deaths >= Deaths)) });
    }

    /// <summary>The offsets of one partition are committed below <paramref name="next"/>, or begin there.</summary>
    internal static IReadOnlyList<OffsetRange> From(IReadOnlyList<OffsetRange> ranges, string topic, int partition, long next)
    {
        if (!ranges.Any(range => range.IsOf(topic, partition) && range.First < next)) return ranges;
        return [.. ranges.Select(Cut).Where(range => range.First <= range.Last)];

        OffsetRange Cut(OffsetRange range) => range.IsOf(topic, partition) ? range with { First = Math.Max(range.First, next) } : range;
    }

    private static OffsetRange Counted(OffsetRange range, IReadOnlyList<OffsetRange> before)
    {
        var same = before.FirstOrDefault(old => old.IsOf(range.Topic, range.Partition) && old.First == range.First);
        return range with { Deaths = (same?.Deaths ?? 0) + 1, Last = Math.Max(range.Last, same?.Last ?? -1) };
    }

    private static IReadOnlyList<OffsetRange> Joined(IReadOnlyList<OffsetRange> suspects, IEnumerable<OffsetRange> more)
    {
        var all = suspects.ToList();
        foreach (var range in more)
        {
            var at = all.FindIndex(old => old.IsOf(range.Topic, range.Partition));
            if (at < 0) all.Add(range);
            else all[at] = all[at] with { First = Math.Min(all[at].First, range.First), Last = Math.Max(all[at].Last, range.Last) };
        }

        return all;
    }

    private static CrashState Judged(CrashState last, CrashState begun)
    {
        if (last.OnTrial is not { } trial) return begun with { Struck = null };
        var known = last.End == LifeEnd.Hung;
        if (!known && (trial.ShortOfMemory || trial.Seconds > LongestTrial * last.ControlRange))
        {
            var longer = Math.Min(2 * trial.Seconds / LongestTrial, LongestRange);
            return begun with { Struck = null, ControlRange = Math.Max(begun.ControlRange, longer) };
        }

        return begun with { Struck = new Strikes(trial.At, (last.Struck?.At == trial.At ? last.Struck.Count : 0) + 1) };
    }
}
