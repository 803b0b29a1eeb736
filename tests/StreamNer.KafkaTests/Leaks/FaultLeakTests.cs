using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Host.Cli;
using StreamNer.Host.Configuration;
using StreamNer.Host.Exposition;
using StreamNer.Host.Logging;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Registry;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Flow;
using StreamNer.Pipeline;
using StreamNer.Tests.Host;
using StreamNer.Tests.Leaks;

namespace StreamNer.KafkaTests.Leaks;

/// <summary>Faults that a real cluster does not give on demand, injected below and beside the stream: events, metrics, traces, errors and headers
/// stay clean.</summary>
public sealed class FaultLeakTests : IDisposable
{
    private static readonly string s_everything = Canaries.Everything;
    private readonly EmbeddedCluster _embedded = new();
    private readonly KafkaCluster _cluster;
    private readonly KafkaOptions _options;
    private readonly LeakSearch _search = new(Canaries.All);
    private readonly ConcurrentQueue<Activity> _traces = new();
    private readonly ActivityListener _listener;

    public FaultLeakTests()
    {
        foreach (var topic in (string[])["raw", "enriched", "raw.dlq"]) _embedded.CreateTopic(topic, 1);
        _cluster = new KafkaCluster(_embedded.BootstrapServers, () => Task.CompletedTask);
        _options = TestWorker.Options(_embedded.BootstrapServers, "raw", "enriched", "raw.dlq", "g") with
        {
            Delivery = Delivery.AtLeastOnce,
            UntilEnd = true,
            Consumer = new(StringComparer.Ordinal) { ["session.timeout.ms"] = "6000" },
        };
        _listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) =>
            ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _traces.Enqueue
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _embedded.Dispose();
    }

    private Task Plant(int count = 3) =>
        _cluster.Produce("raw", Enumerable.Range(0, count)
            .Select(_ => Account.Message(s_everything, s_everything, new Header("who", System.Text.Encoding.UTF8.GetBytes(s_everything)))), 0);

    // The stand-in for the pipeline gives the text back as it is: the records' own parts are not what is searched here.
    private async Task Run(TestWorker worker, bool fails = false)
    {
        using var metrics = new PrometheusExposition(worker.Telemetry);
        try
        {
            var result = await worker.Running;
            Assert.False(fails, "the worker should have failed");
            Assert.True(result.Drained);
        }
        catch (Exception failure) when (fails && failure is not Xunit.Sdk.IAssertionException)
        {
            _search.In("error of the program", CommandLine.Describe(failure));
        }

        Searched(worker, metrics);
    }

    private void Searched(TestWorker worker, PrometheusExposition metrics)
    {
        Assert.NotEmpty(worker.Events);
        foreach (var entry in worker.Events) _search.In($"event {entry.Name}", $"{entry.Name} {entry.Message} {string.Join(' ', entry.Fields)}");
        _search.In("metrics", metrics.Scrape());
        foreach (var trace in _traces)
            _search.In("trace",
                $"{trace.DisplayName} {trace.StatusDescription} {string.Join(' ', trace.TagObjects)} {string.Join(' ', trace.Baggage)} "
                + $"{string.Join(' ', trace.Events.SelectMany(e => e.Tags))}");
        WatchedRun.Search(_search, "dead letter", _cluster.ReadCommitted("raw.dlq"), "key", "value", "headers");
        _search.AssertNone();
    }

    [Fact]
    public async Task Records_and_commits_that_brokers_refuse_for_a_while()
    {
        await Plant();
        _embedded.FailNext(0, ErrorCode.MsgSizeTooLarge, ErrorCode.InvalidRecord, ErrorCode.NotEnoughReplicas, ErrorCode.RequestTimedOut);
        _embedded.FailNext(8, ErrorCode.RequestTimedOut, ErrorCode.IllegalGeneration);
        await using var worker = TestWorker.Start(_options);
        await Run(worker);
        Assert.Contains(worker.Events, e => e.Name == "kafka.rewind");

        // A refusal that passes convicts nobody; with at-least-once a record may come twice.
        Assert.True(_cluster.ReadCommitted("enriched").Count + _cluster.ReadCommitted("raw.dlq").Count >= 3);
    }

    [Theory]
    [InlineData(0, ErrorCode.TopicAuthorizationFailed)]
    [InlineData(8, ErrorCode.GroupAuthorizationFailed)]
    public async Task Records_and_commits_that_brokers_forbid(short apiKey, ErrorCode code)
    {
        await Plant();
        _embedded.FailNext(apiKey, code);
        await using var worker = TestWorker.Start(_options);
        await Run(worker, fails: true);
    }

    [Fact]
    public async Task A_broker_that_goes_away_and_comes_back()
    {
        await Plant();
        var down = false;
        await using var worker = TestWorker.Start(_options with { UntilEnd = false }, (batch, _) =>
        {
            if (!down) _embedded.StopBroker(1);
            down = true;
            return ValueTask.FromResult(TestWorker.Outcomes(batch));
        });
        using var metrics = new PrometheusExposition(worker.Telemetry);
        await Eventually.True(() => worker.Events.Any(e => e.Name is "kafka.producer" or "kafka.consumer"), "the clients notice");
        _embedded.StartBroker(1);
        await Eventually.True(() => worker.Counts.Total == 3, "all is written", TimeSpan.FromMinutes(1));
        Searched(worker, metrics);
    }

    [Fact]
    public async Task An_engine_that_is_down_with_the_text_in_its_error()
    {
        await Plant();
        var failures = 0;
        await using var worker = TestWorker.Start(_options, flow: new FlowOptions { RetryFirstMs = 1, RetryLongestMs = 1 }, enrich: (batch, _) =>
            failures++ < 3
                ? throw new TransientFailureException("down", new InvalidOperationException(s_everything))
                : ValueTask.FromResult(TestWorker.Outcomes(batch)));
        await Run(worker);
        Assert.Contains(worker.Events, e => e.Name == "flow.retry");
    }

    [Fact]
    public async Task Parts_that_throw_with_the_text_in_their_errors()
    {
        await Plant();
        var failure =
            new InvalidOperationException(s_everything,
            new AggregateException(new System.Text.Json.JsonException(s_everything), new FormatException(s_everything)));
        await using (var worker = TestWorker.Start(Group(), enrich: (_, _) => throw failure)) await Run(worker, fails: true);
        await using (var worker = TestWorker.Start(Group(), encode: (_, _) => throw failure)) await Run(worker, fails: true);
        await using (var worker = TestWorker.Start(Group(), decode: (_, _, _, _, _, _) => throw failure)) await Run(worker, fails: true);
    }

    // The embedded cluster lets the next member of a group in only when a session time-out is over.
    private KafkaOptions Group() => _options with { Group = KafkaCluster.UniqueName("g") };

    [Fact]
    public async Task A_registry_that_is_away_when_a_record_needs_it()
    {
        await _cluster.Produce("raw", [Account.Message("\0\0\0\0\u0009\0" + s_everything, s_everything)], 0);
        using var registry = new SchemaRegistry(new() { Url = new Uri("http://127.0.0.1:9/"), Retries = 0 });
        await using var worker =
            TestWorker.Start(_options with { UntilEnd = false }, decode: new DocumentCodec(new() { Format = InputFormat.Protobuf }, registry).Decode);
        using var metrics = new PrometheusExposition(worker.Telemetry);
        await Eventually.True(() => worker.Events.Any(e => e.Name == "kafka.decode"), "the record waits");
        Searched(worker, metrics);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task A_thread_that_dies_with_the_text_in_its_error(string format)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["unhandled", format])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var (error, output) = (process.StandardError.ReadToEndAsync(limit.Token), process.StandardOutput.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("System.InvalidOperationException", await error, StringComparison.Ordinal);
        if (format == "json")
        {
            using var line = JsonDocument.Parse(Assert.Single((await error).Split('\n', StringSplitOptions.RemoveEmptyEntries)));
            Assert.Equal("fatal", line.RootElement.GetProperty("level").GetString());
            Assert.Equal("process.failed", line.RootElement.GetProperty("event").GetString());
            Assert.Contains("System.FormatException", line.RootElement.GetProperty("exception").GetString(), StringComparison.Ordinal);
        }

        _search.In("standard error", await error);
        _search.In("standard output", await output);
        _search.AssertNone();
    }

    /// <summary>What the child process of that test does.</summary>
    internal static async Task<int> DieUnhandled(string format)
    {
        FatalLine.Follow(Enum.Parse<LogFormat>(format, ignoreCase: true));
        UnhandledErrors.Install();
        new Thread(() => throw new InvalidOperationException(Canaries.Everything, new FormatException(Canaries.Everything))).Start();
        await Task.Delay(Timeout.InfiniteTimeSpan);
        return 0;
    }
}
