using Confluent.Kafka;
using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>
/// The Kafka side of a worker: a source and a sink that share one ledger, and the probe that watches them. Dispose it after the loop has ended:
/// the sink first (it drops what is open), then the source (it leaves the group). A call that does not return keeps its client
/// (<see cref="Abandoned"/>).
/// </summary>
public sealed class KafkaFlow : IAsyncDisposable
{
    private static readonly TimeSpan s_metadataLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_closeLimit = TimeSpan.FromSeconds(3);
    private readonly InstanceSlot? _slot;
    private int _disposed;

    private KafkaFlow(KafkaSource source, KafkaSink sink, LagProbe lag, BrokerWatch watch, InstanceSlot? slot) => (Source, Sink, Lag, Watch, _slot) = (source, sink, lag, watch, slot);

    /// <summary>Reads the input topics.</summary>
    public KafkaSource Source { get; }

    /// <summary>Writes the output topics and commits.</summary>
    public KafkaSink Sink { get; }

    /// <summary>How far behind we are.</summary>
    public LagProbe Lag { get; }

    /// <summary>Whether the brokers answer.</summary>
    public BrokerWatch Watch { get; }

    /// <summary>This worker's name within the group.</summary>
    public string Instance => _slot?.Name ?? "";

    /// <summary>
    /// Takes an instance name (<see cref="KafkaOptions.Instance"/> or a free one), asks for the partition counts, and makes the clients; the group is
    /// joined at the first <see cref="KafkaSource.Read"/>.
    /// </summary>
    /// <param name="options">Validated.</param>
    /// <param name="batch">When a micro-batch is closed.</param>
    /// <param name="flow">How much may wait.</param>
    /// <param name="decode">Bytes to a document, a failure or a tombstone.</param>
    /// <param name="encode">What became of a record to its output record.</param>
    /// <param name="telemetry">Takes the instruments.</param>
    /// <param name="log">Takes the events.</param>
    /// <param name="time">The clock.</param>
    /// <param name="topics">What the topics written to take; null: nothing is foreseen until a refusal.</param>
    /// <param name="slots">Folder of the instance locks; null for the host's.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="KafkaFatalException">A topic is missing, or the instance name is taken.</exception>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public static KafkaFlow Open(
        KafkaOptions options, BatchOptions batch, FlowOptions flow, RecordDecoder decode, OutcomeEncoder encode, Telemetry telemetry, EventLog log,
        TimeProvider time,
        WrittenTopics? topics = null, string? slots = null, CancellationToken cancel = default)
    {
        topics ??= new WrittenTopics(options, new Dictionary<string, TopicFacts>(), log, time);
        if (Failpoint.Armed is { } armed) log.Warn("failpoint.armed", $"{Failpoint.Variable}: this process will break itself at {armed.Name}");

        // A name is needed for transactions only.
        var slot = options.Delivery == Delivery.ExactlyOnce || options.Instance.Length > 0
            ? InstanceSlot.Take(options.Group, options.Instance, slots)
            : null;
        if (slot is not null) options = options with { Instance = slot.Name };
        try
        {
            log = log.With(("group", options.Group), ("instance", slot?.Name ?? ""));
            var router = new OutputRouter(options, PartitionCounts(options, cancel));
            var ledger = new PartitionLedger();
            var source = new KafkaSource(options, batch, flow, decode, ledger, new AssignmentMeter(options.Inputs, telemetry), log, time);
            RunProtocol protocol = options.Delivery == Delivery.ExactlyOnce
                ? new ExactlyOnce(options, topics, source.Client, ledger, log, $"{options.Group}-{slot!.Name}")
                : new AtLeastOnce(options, topics, source.Client, ledger, log);
            try
            {
                // Before the group is joined: what a former worker of our name left open would hold its partitions back until its time-out.
                Settle(protocol, cancel);
            }
            catch
            {
                protocol.Close(s_closeLimit);
                source.DisposeAsync().AsTask().GetAwaiter().GetResult();
                throw;
            }

            var judge = new InputJudge(flow.RejectBreaker, telemetry, log);
            var writer = new RunWriter(router, encode, protocol, topics);
            var sink = new KafkaSink(options, ledger, protocol, writer, judge, new RunMeter(telemetry, time), log, time);
            return new KafkaFlow(source, sink, new LagProbe(options, source, ledger, router, telemetry, log, time), new BrokerWatch(options, source.Client, source.Membership, time), slot);
        }
        catch
        {
            slot?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await Task.WhenAll(Lag.DisposeAsync().AsTask(), Watch.DisposeAsync().AsTask());
        await Sink.DisposeAsync();
        await Source.DisposeAsync();
        _slot?.Dispose();
    }

    private static void Settle(RunProtocol protocol, CancellationToken cancel)
    {
        try
        {
            protocol.Settle(cancel);
        }
        catch (RunFailedException failure)
        {
            throw new KafkaFatalException($"{failure.Message}: {failure.Rule.Meaning}", failure);
        }
    }

    private static Dictionary<string, int> PartitionCounts(KafkaOptions options, CancellationToken cancel)
    {
        var admin = new Leased<IAdminClient>(new AdminClientBuilder(ClientProperties.Common(options)).Build(), "Kafka admin client");
        try
        {
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var topic in (string[])[.. options.Inputs, .. options.Written])
            {
                var answer = admin.Apart(client => client.GetMetadata(topic, s_metadataLimit), Timeout.InfiniteTimeSpan, cancel);
                if (answer.Topics.Find(t => t.Topic == topic) is { Error.IsError: false } found) counts[topic] = found.Partitions.Count;
            }

            return counts;
        }
        finally
        {
            admin.Close(cancel.IsCancellationRequested ? TimeSpan.Zero : s_closeLimit);
        }
    }
}
