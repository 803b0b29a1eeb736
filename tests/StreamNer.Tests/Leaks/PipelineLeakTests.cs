using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamNer.Decoding;
using StreamNer.Degraded;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Host.Cli;
using StreamNer.Host.Exposition;
using StreamNer.Host.Logging;
using StreamNer.Inference;
using StreamNer.Kafka.Records;
using StreamNer.Linking;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;
using StreamNer.Tests.Flow;
using StreamNer.Tests.Host;
using StreamNer.Tests.Inference;
using StreamNer.Text;

namespace StreamNer.Tests.Leaks;

/// <summary>
/// Parts of the pipeline that fail with the text in their errors: what becomes of it is an outcome, an event, a number or a type and a stack, and no
/// text.
/// </summary>
public sealed class PipelineLeakTests : IDisposable
{
    private static readonly string[] s_words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "probe"];

    private readonly LeakSearch _search = new(Canaries.All);
    private readonly Telemetry _telemetry = new();
    private readonly PrometheusExposition _metrics;
    private readonly ConcurrentQueue<LogEvent> _events = new();
    private readonly QuotingClassifier _classifier = new();
    private readonly TokenClassification _classification;
    private readonly ResultCache _cache = new(new CacheOptions());

    public PipelineLeakTests()
    {
        _metrics = new PrometheusExposition(_telemetry);
        _classification = new TokenClassification(_classifier, LocalClassifier.Labels, new SpecialTokenIds(2, 3, 0), [4],
            new InferenceOptions().Resolve(gpu: false, cores: 2), _telemetry);
    }

    public void Dispose()
    {
        _classification.Dispose();
        _classifier.Dispose();
        _cache.Dispose();
        _metrics.Dispose();
        _telemetry.Dispose();
    }

    private NerPipeline Pipeline(PiiScanner? scanner = null, Rescan? rescan = null, Func<Document, PiiPolicy>? policyOf = null,
        RulesFallback? fallback = null) => new(new PipelineParts
        {
            Fallback = fallback,
            Tokenizer = new WordPieceTokenizer(new Vocabulary(s_words), new TokenizerOptions()),
            Classification = _classification,
            Scanner = scanner ?? new PiiScanner(),
            Linker = new EntityLinker(KnowledgeBase.BuiltIn, new LinkingOptions()),
            Redactor = new Redactor(new SpanMerger(PiiTypes.All.Select(type => type.Name)), rescan: rescan),
            PolicyOf = policyOf ?? (_ => PiiPolicy.Default),
            Identifiers = new RecordIdentifiers(new PolicyBook(new PiiOptions(), KeyRing.Empty), KeyRing.Empty),
            Cache = _cache,
            Provenance = new Provenance("s-1", "m", "k", "r", "default", "1", "full"),
            Options = new PipelineOptions(),
            Telemetry = _telemetry,
        });

    // The loop with a source of one batch and the codec of dead letters as sink.
    private async Task<Failure?> Run(BatchEnricher enrich, string more = "")
    {
        Failure? rejected = null;
        var text = Encoding.UTF8.GetBytes(Canaries.Everything);
        var record = new InputRecord
        {
            Document = new Document(Canaries.Everything + more),
            Value = text,
            Key = text,
            Headers = [new("who", text)],
            Position = new("raw", 0, 1, 2),
            Bytes = text.Length
        };
        var source = new OneBatch(new MicroBatch(1, [record]));
        var sink = new Sink(outcome =>
        {
            if (outcome is not Outcome.Rejected { Failure: var failure }) return;
            rejected = failure;
            foreach (var header in new DeadLetterCodec("g", 1 << 20, new FakeClock()).Encode(record, failure, "s").Headers)
            {
                if (header.Key.StartsWith("streamner", StringComparison.Ordinal)) _search.In($"header {header.Key}", header.GetValueBytes());
            }
        });
        using var loop = new StreamLoop(source, enrich, sink, new FlowOptions { RetryFirstMs = 1, RetryLongestMs = 1 }, _telemetry,
            new EventLog(_events.Enqueue), TimeProvider.System);
        try
        {
            await loop.Run(CancellationToken.None, TestContext.Current.CancellationToken);
        }
        catch (Exception failure)
        {
            _search.In("error of the program", CommandLine.Describe(failure));
            LogBoth(failure);
        }

        foreach (var entry in _events) _search.In("event", $"{entry.Name} {entry.Message} {string.Join(' ', entry.Fields)}");
        _search.In("metrics", _metrics.Scrape());
        _search.AssertNone();
        return rejected;
    }

    // As both formats of the log would write it.
    private void LogBoth(Exception failure)
    {
        using var output = new StringWriter();
        var entry = new LogEntry<string>(LogLevel.Error, "StreamNer", new EventId(0, "x"), "failed", failure, (state, _) => state);
        new JsonLineFormatter(TimeProvider.System).Write(entry, null, output);
        new PlainLineFormatter(TimeProvider.System).Write(entry, null, output);
        _search.In("log line", output.ToString());
    }

    private Task<Failure?> Run(NerPipeline pipeline, string more = "") =>
        Run((batch, cancel) => ValueTask.FromResult(pipeline.Enrich(batch, cancel)), more);

    [Fact]
    public async Task A_model_that_fails_on_one_document_only()
    {
        _classifier.Fails = batch => batch.Columns > 16;
        Assert.Equal(FailureKind.ModelFailed, (await Run(Pipeline()))?.Kind);
    }

    [Fact]
    public async Task A_model_that_fails_on_everything_for_a_while()
    {
        _classifier.Fails = _ => _events.IsEmpty;
        Assert.Null(await Run(Pipeline()));
        Assert.Contains(_events, entry => entry.Name == "flow.retry");
    }

    [Fact]
    public async Task A_model_that_is_given_up_and_answers_again()
    {
        _classifier.Fails = _ => true;
        var fallback = new RulesFallback(new DegradePolicy(new DegradeOptions { AfterSeconds = 0 }, TimeProvider.System),
            new NameFinder(NameLabels.Of(LocalClassifier.Labels.Types, LabelMap.Default)), new EventLog(_events.Enqueue));
        Assert.Null(await Run(Pipeline(fallback: fallback)));
        Assert.True(fallback.Active);
        Assert.Contains(_events, entry => entry.Name.StartsWith("model.", StringComparison.Ordinal));
        var repair = RepairCodec.Encode(new("raw", 0, 1, 2), "model_down", "s-1");
        _search.In("repair record", repair.Value);
        _search.In("repair record's key", repair.Key);
        _search.AssertNone();
    }

    [Fact]
    public async Task A_detector_that_runs_out_of_steps() =>
        Assert.Equal(new Failure(FailureKind.DetectorFailed, FailureStage.Detect),
            await Run(Pipeline(new PiiScanner(new() { StepsPerCharacter = 10 })), string.Concat(Enumerable.Repeat("1 ", 20_000))));

    [Fact]
    public async Task A_redaction_that_does_not_come_to_rest()
    {
        Rescan one = (text, into) =>
        {
            var at = text.AsSpan().IndexOfAnyInRange('a', 'z');
            if (at >= 0) into.Add(new PiiSpan("CUSTOM", at, at + 1, "fake", PiiEvidence.Shape));
            return true;
        };
        Assert.Equal(new Failure(FailureKind.DetectorFailed, FailureStage.Redact), await Run(Pipeline(rescan: one)));
    }

    [Fact]
    public async Task Parts_that_throw()
    {
        static Failure Of<T>() => new(FailureKind.Internal, FailureStage.Redact, 2) { Exception = typeof(T).FullName };
        Assert.Equal(
            Of<InvalidOperationException>(),
            await Run(Pipeline(rescan: (text, _) => throw new InvalidOperationException(text, new FormatException(text)))));
        Assert.Equal(Of<KeyNotFoundException>(), await Run(Pipeline(policyOf: document => throw new KeyNotFoundException(document.Text))));
        Assert.Equal(
            Of<System.Text.Json.JsonException>(),
            await Run(Pipeline(rescan: (text, _) => throw new AggregateException(text, new System.Text.Json.JsonException(text)))));
    }

    private sealed class QuotingClassifier : ITokenClassifier
    {
        public Func<TensorBatch, bool> Fails { get; set; } = _ => false;

        public int LabelCount => 5;

        public int MaxTokens => 512;

        public void Classify(TensorBatch batch, CancellationToken cancel = default)
        {
            if (Fails(batch)) throw new InvalidOperationException(Canaries.Everything, new FormatException(Canaries.Everything));
            batch.Logits.Span.Clear();
        }

        public void Dispose() { }
    }

    private sealed class OneBatch(MicroBatch batch) : IBatchSource
    {
        private MicroBatch? _left = batch;

        public ByteBudget InFlight { get; } = new(long.MaxValue);

        public int Waiting => 0;

        public ValueTask<MicroBatch?> Read(CancellationToken cancel) => ValueTask.FromResult(Interlocked.Exchange(ref _left, null));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Sink(Action<Outcome> take) : IBatchSink
    {
        public TimeSpan? CommitDue => null;

        public Task DueEarlier { get; } = new TaskCompletionSource().Task;

        public ValueTask Write(MicroBatch batch, IReadOnlyList<Outcome> outcomes, CancellationToken cancel)
        {
            foreach (var outcome in outcomes) take(outcome);
            return ValueTask.CompletedTask;
        }

        public ValueTask<FlowCounts> Commit(CancellationToken cancel) => ValueTask.FromResult(new FlowCounts());

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
