using StreamNer.Diagnostics;
using StreamNer.Flow;

namespace StreamNer.Logging;

/// <summary>How far behind a worker is: records and seconds over the partitions whose lag is known, and how many have none.</summary>
internal readonly record struct Backlog(long Records, double Seconds, int UnknownPartitions);

/// <summary>The line that a running worker writes now and then. Policy only: somebody asks. One caller at a time.</summary>
internal sealed class ProgressLine(TimeProvider time)
{
    /// <summary>How often it is asked for.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private long _since = time.GetTimestamp();
    private long _total;
    private long _rejected;

    /// <summary>Reports what became final since the last call and what waits; nothing when nothing did and nothing waits.</summary>
    public void Report(FlowCounts counts, Backlog backlog, EventLog log)
    {
        var now = time.GetTimestamp();
        var seconds = time.GetElapsedTime(_since, now).TotalSeconds;
        var (total, rejected) = (counts.Total, counts.Rejected);
        var (records, refused) = (total - _total, rejected - _rejected);
        (_since, _total, _rejected) = (now, total, rejected);
        if (seconds <= 0 || (records == 0 && backlog is { Records: 0, UnknownPartitions: 0 })) return;
        var rate = Math.Round(records / seconds, 1);
        var unknown = backlog.UnknownPartitions == 0 ? "" : $" (unknown for {PartitionName.Count(backlog.UnknownPartitions)})";
        log.Info(
            "run.progress", $"{rate:0.0} records/s, {refused} rejected; lag {backlog.Records} records, {backlog.Seconds:0.0} s{unknown}",
            ("records", records), ("rejected", refused), ("rate", rate), ("total", total),
            ("lag_records", backlog.Records), ("lag_seconds", Math.Round(backlog.Seconds, 3)), ("lag_unknown_partitions", backlog.UnknownPartitions));
    }
}
