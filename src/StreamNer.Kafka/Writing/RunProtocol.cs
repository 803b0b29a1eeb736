using System.Diagnostics;
using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka.Topics;
using StreamNer.Lifetime;

namespace StreamNer.Kafka.Writing;

/// <summary>
/// How a run becomes final: in a transaction, or by acknowledgement and then commit. Calls block, and heed their token within about
/// <see cref="Slice"/>. One caller at a time; only <see cref="Close(TimeSpan)"/> may come from another thread.
/// </summary>
internal abstract class RunProtocol(
    KafkaOptions options, WrittenTopics topics, Leased<IConsumer<byte[]?, byte[]?>> consumer, PartitionLedger ledger, EventLog log,
    string? transactionalId)
{
    /// <summary>The time limit of a call that goes on where it was when it is made again.</summary>
    protected static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_disposeLimit = TimeSpan.FromSeconds(5);
    private readonly TimeSpan _callLimit = TimeSpan.FromMilliseconds(options.Transaction.TimeoutMs);
    private readonly Lock _gate = new();
    private Leased<IProducer<byte[]?, byte[]?>>? _producer;
    private bool _closed;
    private volatile bool _fatal;
    private (string BatchSize, bool SetAtATime) _made = ("", false);

    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    protected Leased<IProducer<byte[]?, byte[]?>> Producer
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                return _producer ??= new(Connect(), $"Kafka producer of {options.Group}-{options.Instance}");
            }
        }
    }

    /// <summary>What the run holds may be another worker's, or another topic's: it is read again by whoever has it.</summary>
    public static FaultRule NotOurs => KafkaFaults.Decide(FaultSite.Transaction, ErrorCode.IllegalGeneration);

    protected Leased<IConsumer<byte[]?, byte[]?>> Consumer => consumer;

    protected PartitionLedger Ledger => ledger;

    /// <summary>The topics that offsets are committed for.</summary>
    public required TopicIds Ids { get; init; }

    /// <summary>Whether the group would take a commit of ours, as far as the client knows; no request.</summary>
    public bool IsMember => GroupGeneration.Of(GroupMetadata()).IsMember;

    /// <summary>The producer's; null for at-least-once.</summary>
    protected string? TransactionalId => transactionalId;

    /// <summary>The consumer group.</summary>
    protected string Group => options.Group;

    /// <summary>True when the producer has reported that it cannot go on.</summary>
    protected bool Broken => _fatal;

    /// <summary>
    /// Whether the producer has one set of records under way at a time, so that the broker's answer tells which of them it refuses. Holds from the
    /// next producer on.
    /// </summary>
    public bool SetAtATime { get; set; }

    /// <summary>True when the producer must be replaced: its sets no longer fit all topics, or are to be sent one at a time.</summary>
    public bool Outdated => _made.BatchSize.Length > 0 && _made != (BatchSize(topics.Sized), SetAtATime);

    /// <summary>Beats with each call to the client, as long as the call may take; owes a beat also while nothing is written.</summary>
    public Heartbeat Heartbeat { get; } = AtWork();

    /// <summary>Before the first record of a run.</summary>
    public abstract void Begin(CancellationToken cancel);

    /// <summary>After <see cref="Reconnect"/>: ends what the former producer left open.</summary>
    public virtual void TakeOver(CancellationToken cancel)
    {
    }

    /// <summary>Makes the run final. Returns the partitions whose offsets are committed now.</summary>
    public abstract IReadOnlyCollection<PartitionEpoch> Close(OpenRun run, CancellationToken cancel);

    /// <summary>Drops what the run has sent, as far as that can be done; all of its deliveries are reported afterwards.</summary>
    public abstract void Abort(OpenRun run, CancellationToken cancel);

    /// <summary>Sends one record, waiting while the client's queue is full.</summary>
    /// <exception cref="ProduceException{TKey, TValue}">It was refused at once.</exception>
    public void Send(TopicPartition to, Message<byte[]?, byte[]?> message, Action<DeliveryReport<byte[]?, byte[]?>> report, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                Failpoint.Reach("produce.before");
                using (var producer = Producer.Take()) producer.Value.Produce(to, message, report);
                Failpoint.Reach("produce.after");
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (KafkaFaults.Decide(FaultSite.Produce, e).Action == FaultAction.Retry)
            {
                Flush(cancel);
            }
        }
    }

    /// <summary>Waits until everything sent is reported.</summary>
    /// <exception cref="RunFailedException">Nothing was for as long as a transaction may take. In one, the client gives records up before.</exception>
    public void Flush(OpenRun run, CancellationToken cancel)
    {
        var (least, since) = (int.MaxValue, Stopwatch.GetTimestamp());
        while (run.Outstanding is > 0 and var outstanding)
        {
            if (outstanding < least) (least, since) = (outstanding, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(since) > _callLimit)
                throw new RunFailedException(
                    KafkaFaults.Decide(FaultSite.Produce, ErrorCode.Local_TimedOut),
                    $"produce: no record was acknowledged for {_callLimit.TotalSeconds:0.#} s (kafka:transaction:timeoutMs)");
            Flush(cancel);
        }
    }

    /// <summary>Lets go of the producer; the next call makes a new one.</summary>
    public virtual void Reconnect()
    {
        Leased<IProducer<byte[]?, byte[]?>>? old;
        lock (_gate) (old, _producer) = (_producer, null);
        Release(old, s_disposeLimit);
        _fatal = false;
    }

    /// <summary>
    /// Lets go of the producer for good: further calls throw. One that does not return within <paramref name="limit"/> keeps its producer.
    /// </summary>
    public void Close(TimeSpan limit)
    {
        Leased<IProducer<byte[]?, byte[]?>>? old;
        lock (_gate) (old, _producer, _closed) = (_producer, null, true);
        Release(old, limit);
    }

    /// <summary>The offsets the broker has for these partitions; a partition without one is left out.</summary>
    public Dictionary<PartitionEpoch, long> Committed(IReadOnlyCollection<PartitionEpoch> partitions, CancellationToken cancel)
    {
        List<TopicPartitionOffset> found = [];
        var asked = partitions.Select(at => new TopicPartition(at.Topic, at.Partition)).ToList();
        var limit = TimeSpan.FromSeconds(10);
        Call(FaultSite.Commit, () => found = consumer.Apart(client => client.Committed(asked, limit), Timeout.InfiniteTimeSpan, cancel), cancel);
        var offsets = found.ToDictionary(f => (f.Topic, f.Partition.Value), f => f.Offset.Value);
        return partitions.Where(at => offsets.GetValueOrDefault((at.Topic, at.Partition), -1) >= 0)
            .ToDictionary(at => at, at => offsets[(at.Topic, at.Partition)]);
    }

    /// <summary>Calls until it succeeds or its failure means something else than the same call again.</summary>
    /// <exception cref="RunFailedException">It does.</exception>
    protected void Call(FaultSite site, Action call, CancellationToken cancel, Func<bool>? goOn = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Heartbeat.Beat(_callLimit);
                call();
                return;
            }
            catch (KafkaException e)
            {
                var rule = KafkaFaults.Decide(site, e);
                if (rule.Action != FaultAction.Retry || goOn?.Invoke() == false)
                    throw new RunFailedException(rule, $"{site}: {e.Error.Code}: {e.Error.Reason}", e);

                // A slice that ends is asked for again; a coordinator that is found for the first time takes more than one.
                if (attempt == (e.Error.Code == ErrorCode.Local_TimedOut ? 4 : 1) || attempt is 10 or 100)
                    log.Warn(
                        "kafka.retry", $"{site}: {e.Error.Code}: {e.Error.Reason}, attempt {attempt}",
                        ("site", site), ("code", e.Error.Code), ("attempt", attempt));
                if (cancel.WaitHandle.WaitOne(s_pause)) throw new OperationCanceledException(cancel);
            }
        }
    }

    /// <summary>Our membership as of now; no request.</summary>
    protected IConsumerGroupMetadata GroupMetadata()
    {
        using var client = consumer.Take();
        return client.Value.ConsumerGroupMetadata;
    }

    private static Heartbeat AtWork()
    {
        var heartbeat = new Heartbeat(TimeProvider.System);
        heartbeat.Begin();
        return heartbeat;
    }

    private void Flush(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Heartbeat.Beat();
        using var producer = Producer.Take();
        producer.Value.Flush(s_pause);
    }

    private void Release(Leased<IProducer<byte[]?, byte[]?>>? old, TimeSpan limit)
    {
        if (old?.Close(limit) == false) log.Warn("kafka.abandoned", $"a call of the {old.Name} does not return: it is left to that call");
    }

    private static string BatchSize(KafkaOptions sized) => sized.Producer["batch.size"];

    private IProducer<byte[]?, byte[]?> Connect()
    {
        var sized = topics.Sized;
        _made = (BatchSize(sized), SetAtATime);
        var properties = ClientProperties.Producer(sized, transactionalId);
        if (SetAtATime) properties.MaxInFlight = 1;
        return new ProducerBuilder<byte[]?, byte[]?>(properties)
            .SetKeySerializer(Serializers.ByteArray!)
            .SetValueSerializer(Serializers.ByteArray!)
            .SetErrorHandler((_, error) =>
            {
                _fatal |= error.IsFatal;
                log.Warn("kafka.producer", $"{error.Code}: {error.Reason}", ("code", error.Code));
            })
            .SetLogHandler((_, message) => ClientProperties.Log(log, message))
            .Build();
    }
}
