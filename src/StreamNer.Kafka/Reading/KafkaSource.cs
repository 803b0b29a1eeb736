using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka.Topics;
using StreamNer.Kafka.Writing;
using StreamNer.Lifetime;
using StreamNer.Metering;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Reading;

/// <summary>
/// Decodes one record; throws <see cref="TransientFailureException"/> when it is to be tried again later. Called from several threads.
/// </summary>
internal delegate InputRecord RecordDecoder(
    SourcePosition? position, byte[]? key, byte[]? value, IReadOnlyList<RecordHeader> headers, int epoch, long arrived);

/// <summary>
/// Reads the input topics as a member of the group. One thread polls, decodes and batches (<see cref="Poller"/>), and the loop takes the batches.
/// The thread lives until the source is disposed of, so that rebalances work while what was read is written.
/// </summary>
internal sealed class KafkaSource : IBatchSource
{
    private static readonly TimeSpan s_joinLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_closeLimit = TimeSpan.FromSeconds(5);
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly KafkaOptions _options;
    private readonly PartitionLedger _ledger;
    private readonly EventLog _log;
    private readonly ReadyBatches _ready;
    private readonly HeldPartitions _held;
    private readonly Poller _poller;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _over = new();
    private int _started;
    private volatile bool _intakeOver;
    private volatile bool _closing;
    private volatile Exception? _failure;

    internal KafkaSource(FlowSettings settings, FlowParts parts, PartitionLedger ledger, OutputRouter router, TopicIds ids)
    {
        var (options, log, time) = (settings.Kafka, parts.Log, parts.Time);
        (_options, _ledger, _log) = (options, ledger, log);
        _ready = new ReadyBatches(settings.Flow.QueueBatches, new ByteBudget(settings.Flow.InFlightBytes));
        Heartbeat = new Heartbeat(time);
        var meter = new AssignmentMeter(options.Inputs, parts.Telemetry);
        var batcher = new MicroBatcher(settings.Batch.Bounds, time);
        var end = options.UntilEnd ? new EndOfInput(Membership, options.GroupProtocol, time, settings.Replay) : null;
        var assigned = new AssignedPartitions(options, batcher, ledger, meter, Membership, Heartbeat, end, log, time);
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(ClientProperties.Consumer(options))
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetPartitionsAssignedHandler((_, partitions) => Handle("assigned", () => assigned.Assign(partitions)))
            .SetPartitionsRevokedHandler((_, partitions) => Handle("revoked", () => assigned.Revoke(partitions)))
            .SetPartitionsLostHandler((_, partitions) => Handle("lost", () => assigned.Lose(partitions)))
            .SetErrorHandler((_, error) => log.Warn("kafka.consumer", $"{error.Code}: {error.Reason}", ("code", error.Code)))
            .SetLogHandler((_, message) => ClientProperties.Log(log, message))
            .Build();
        Client = new Leased<IConsumer<byte[]?, byte[]?>>(_consumer, "Kafka consumer");
        _held = new HeldPartitions(parts.Decode, assigned, time);
        var valve = new IntakeValve(_consumer, assigned, _held, _ready, parts.Intake, log, time);
        Guard = new TopicGuard(options, ledger, router, ids, new BrokerAnswers(options, ids, log), parts.Telemetry, log, time);
        var positions = new PositionCheck(_consumer, Guard, ledger, options.OffsetReset, log);
        _poller = new Poller(
            _consumer, assigned, _held, valve, parts.Intake, batcher, _ready, ledger, positions, new LostRanges(meter, log), end,
            Heartbeat, log, time);
        parts.Telemetry.Observe(MetricTable.IntakePaused, () => parts.Intake.PausedFor is null ? 0 : 1);
        _thread = new Thread(Poll) { IsBackground = true, Name = "kafka poll" };
    }

    /// <summary>
    /// The client, for those who ask for watermarks, metadata and commits; never for positions, and never to consume. The poll thread owns it: it
    /// lives until that thread has ended and the last lease is back.
    /// </summary>
    internal Leased<IConsumer<byte[]?, byte[]?>> Client { get; }

    internal Membership Membership { get; } = new();

    /// <summary>Sees to it that positions belong to the topics that are there.</summary>
    internal TopicGuard Guard { get; }

    /// <inheritdoc/>
    public ByteBudget InFlight => _ready.InFlight;

    /// <inheritdoc/>
    public int Waiting => _ready.Count;

    /// <summary>The group has accepted us, with partitions or without, and we have not been thrown out since.</summary>
    public bool Joined => Membership.Accepted;

    /// <summary>Why a record waits to be decoded (the schema registry is away); null while none waits.</summary>
    public string? WaitsBecause => _held.Because;

    /// <summary>Partitions whose next record must wait although it could be read.</summary>
    public int Deferred => _ledger.Deferred;

    /// <summary>Of the poll thread.</summary>
    public Heartbeat Heartbeat { get; }

    /// <inheritdoc/>
    public async ValueTask<MicroBatch?> Read(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _started, 1) == 0) _thread.Start();
        try
        {
            while (await _ready.Take(stop) is { } batch)
            {
                // What was revoked while it waited is the next owner's.
                var ours = _ledger.Dispatch(batch);
                InFlight.Release(batch.Bytes - (ours?.Bytes ?? 0));
                if (ours is not null) return ours;
            }

            return null;
        }
        catch (OperationCanceledException)
        {
            _intakeOver = true;
            throw;
        }
    }

    /// <summary>Stops reading; <see cref="Read"/> throws <paramref name="failure"/>.</summary>
    public void Fail(Exception failure)
    {
        _failure = failure;
        _ready.Complete(failure);
    }

    /// <summary>
    /// Leaves the group. Nobody writes any more. A poll thread that does not end within ten seconds is left behind, with its client.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _closing = true;
        _ledger.Close();
        _over.Set();
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            Close();
            return;
        }

        Abandoned.Add(this);
        if (await Task.Run(() => _thread.Join(s_joinLimit))) Abandoned.Remove(this);
        else _log.Warn("kafka.abandoned", $"the poll thread has not ended within {s_joinLimit.TotalSeconds:0} s: the Kafka consumer is left to it");
    }

    private void Poll()
    {
        Heartbeat.Begin();
        try
        {
            _consumer.Subscribe(_options.Inputs);
            while (!_closing) _poller.Turn(_intakeOver);
        }
        catch (Exception e)
        {
            Fail(e is KafkaException k ? new KafkaFatalException($"consumer: {k.Error.Code}: {k.Error.Reason}", e) : e);
        }
        finally
        {
            // The writer may still need the client; nothing more is polled.
            Heartbeat.End();
            _over.Wait();
            Close();
        }
    }

    /// <summary>
    /// An exception out of a handler would lose the record being polled, and one out of a rebalance handler all partitions: it ends the source
    /// instead.
    /// </summary>
    private void Handle(string what, Action body)
    {
        try
        {
            body();
        }
        catch (Exception e)
        {
            Fail(new InvalidOperationException($"the {what} handler failed", e));
        }
    }

    private void Close()
    {
        try
        {
            _consumer.Close();
        }
        catch (KafkaException e)
        {
            _log.Warn("kafka.close", $"{e.Error.Code}: {e.Error.Reason}", ("code", e.Error.Code));
        }
        finally
        {
            if (!Client.Close(s_closeLimit)) _log.Warn("kafka.abandoned", $"a call of the {Client.Name} does not return: it is left to that call");
            _ready.Complete(_failure);
        }
    }
}
