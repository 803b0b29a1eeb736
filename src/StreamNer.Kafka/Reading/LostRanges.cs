using Confluent.Kafka;
using StreamNer.Diagnostics;

namespace StreamNer.Kafka.Reading;

/// <summary>
/// Tells offsets that retention took from lawful gaps (compaction, control records): a gap whose start lies below the log's present start was
/// deleted before we read it. Logged and counted; <see cref="OffsetReset"/> has decided where reading went on.
/// </summary>
internal sealed class LostRanges(AssignmentMeter meter, EventLog log)
{
    /// <summary>A record came at <paramref name="found"/> although <paramref name="expected"/> was next; -1 where nothing was expected.</summary>
    public void Gap(IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition, long expected, long found)
    {
        if (expected < 0) return;

        // The log's start as of the last fetch; no request.
        var low = consumer.GetWatermarkOffsets(partition).Low.Value;
        var lost = Math.Min(low, found) - expected;
        if (lost <= 0) return;
        log.Error(
            "kafka.lost_range", $"{partition.Name()}: offsets {expected} to {expected + lost - 1} were deleted by retention before they were read",
            ("topic", partition.Topic), ("partition", partition.Partition.Value), ("offset", expected), ("offsets", lost));
        meter.Lost(partition, lost);
    }
}
