using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka.Topics;
using StreamNer.Lifetime;

namespace StreamNer.Kafka.Writing;

/// <summary>Outputs acknowledged by all replicas first, then the offsets of what is still ours.</summary>
internal sealed class AtLeastOnce(KafkaOptions options, WrittenTopics topics, Leased<IConsumer<byte[]?, byte[]?>> consumer, PartitionLedger ledger,
    EventLog log)
    : RunProtocol(options, topics, consumer, ledger, log, null)
{
    /// <inheritdoc/>
    public override void Begin(CancellationToken cancel)
    {
        // Nothing to open.
    }

    /// <inheritdoc/>
    public override IReadOnlyCollection<PartitionEpoch> Close(OpenRun run, CancellationToken cancel)
    {
        Failpoint.Reach("flush.before");
        Flush(run, cancel);
        Failpoint.Reach("flush.after");
        if (run.Failures.TryPeek(out var failed))
            throw new RunFailedException(KafkaFaults.Decide(FaultSite.Produce, failed.Error.Code, failed.Error.IsFatal),
                $"delivery: {failed.Error.Code}");
        var offsets = Ids.Noted(run.Parts.Select(part => (new TopicPartition(part.Key.Topic, part.Key.Partition), part.Value.Next.Value)));
        var ours = run.Parts.Where(part => Ledger.Holds(part.Key)).ToList();
        if (ours.Count == 0) return [];
        var names = ours.Select(part => new TopicPartition(part.Key.Topic, part.Key.Partition)).ToHashSet();
        offsets = offsets.FindAll(offset => names.Contains(offset.Partition));

        // While partitions are handed back nobody rejoins, so that an old generation stays old: give up rather than hold the hand-over.
        Failpoint.Reach("commit.before");
        Call(FaultSite.Commit, Commit, cancel, () => !Ledger.Releasing && ours.TrueForAll(part => Ledger.Holds(part.Key)));
        Failpoint.Reach("commit.after");
        return ours.ConvertAll(part => part.Key);

        void Commit()
        {
            // The broker takes commits of no member and no generation unchecked.
            var checkedAs = GroupGeneration.Of(GroupMetadata());
            if (!checkedAs.IsMember) throw new KafkaException(ErrorCode.UnknownMemberId);
            if (!ours.TrueForAll(part => Ledger.Holds(part.Key))) throw new KafkaException(ErrorCode.IllegalGeneration);

            // It takes no limit; a second one beside it could be overtaken, and commits would go backwards.
            Consumer.Apart(
                consumer =>
                {
                    // The client commits under the generation it has when it sends, and in a newer one the partitions may be another's.
                    if (GroupGeneration.Of(consumer.ConsumerGroupMetadata) != checkedAs) throw new KafkaException(ErrorCode.IllegalGeneration);
                    GroupOffsets.Commit(consumer, offsets);
                    return true;
                },
                Timeout.InfiniteTimeSpan, cancel);
        }
    }

    /// <summary>What was acknowledged stays and is repeated; what was not is awaited, so that the repetition comes after it.</summary>
    public override void Abort(OpenRun run, CancellationToken cancel)
    {
        Flush(run, cancel);
        if (Broken)
            throw new RunFailedException(KafkaFaults.Decide(FaultSite.Produce, ErrorCode.Local_Fatal, fatal: true), "the producer cannot go on");
    }
}
