using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Kafka.Topics;

namespace StreamNer.Kafka.Reading;

/// <summary>
/// Whether what the client gives follows from the group's position and ours. The first sign of a partition (a record, or its end) is compared with
/// what the group has committed and the topic it was committed for; later ones must not go backwards. Poll thread only.
/// </summary>
internal sealed class PositionCheck(IConsumer<byte[]?, byte[]?> consumer, TopicGuard guard, PartitionLedger ledger, OffsetReset reset, EventLog log)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    /// <summary>The longest time that <see cref="Look"/> takes.</summary>
    public static TimeSpan LookLimit => s_limit + TopicGuard.JudgeLimit;

    /// <summary>Whether this needs no look: reading has begun, and goes on.</summary>
    public static bool Follows(AssignedPartition assigned, long offset) => assigned.Begun && offset >= assigned.Next;

    /// <summary>What follows; for <see cref="PositionVerdict.Wait"/> with the reason.</summary>
    /// <exception cref="KafkaFatalException">The worker must stop.</exception>
    public PositionVerdict Look(AssignedPartition assigned, ConsumeResult<byte[]?, byte[]?> result, out string because)
    {
        var (partition, got) = (result.TopicPartition, result.Offset.Value);
        because = "the brokers do not say whether the topic is still the same";
        if (!guard.Covers(partition))
        {
            because = "it was added, and is taken up as soon as it is clear that no key moves by it";
            return PositionVerdict.Wait;
        }

        var committed = new GroupPosition(partition, -1, null);
        if (!assigned.Begun)
        {
            try
            {
                committed = GroupOffsets.Committed(consumer, [partition], s_limit)[0];
            }
            catch (KafkaException e)
            {
                because = $"the group's position is unknown: {e.Error.Code}";
                return PositionVerdict.Wait;
            }
        }

        var next = assigned.Begun ? assigned.Next : committed.Offset;
        var newer = assigned.LeaderEpoch >= 0 && result.LeaderEpoch > assigned.LeaderEpoch;
        var verdict = guard.Judge(committed, next, got, newer);
        if (verdict == PositionVerdict.Again && !assigned.Begun) assigned.Next = committed.Offset;
        if (verdict == PositionVerdict.Go && !assigned.Begun) Begin(assigned, committed, got);
        return verdict;
    }

    private void Begin(AssignedPartition assigned, GroupPosition committed, long got)
    {
        var partition = committed.Partition;
        assigned.Begun = true;
        assigned.Expected = committed.Offset;
        ledger.Begin(new(partition.Topic, partition.Partition.Value, assigned.Epoch), got, committed.Offset);
        if (committed.Offset >= 0) return;
        log.Info(
            "kafka.position",
            $"{partition.Name()} is read from offset {got}: the group had no position (kafka:offsetReset {reset.ToString().ToLowerInvariant()})",
            ("topic", partition.Topic), ("partition", partition.Partition.Value), ("offset", got));
    }
}
