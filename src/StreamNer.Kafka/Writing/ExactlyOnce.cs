using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka.Topics;
using StreamNer.Lifetime;

namespace StreamNer.Kafka.Writing;

/// <summary>One transaction holds a run's outputs, its dead letters and its offsets.</summary>
internal sealed class ExactlyOnce(KafkaOptions options, WrittenTopics topics, Leased<IConsumer<byte[]?, byte[]?>> consumer, PartitionLedger ledger,
    EventLog log, string transactionalId)
    : RunProtocol(options, topics, consumer, ledger, log, transactionalId)
{
    private static readonly TimeSpan s_offsetsLimit = TimeSpan.FromSeconds(10);
    private readonly TimeSpan _transactionLimit = TimeSpan.FromMilliseconds(options.Transaction.TimeoutMs);
    private bool _ready;
    private bool _left;

    /// <inheritdoc/>
    public override void Begin(CancellationToken cancel)
    {
        TakeOver(cancel);
        Failpoint.Reach("begin.before");
        Call(FaultSite.Transaction, () => With(producer => producer.BeginTransaction()), cancel);
        Failpoint.Reach("begin.after");
    }

    /// <summary>Fences whoever has our id, and ends what it left open.</summary>
    public override void TakeOver(CancellationToken cancel)
    {
        if (_ready) return;
        try
        {
            Call(FaultSite.Transaction, () => With(producer => producer.InitTransactions(Slice)), cancel);
        }
        catch (RunFailedException e) when (e.InnerException is KafkaException { Error.Code: ErrorCode.TransactionalIdAuthorizationFailed })
        {
            throw new RunFailedException(
                e.Rule,
                $"this user may not use the transactional id '{TransactionalId}' (kafka:group and kafka:instance joined): allow Write and Describe "
                    + $"on it, or on the prefix '{Group}-' for all workers",
                e);
        }

        _ready = true;
    }

    /// <summary>
    /// The order is what makes it safe: the broker checks member and generation but not partitions. Metadata read first and epochs checked
    /// after it: if a partition goes to another worker in between, the generation is old by the time that worker has it, and the broker refuses.
    /// </summary>
    public override IReadOnlyCollection<PartitionEpoch> Close(OpenRun run, CancellationToken cancel)
    {
        var metadata = GroupMetadata();
        if (!GroupGeneration.Of(metadata).IsMember) throw new RunFailedException(NotOurs, "this worker is not a member of the group");
        run.LeaveOut(at => !Ledger.Holds(at));
        var offsets = Ids.Noted(run.Parts.Select(part => (new TopicPartition(part.Key.Topic, part.Key.Partition), part.Value.Next.Value)));
        if (!Ledger.HoldsAll(run.Parts.Keys)) throw new RunFailedException(NotOurs, "a partition of the run is no longer ours");
        Failpoint.Reach("offsets.before");
        Call(FaultSite.Transaction, () => SendOffsets(offsets, metadata, cancel), cancel);
        Failpoint.Reach("offsets.after");

        // A call that ends by its time limit is retriable and goes on where it was; only then is the end known.
        Failpoint.Reach("commit.before");
        Call(FaultSite.Transaction, () => With(producer => producer.CommitTransaction(Slice)), cancel);
        Failpoint.Reach("commit.after");
        return run.Parts.Keys;
    }

    /// <inheritdoc/>
    public override void Abort(OpenRun run, CancellationToken cancel)
    {
        // The producer takes no other call beside the one that was left behind.
        if (_left)
        {
            var rule = KafkaFaults.Decide(FaultSite.Transaction, ErrorCode.Local_Conflict);
            throw new RunFailedException(rule, "the transaction is left to the broker: a call on it does not return");
        }

        Call(FaultSite.Transaction, () => With(producer => producer.AbortTransaction(Slice)), cancel);
    }

    /// <inheritdoc/>
    public override void Reconnect()
    {
        (_ready, _left) = (false, false);
        base.Reconnect();
    }

    private void With(Action<IProducer<byte[]?, byte[]?>> call)
    {
        using var producer = Producer.Take();
        call(producer.Value);
    }

    /// <summary>
    /// The client does not keep the limit of this call: while the group's coordinator is away it may block for ever (librdkafka issue 5456).
    /// </summary>
    private void SendOffsets(List<GroupPosition> offsets, IConsumerGroupMetadata metadata, CancellationToken cancel)
    {
        _left = true;
        try
        {
            Producer.Apart(
                producer =>
                {
                    GroupOffsets.SendToTransaction(producer, offsets, metadata, s_offsetsLimit);
                    return true;
                },
                _transactionLimit, cancel);
            _left = false;
        }
        catch (KafkaException)
        {
            _left = false;
            throw;
        }
        catch (TimeoutException e)
        {
            throw new RunFailedException(KafkaFaults.Decide(FaultSite.Transaction, ErrorCode.Local_TimedOut), e.Message, e);
        }
    }
}
