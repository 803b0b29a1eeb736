using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Flow.Crashes;
using StreamNer.Kafka.Crashes;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Replay;
using StreamNer.Kafka.Topics;
using StreamNer.Kafka.Writing;
using StreamNer.Lifetime;

namespace StreamNer.Kafka;

/// <summary>What the settings say of a flow.</summary>
/// <param name="Kafka">Brokers, topics, group, delivery.</param>
/// <param name="Batch">When a micro-batch is closed.</param>
/// <param name="Flow">How much may wait.</param>
internal sealed record FlowSettings(KafkaOptions Kafka, BatchOptions Batch, FlowOptions Flow)
{
    /// <summary>The replay that this worker takes part in, with <see cref="KafkaOptions.UntilEnd"/>; null otherwise.</summary>
    public ReplayRecord? Replay { get; init; }
}

/// <summary>What a flow works with.</summary>
internal sealed record FlowParts
{
    /// <summary>Bytes to a document, a failure or a tombstone.</summary>
    public required RecordDecoder Decode { get; init; }

    /// <summary>What became of a record to its output record.</summary>
    public required OutcomeEncoder Encode { get; init; }

    /// <summary>Takes the instruments.</summary>
    public required Telemetry Telemetry { get; init; }

    /// <summary>Takes the events.</summary>
    public required EventLog Log { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Pauses the intake.</summary>
    public IntakeSwitch Intake { get; init; } = new(TimeProvider.System);

    /// <summary>What the topics written to take; null: nothing is foreseen until a refusal.</summary>
    public WrittenTopics? Topics { get; init; }

    /// <summary>Folder of the instance locks; null for the host's.</summary>
    public string? Slots { get; init; }
}

/// <summary>
/// The Kafka side of a worker: a source and a sink that share one ledger, and the probe that watches them. Dispose it after the loop has ended:
/// the sink first (it drops what is open), then the source (it leaves the group). A call that does not return keeps its client
/// (<see cref="Abandoned"/>).
/// </summary>
internal sealed class KafkaFlow : IAsyncDisposable
{
    private static readonly TimeSpan s_metadataLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_closeLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(5);
    private readonly InstanceSlot? _slot;
    private readonly PartitionLedger _ledger;
    private readonly GuardFile? _guard;
    private readonly TopicWatch _topics;
    private readonly PositionKeeper _positions;
    private int _disposed;

    private KafkaFlow(
        KafkaOptions options, KafkaSource source, KafkaSink sink, LagProbe lag, InstanceSlot? slot, PartitionLedger ledger, GuardFile? guard,
        TimeProvider time)
    {
        (Source, Sink, Lag, _slot, _ledger, _guard) = (source, sink, lag, slot, ledger, guard);
        Watch = new BrokerWatch(options, source.Client, source.Membership, time);
        source.Guard.Reachable = () => Watch.Brokers.Silence < s_silence;
        _topics = new TopicWatch(source.Guard, source.Fail);
        _positions = new PositionKeeper(options, sink.CommitPositions, source.Fail, time);
    }

    /// <summary>Reads the input topics.</summary>
    public KafkaSource Source { get; }

    /// <summary>Writes the output topics and commits.</summary>
    public KafkaSink Sink { get; }

    /// <summary>How far behind we are.</summary>
    public LagProbe Lag { get; }

    /// <summary>Whether the brokers answer.</summary>
    public BrokerWatch Watch { get; }

    /// <summary>Finds the record that ends the process again and again; null where there is no name to keep its file under, or it is off.</summary>
    public CrashGuard? Guard => _guard?.Guard;

    /// <summary>This worker's name within the group.</summary>
    public string Instance => _slot?.Name ?? "";

    /// <summary>Whether this worker holds a partition at present.</summary>
    public bool Holds(string topic, int partition) => Array.Exists(_ledger.View(), view => view.Topic == topic && view.Partition == partition);

    /// <summary>
    /// Takes an instance name (<see cref="KafkaOptions.Instance"/> or a free one), asks for the partition counts, and makes the clients; the group is
    /// joined at the first <see cref="KafkaSource.Read"/>.
    /// </summary>
    /// <param name="settings">Validated.</param>
    /// <param name="parts">What it works with; they stay the caller's to dispose of.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="KafkaFatalException">A topic is missing, or the instance name is taken.</exception>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public static KafkaFlow Open(FlowSettings settings, FlowParts parts, CancellationToken cancel = default)
    {
        foreach (var armed in Failpoint.Armed)
            parts.Log.Warn("failpoint.armed", $"{Failpoint.Variable}: this process will break itself at {armed.Name}");

        // A name is needed for transactions only.
        var kafka = settings.Kafka;
        var named = kafka.Delivery == Delivery.ExactlyOnce || kafka.Instance.Length > 0;
        var slot = named ? InstanceSlot.Take(kafka.Group, kafka.Instance, parts.Slots) : null;
        try
        {
            if (slot is not null) settings = settings with { Kafka = kafka with { Instance = slot.Name } };
            parts = parts with { Log = parts.Log.With(("group", kafka.Group), ("instance", slot?.Name ?? "")) };
            return Connect(settings, parts, slot, cancel);
        }
        catch
        {
            slot?.Dispose();
            throw;
        }
    }

    /// <summary>What the loop is made of: source, work and sink, under guard where there is one.</summary>
    /// <param name="enrich">The work.</param>
    /// <param name="exercise">Sends built-in texts through all steps; the number makes them differ from those before.</param>
    public (IBatchSource Source, BatchEnricher Enrich, IBatchSink Sink) Guarded(
        BatchEnricher enrich, Func<int, CancellationToken, ValueTask> exercise)
    {
        if (Guard is not { } guard) return (Source, enrich, Sink);
        var inFlight = new InFlightCount();
        var control = new CrashControl(guard, exercise, Random.Shared.NextDouble, TimeProvider.System);
        return (
            new GuardedSource(Source, guard, inFlight, control),
            new TrialEnricher(guard, enrich, MemorySigns.IsShort, TimeProvider.System).Enrich,
            new GuardedSink(Sink, guard, inFlight, Held));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await Task.WhenAll(
            Lag.DisposeAsync().AsTask(), Watch.DisposeAsync().AsTask(), _topics.DisposeAsync().AsTask(), _positions.DisposeAsync().AsTask());
        await Sink.DisposeAsync();
        await Source.DisposeAsync();
        _guard?.Dispose();
        _slot?.Dispose();
    }

    private static KafkaFlow Connect(FlowSettings settings, FlowParts parts, InstanceSlot? slot, CancellationToken cancel)
    {
        var (options, log, time) = (settings.Kafka, parts.Log, parts.Time);
        var topics = parts.Topics ?? new WrittenTopics(options, new Dictionary<string, TopicFacts>(), log, time);
        var looks = Looks(options, cancel);
        var router = new OutputRouter(options, looks.ToDictionary(topic => topic.Key, topic => topic.Value.Partitions, StringComparer.Ordinal));
        var ids = new TopicIds(looks.Select(topic => KeyValuePair.Create(topic.Key, topic.Value.Id)));
        var ledger = new PartitionLedger();
        var source = new KafkaSource(settings, parts, ledger, router, ids);
        RunProtocol protocol = options.Delivery == Delivery.ExactlyOnce
            ? new ExactlyOnce(options, topics, source.Client, ledger, log, $"{options.Group}-{options.Instance}") { Ids = ids }
            : new AtLeastOnce(options, topics, source.Client, ledger, log) { Ids = ids };
        try
        {
            // Before the group is joined: what a former worker of our name left open would hold its partitions back until its time-out.
            TakeOver(protocol, cancel);
        }
        catch
        {
            protocol.Close(s_closeLimit);
            source.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }

        var writer = new RunWriter(router, parts.Encode, protocol, topics);
        var judge = new InputJudge(settings.Flow, parts.Telemetry, log);
        var sink = new KafkaSink(options, ledger, source.Guard, protocol, writer, judge, new RunMeter(parts.Telemetry, time), log, time);
        var lag = new LagProbe(options, source, ledger, parts.Telemetry, log, time);
        var guards = slot is not null && settings.Flow.CrashGuard.Enabled;
        var guard = guards ? GuardFile.Open(slot!.StateFile, settings.Flow.CrashGuard, log) : null;
        return new KafkaFlow(options, source, sink, lag, slot, ledger, guard, time);
    }

    private HeldPartition[] Held() => [.. _ledger.View().Select(view => new HeldPartition(view.Topic, view.Partition, view.Committed))];

    private static void TakeOver(RunProtocol protocol, CancellationToken cancel)
    {
        try
        {
            protocol.TakeOver(cancel);
        }
        catch (RunFailedException failure)
        {
            throw new KafkaFatalException($"{failure.Message}: {failure.Rule.Meaning}", failure);
        }
    }

    private static Dictionary<string, TopicLook> Looks(KafkaOptions options, CancellationToken cancel)
    {
        var admin = new Leased<OwnedAdmin>(new OwnedAdmin(new AdminClientBuilder(ClientProperties.Common(options))), "Kafka admin client");
        try
        {
            string[] topics = [.. options.Inputs, .. options.Written];
            var embedded = EmbeddedCluster.Serves(options.BootstrapServers);
            return admin.Apart(
                owned => embedded ? TopicLooks.Count(owned.Client, topics, s_metadataLimit) : TopicLooks.Ask(owned.Client, topics, s_metadataLimit),
                Timeout.InfiniteTimeSpan, cancel);
        }
        finally
        {
            admin.Close(cancel.IsCancellationRequested ? TimeSpan.Zero : s_closeLimit);
        }
    }
}
