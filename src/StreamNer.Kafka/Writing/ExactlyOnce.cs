using Confluent.Kafka;
using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>One transaction holds a run's outputs, its dead letters and its offsets.</summary>
internal sealed class ExactlyOnce(KafkaOptions options, IConsumer<byte[]?, byte[]?> consumer, PartitionLedger ledger, EventLog log, string transactionalId)
    : RunProtocol(options, consumer, ledger, log, transactionalId)
{
    private static readonly TimeSpan s_offsetsLimit = TimeSpan.FromSeconds(10);
    private readonly TimeSpan _initLimit = TimeSpan.FromMilliseconds(options.Transaction.TimeoutMs);
    private bool _ready;

    /// <inheritdoc/>
    public override void Begin(CancellationToken cancel)
    {
        Settle(cancel);
        Failpoint.Reach("begin.before");
        Call(FaultSite.Transaction, Producer.BeginTransaction, cancel);
        Failpoint.Reach("begin.after");
    }

    /// <summary>Fences whoever has our id, and ends what it left open.</summary>
    public override void Settle(CancellationToken cancel)
    {
        if (_ready) return;
        Call(FaultSite.Transaction, () => Producer.InitTransactions(_initLimit), cancel);
        _ready = true;
    }

    /// <summary>
    /// The order is what makes it safe: the broker checks member and generation but not partitions. Metadata read first and epochs checked
    /// after it: if a partition goes to another worker in between, the generation is old by the time that worker has it, and the broker refuses.
    /// </summary>
    public override IReadOnlyCollection<PartitionEpoch> Close(OpenRun run, CancellationToken cancel)
    {
        var metadata = Consumer.ConsumerGroupMetadata;
        if (!GroupGeneration.Of(metadata).IsMember) throw new RunFailedException(NotOurs, "we are no member of the group");
        if (!Ledger.HoldsAll(run.Parts.Keys)) throw new RunFailedException(NotOurs, "a partition of the run is no longer ours");
        var offsets = run.Parts.Select(part => new TopicPartitionOffset(part.Key.Topic, part.Key.Partition, part.Value.Next.Value)).ToList();
        Failpoint.Reach("offsets.before");
        Call(FaultSite.Transaction, () => Producer.SendOffsetsToTransaction(offsets, metadata, s_offsetsLimit), cancel);
        Failpoint.Reach("offsets.after");

        // Without limit: the client bounds it by the transaction's own time-out, and a time-out in between would leave the end unknown.
        Failpoint.Reach("commit.before");
        Call(FaultSite.Transaction, Producer.CommitTransaction, cancel);
        Failpoint.Reach("commit.after");
        return run.Parts.Keys;
    }

    /// <inheritdoc/>
    public override void Abort(OpenRun run, CancellationToken cancel) => Call(FaultSite.Transaction, Producer.AbortTransaction, cancel);

    /// <inheritdoc/>
    public override void Reconnect()
    {
        _ready = false;
        base.Reconnect();
    }

    private static FaultRule NotOurs => KafkaFaults.Decide(FaultSite.Transaction, ErrorCode.IllegalGeneration);
}
