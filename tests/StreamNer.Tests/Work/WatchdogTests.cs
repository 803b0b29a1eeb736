using System.Collections.Concurrent;
using System.Text;
using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Inference;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;
using StreamNer.Tests.Flow;
using StreamNer.Tests.Host;
using StreamNer.Tests.Inference;
using StreamNer.Tests.Pii;
using StreamNer.Work;

namespace StreamNer.Tests.Work;

/// <summary>A detector or a model run that hangs ends the run with nothing of its batch written.</summary>
public sealed class WatchdogTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly HangingDetector _hanging;
    private readonly Telemetry _telemetry = new();
    private readonly ConcurrentQueue<LogEvent> _log = new();
    private readonly ConcurrentQueue<string> _left = new();
    private readonly ListSource _source = new();
    private readonly ListSink _sink = new();

    public WatchdogTests() => _hanging = new HangingDetector(_clock);

    public void Dispose()
    {
        _hanging.Dispose();
        _telemetry.Dispose();
    }

    private Watchdog Watchdog() => new([WatchedWork.Scans(_hanging.Scanner.Watch, 60)], new EventLog(_log.Enqueue), _clock, _left.Enqueue);

    private bool Scan(string text, List<PiiSpan> into) => _hanging.Scanner.Scan(text, into).Complete;

    [Theory]
    [InlineData("document")]
    [InlineData("redacted text")]
    [InlineData("dead letter")]
    public async Task A_hang_ends_the_run_with_nothing_of_its_batch_written(string where)
    {
        var redactor = new Redactor(new SpanMerger([]), rescan: Scan);
        var policy = new PolicyBook(new PiiOptions(), KeyRing.Empty).For(null, "");
        _source.Give(3, end: false);
        using var watchdog = Watchdog();
        using var loop = new StreamLoop(
            _source,
            (batch, _) =>
            {
                if (batch.Sequence == 1)
                {
                    if (where == "document") Scan("~", []);
                    else if (where == "redacted text")
                        redactor.Apply("a@example.com ~", [new PiiSpan("EMAIL", 0, 13, "email", PiiEvidence.Checksum)], policy);
                    else new CardDataScrubber(Scan).Scrub(Encoding.UTF8.GetBytes("~"));
                }

                return ValueTask.FromResult<IReadOnlyList<Outcome>>([.. batch.Records.Select(Some.Enriched)]);
            },
            _sink, new FlowOptions { Parallel = 3 }, _telemetry, EventLog.None, TimeProvider.System);
        var run = loop.Run(CancellationToken.None, watchdog.Fired);
        await Some.Until(() => _hanging.Entered == 1 && _sink.Written.Count == 1, "the second batch hangs and the first is written");
        watchdog.ThrowIfFired();
        for (var i = 0; i < 61; i++) _clock.Advance(TimeSpan.FromSeconds(1));
        var result = await run.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(result.Drained);
        Assert.Equal([0L], _sink.Written);
        var failure = Assert.Throws<HungException>(watchdog.ThrowIfFired);
        Assert.Contains("'hangs' has not ended after 60 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains("pii:scan:watchdogSeconds", failure.Message, StringComparison.Ordinal);
        Assert.Equal(("pii.hung", Severity.Error), Assert.Single(_log) is var entry ? (entry.Name, entry.Severity) : default);
        Assert.Empty(_left);
    }

    [Fact]
    public async Task What_does_not_close_within_the_grace_time_is_ended_with_1()
    {
        using var watchdog = Watchdog();
        var scan = Task.Run(() => Scan("~", []));
        await Some.Until(() => _hanging.Entered == 1, "the detector hangs");
        for (var i = 0; i < 60; i++) _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(watchdog.Message);
        for (var i = 0; i < 9; i++) _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_left);
        for (var i = 0; i < 2; i++) _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([watchdog.Message], _left);
        _hanging.Dispose();
        await scan;
    }

    [Fact]
    public async Task Once_disposed_it_ends_nothing()
    {
        var watchdog = Watchdog();
        var scan = Task.Run(() => Scan("~", []));
        await Some.Until(() => _hanging.Entered == 1, "the detector hangs");
        watchdog.Dispose();
        for (var i = 0; i < 100; i++) _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(watchdog.Message);
        Assert.Empty(_left);
        _hanging.Dispose();
        await scan;
    }

    [Fact]
    public async Task A_model_run_that_does_not_return_ends_the_run_with_nothing_of_its_batch_written()
    {
        using var classifier = new HangingClassifier();
        using var classification = new TokenClassification(
            classifier, LocalClassifier.Labels, LocalClassifier.Special, [11, 12], new InferenceOptions().Resolve(gpu: false, cores: 2),
            _telemetry, _clock);
        _source.Give(3, end: false);
        using var watchdog = new Watchdog([WatchedWork.ModelRuns(classification.Watch, 120)], new EventLog(_log.Enqueue), _clock, _left.Enqueue);
        using var loop = new StreamLoop(
            _source,
            (batch, cancel) =>
            {
                if (batch.Sequence == 1) classification.Classify([LocalClassifier.Of(20, 21)], Aggregation.First, new DocumentEntities[1], cancel);
                return ValueTask.FromResult<IReadOnlyList<Outcome>>([.. batch.Records.Select(Some.Enriched)]);
            },
            _sink, new FlowOptions { Parallel = 3 }, _telemetry, EventLog.None, TimeProvider.System);
        var run = loop.Run(CancellationToken.None, watchdog.Fired);
        await Some.Until(() => classifier.Entered && _sink.Written.Count == 1, "the second batch hangs and the first is written");
        for (var i = 0; i < 119; i++) _clock.Advance(TimeSpan.FromSeconds(1));
        watchdog.ThrowIfFired();
        for (var i = 0; i < 2; i++) _clock.Advance(TimeSpan.FromSeconds(1));
        var result = await run.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(result.Drained);
        Assert.Equal([0L], _sink.Written);
        var failure = Assert.Throws<HungException>(watchdog.ThrowIfFired);
        Assert.Contains("a model run of 1 rows of 4 tokens has not returned after 120 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains("model:watchdogSeconds", failure.Message, StringComparison.Ordinal);
        Assert.Equal("model.hung", Assert.Single(_log).Name);
        classifier.Dispose();
    }

    [Fact]
    public void Runs_that_return_are_never_overdue_however_many_there_are()
    {
        using var classifier = new LocalClassifier();
        using var classification = new TokenClassification(
            classifier, LocalClassifier.Labels, LocalClassifier.Special, [11, 12], new InferenceOptions().Resolve(gpu: false, cores: 2),
            _telemetry, _clock);
        using var watchdog = new Watchdog([WatchedWork.ModelRuns(classification.Watch, 5)], EventLog.None, _clock, _left.Enqueue);
        for (var i = 0; i < 20; i++)
        {
            classification.Classify([LocalClassifier.Of(20, 21)], Aggregation.First, new DocumentEntities[1], CancellationToken.None);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Null(watchdog.Message);
    }

    [Fact]
    public async Task A_process_that_stood_still_is_given_the_whole_time_again()
    {
        using var watchdog = Watchdog();
        var scan = Task.Run(() => Scan("~", []));
        await Some.Until(() => _hanging.Entered == 1, "the detector hangs");
        for (var i = 0; i < 30; i++) _clock.Advance(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 59; i++) _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(watchdog.Message);
        for (var i = 0; i < 2; i++) _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(watchdog.Message);
        _hanging.Dispose();
        await scan;
    }

    [Fact]
    public async Task Annotate_ends_with_1_and_names_the_setting_and_the_detector()
    {
        // Each "a" of the line is looked at together with all that follow: steps that the engine of regular expressions does not count.
        var line = Encoding.UTF8.GetBytes("first\n" + new string('a', 2_000_000) + "\n");
        var result = await ChildProgram.RunWith(
            line,
            [
                ("STREAMNER__PII__SCAN__RULES__0__NAME", "slow"), ("STREAMNER__PII__SCAN__RULES__0__PATTERN", "a*b|a"),
                ("STREAMNER__PII__SCAN__RULES__0__MUSTMATCH__0", "ab"),
                ("STREAMNER__PII__SCAN__RULES__0__MUSTNOTMATCH__0", "x"), ("STREAMNER__PII__SCAN__WATCHDOGSECONDS", "1"),
                ("STREAMNER__LIMITS__TOKENSPERDOCUMENT", "10000000"),
            ],
            "annotate", "-");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("'slow' has not ended", result.Error, StringComparison.Ordinal);
        Assert.Contains("pii:scan:watchdogSeconds", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("aaaa", result.Output + result.Error, StringComparison.Ordinal);
    }

    /// <summary>Does not return before it is disposed of or told to end.</summary>
    private sealed class HangingClassifier : ITokenClassifier
    {
        private readonly ManualResetEventSlim _gate = new();

        public bool Entered { get; private set; }

        public int LabelCount => 5;

        public int MaxTokens => 512;

        public void Classify(TensorBatch batch, CancellationToken cancel = default)
        {
            Entered = true;
            _gate.Wait(TimeSpan.FromMinutes(1), cancel);
        }

        public void Dispose() => _gate.Set();
    }
}
