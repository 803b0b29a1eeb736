using System.Diagnostics.Metrics;
using Confluent.Kafka;

namespace StreamNer.Kafka;

/// <summary>
/// Tells offsets that retention took from lawful gaps (compaction, control records): a gap whose start lies below the log's present start was
/// deleted before we read it. Logged and counted; <see cref="OffsetReset"/> has decided where reading went on.
/// </summary>
internal sealed class LostRanges
{
    private readonly Counter<long> _offsets;
    private readonly EventLog _log;

    public LostRanges(Telemetry telemetry, EventLog log)
    {
        _log = log;
        _offsets = telemetry.Meter.CreateCounter<long>("streamner.lost_offsets", description: "Offsets that retention removed before they were read, by topic and partition.");
    }

    /// <summary>A record came at <paramref name="found"/> although <paramref name="expected"/> was next; -1 where nothing was expected.</summary>
    public void Gap(IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition, long expected, long found)
    {
        if (expected < 0) return;

        // The log's start as of the last fetch; no request.
        var low = consumer.GetWatermarkOffsets(partition).Low.Value;
        var lost = Math.Min(low, found) - expected;
        if (lost <= 0) return;
        _log.Error("kafka.lost_range", $"{partition}: offsets {expected} to {expected + lost - 1} were deleted by retention before they were read");
        _offsets.Add(lost, new("topic", partition.Topic), new("partition", partition.Partition.Value));
    }
}
