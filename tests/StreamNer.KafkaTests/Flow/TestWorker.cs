using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Topics;
using StreamNer.Kafka.Writing;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.KafkaTests.Flow;

/// <summary>
/// A whole worker with a stand-in for the pipeline: the output value is the input's text followed by its coordinates; a text that begins with
/// <c>reject</c> is rejected. Runs in this process.
/// </summary>
internal sealed class TestWorker : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly StreamLoop _loop;

    private TestWorker(KafkaOptions options, BatchEnricher? enrich, BatchOptions? batch, FlowOptions? flow, OutcomeEncoder? encode,
        RecordDecoder? decode, string? slots, WrittenTopics? topics)
    {
        batch ??= new BatchOptions { Documents = 50, AgeMs = 5 };
        flow ??= new FlowOptions();
        var log = new EventLog(entry =>
        {
            Events.Enqueue(entry);
            TestContext.Current.TestOutputHelper?.WriteLine($"{TimeProvider.System.GetUtcNow():mm:ss.fff} {entry.Name} {entry.Message}");
        });
        Flow = KafkaFlow.Open(new FlowSettings(options, batch, flow), new FlowParts
        {
            Decode = decode ?? new DocumentCodec(new InputOptions()).Decode,
            Encode = encode ?? Encode(options.Group),
            Telemetry = Telemetry,
            Log = log,
            Topics = topics,
            Slots = slots,
            Intake = Intake,
        });
        enrich ??= (b, _) => ValueTask.FromResult(Outcomes(b));
        _loop = new StreamLoop(Flow.Source, enrich, Flow.Sink, flow, Telemetry, log, TimeProvider.System);
        Running = Task.Run(() => _loop.Run(_stop.Token, _abandon.Token));
    }

    public Telemetry Telemetry { get; } = new();

    public IntakeSwitch Intake { get; } = new(TimeProvider.System);

    public KafkaFlow Flow { get; }

    public StreamLoop Loop => _loop;

    public Task<FlowResult> Running { get; }

    public FlowCounts Counts => _loop.Counts;

    public ConcurrentQueue<LogEvent> Events { get; } = new();

    public static KafkaOptions Options(string servers, string input, string output, string deadLetter, string group) => new()
    {
        BootstrapServers = servers,
        Inputs = [input],
        Output = output,
        DeadLetter = deadLetter,
        Group = group,
        ProbeSeconds = 1,
        Transaction = new TransactionOptions { IntervalMs = 50 },
    };

    public static TestWorker Start(
        KafkaOptions options, BatchEnricher? enrich = null, BatchOptions? batch = null, FlowOptions? flow = null, OutcomeEncoder? encode = null,
        RecordDecoder? decode = null, string? slots = null,
        WrittenTopics? topics = null) =>
        new(options, enrich, batch, flow, encode, decode, slots, topics);

    public static IReadOnlyList<Outcome> Outcomes(MicroBatch batch) => [.. batch.Records.Select(OutcomeOf)];

    /// <summary>The same, made while the model was down; none may be rejected.</summary>
    public static IReadOnlyList<Outcome> Degraded(MicroBatch batch) =>
        [.. Outcomes(batch).Cast<Outcome.Enriched>().Select(one =>
            new Outcome.Enriched(one.Enrichment with { Provenance = one.Enrichment.Provenance.WithoutModel() }))];

    public static OutcomeEncoder Encode(string group, long deadLetterLimit = 1 << 20)
    {
        var enriched = EnrichmentCodec.Unframed(new OutputOptions());
        var letters = new DeadLetterCodec(group, deadLetterLimit, TimeProvider.System);
        return (record, outcome) => outcome switch
        {
            Outcome.Enriched done => new OutputRecord(false, enriched.Encode(record, done.Enrichment, record.Key)),
            Outcome.Rejected rejected => new OutputRecord(true, letters.Encode(record, rejected.Failure, "snapshot")),
            _ => new OutputRecord(false, enriched.EncodeTombstone(record, record.Key)),
        };
    }

    /// <summary>Stops as SIGTERM does, and leaves the group.</summary>
    public async Task<FlowResult> Stop()
    {
        await _stop.CancelAsync();
        var result = await Running;
        await DisposeAsync();
        return result;
    }

    /// <summary>
    /// Ends without a word, as SIGKILL does as far as one process can: work is dropped, the transaction stays open, the group is not told.
    /// </summary>
    public Task Abandon() => _abandon.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _abandon.CancelAsync();
        try
        {
            await Running;
        }
        catch (Exception)
        {
            // The test has looked at it, or does not care.
        }

        await Flow.DisposeAsync();
        Telemetry.Dispose();
        _loop.Dispose();
    }

    private static Outcome OutcomeOf(InputRecord record)
    {
        if (record.IsTombstone) return Outcome.Tombstone.Instance;
        if (record.Failure is { } failure) return new Outcome.Rejected(failure);
        if (record.Document!.Text.StartsWith("reject", StringComparison.Ordinal))
            return new Outcome.Rejected(new Failure(FailureKind.Policy, FailureStage.Detect));
        return new Outcome.Enriched(new Enrichment(record.Document, record.Document.Text, OffsetUnit.CodePoint, [], [],
            new Provenance("s", "m", "k", "r", "p", "e", "t")));
    }
}

/// <summary>What went in and what came out, compared by source coordinates.</summary>
internal static class Account
{
    public static Message<byte[]?, byte[]?> Message(string? value, string? key = null, params Header[] headers)
    {
        var message = new Message<byte[]?, byte[]?>
        {
            Key = key is null ? null : Encoding.UTF8.GetBytes(key),
            Value = value is null
            ? null
            : Encoding.UTF8.GetBytes(value)
        };
        if (headers.Length == 0) return message;
        message.Headers = [];
        foreach (var header in headers) message.Headers.Add(header.Key, header.GetValueBytes());
        return message;
    }

    public static IEnumerable<Message<byte[]?, byte[]?>> Messages(int count, string prefix = "text") =>
        Enumerable.Range(0, count).Select(i => Message($"{prefix} {i}", $"key {i % 97}"));

    /// <summary>Source coordinates of enriched records, in output order.</summary>
    public static IEnumerable<(int Partition, long Offset)> Sources(IEnumerable<ConsumeResult<byte[]?, byte[]?>> enriched) =>
        enriched.Where(r => r.Message.Value is not null).Select(r => V1.EnrichedText.Parser.ParseFrom(r.Message.Value))
            .Select(e => (e.Source.Partition, e.Source.Offset));

    /// <summary>Source coordinates of dead letters, in output order.</summary>
    public static IEnumerable<(int Partition, long Offset)> DeadSources(IEnumerable<ConsumeResult<byte[]?, byte[]?>> letters) =>
        letters.Select(r => ((int)Number(r, "streamner.dlq.partition"), Number(r, "streamner.dlq.offset")));

    public static string Header(ConsumeResult<byte[]?, byte[]?> record, string name) =>
        Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes(name));

    private static long Number(ConsumeResult<byte[]?, byte[]?> record, string name) =>
        long.Parse(Header(record, name), System.Globalization.CultureInfo.InvariantCulture);
}
