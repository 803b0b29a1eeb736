using StreamNer.Diagnostics;
using StreamNer.Metering;

namespace StreamNer.Kafka.Redriving;

/// <summary>What <see cref="AutoRepair"/> keeps from its first coordinates to the last that wait: the writer and what has been repaired. Not
/// thread-safe.</summary>
internal sealed class RepairSession(RedriveWriter writer, SourceBitmap mended, Telemetry telemetry, EventLog log) : IDisposable
{
    private long _written, _rejected, _gone, _mended;
    private (long Written, long Rejected, long Gone) _counted;

    /// <summary>Writes.</summary>
    public RedriveWriter Writer => writer;

    /// <summary>Sources that need no repair any more.</summary>
    public SourceBitmap Mended => mended;

    /// <summary>Takes the counts of a repair as they are now.</summary>
    public void Count(RepairResult now)
    {
        Add(RepairOutcome.Written, ref _written, now.Written - _counted.Written);
        Add(RepairOutcome.Rejected, ref _rejected, now.Rejected - _counted.Rejected);
        Add(RepairOutcome.Gone, ref _gone, now.Gone - _counted.Gone);
        _counted = (now.Written, now.Rejected, now.Gone);
    }

    /// <summary>A repair has ended, and the next counts from 0.</summary>
    public void Total(RepairPlan plan)
    {
        _counted = default;
        _mended += plan.Mended;
    }

    /// <summary>Says what has become of the records, and lets go of the writer.</summary>
    public void Dispose()
    {
        log.Info(
            "repair.ended", $"{_written} repaired, {_rejected} rejected, {_gone} gone from their source, {_mended} repaired before",
            ("written", _written), ("rejected", _rejected), ("gone", _gone));
        writer.Dispose();
    }

    private void Add(RepairOutcome outcome, ref long sum, long count)
    {
        if (count == 0) return;
        sum += count;
        telemetry.Repairs.Add(count, Labels.Repair[outcome]);
    }
}
