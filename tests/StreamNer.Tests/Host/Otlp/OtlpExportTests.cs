using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using StreamNer.Configuration;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Host.Configuration;
using StreamNer.Host.Exposition;
using StreamNer.Host.Otlp;
using StreamNer.Kafka;
using StreamNer.Metering;
using StreamNer.Output;
using StreamNer.Pipeline;
using StreamNer.Tests.Flow;
using StreamNer.Tests.Host.Otlp.Wire;

namespace StreamNer.Tests.Host.Otlp;

/// <summary>What a collector gets, and that a worker does not care whether there is one.</summary>
public sealed class OtlpExportTests : IDisposable
{
    private const string Upstream = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private const string Other = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
    private readonly Telemetry _telemetry = new();
    private readonly PrometheusExposition _exposition;
    private readonly ConcurrentQueue<LogEvent> _log = new();

    public OtlpExportTests() => _exposition = new PrometheusExposition(_telemetry);

    public void Dispose()
    {
        _exposition.Dispose();
        _telemetry.Dispose();
    }

    [Fact]
    public async Task A_batch_is_a_span_with_a_link_to_each_trace_of_its_records_and_nothing_private()
    {
        await using var collector = await CollectorStub.Start();
        var source = new ListSource();
        source.Give(new MicroBatch(7, [Record(0, Upstream), Record(1, Upstream), Record(2, Other), Record(3, "00-canary-canary-01"), Record(4, null)]));
        using (Start(new OtlpOptions { Endpoint = collector.Address + "/", BearerToken = "abc.def", Metrics = false }))
            Assert.Equal(5, (await Run(source)).Counts.Total);

        var span = Assert.Single(collector.Spans);
        Assert.Equal(("process raw", 5, 0), (span.Name, span.Kind, span.ParentSpanId.Length));
        Assert.True(span.EndTimeUnixNano >= span.StartTimeUnixNano && span.StartTimeUnixNano > 0);
        Assert.Equal([Upstream[3..52], Other[3..52]], span.Links.Select(link => $"{Hex(link.TraceId)}-{Hex(link.SpanId)}"));
        var attributes = Attributes(span.Attributes);
        Assert.Equal("5", attributes["messaging.batch.message_count"]);
        Assert.Equal("raw", attributes["messaging.destination.name"]);
        Assert.Equal("kafka", attributes["messaging.system"]);
        Assert.Equal("7", attributes["streamner.batch.sequence"]);
        Assert.Equal("5", attributes["streamner.batch.enriched"]);
        var resource = Attributes(Assert.Single(collector.Traces).Resource.Attributes);
        Assert.Equal(("streamner", "ner-0", "ner"),
            (resource["service.name"], resource["service.instance.id"], resource["messaging.consumer.group.name"]));
        var request = Assert.Single(collector.Requests);
        Assert.Equal("Bearer abc.def", request.Authorization);
        Assert.DoesNotContain("canary", Encoding.Latin1.GetString(request.Body), StringComparison.Ordinal);
        Assert.Equal(1, Count(SpanResult.Sent));
    }

    [Fact]
    public async Task Links_beyond_the_librarys_limit_are_counted()
    {
        await using var collector = await CollectorStub.Start();
        var source = new ListSource();
        source.Give(new MicroBatch(0, [.. Enumerable.Range(1, 200).Select(i => Record(i, $"00-{i:x32}-{i:x16}-01"))]));
        using (Start(new OtlpOptions { Endpoint = collector.Address, Metrics = false })) await Run(source);
        var span = Assert.Single(collector.Spans);
        Assert.Equal((128, 72U), (span.Links.Count, span.DroppedLinksCount));
    }

    [Fact]
    public async Task A_batch_that_ends_the_worker_has_the_type_of_its_failure_and_not_the_message()
    {
        await using var collector = await CollectorStub.Start();
        var source = new ListSource();
        source.Give(1, end: true);
        using (Start(new OtlpOptions { Endpoint = collector.Address, Metrics = false }))
            await Assert.ThrowsAsync<InvalidOperationException>(() => Run(source, (_, _) => throw new InvalidOperationException("canary")));
        var span = Assert.Single(collector.Spans);
        Assert.Equal(("System.InvalidOperationException", 2, ""), (Attributes(span.Attributes)["error.type"], span.Status.Code, span.Status.Message));
    }

    [Fact]
    public async Task Metrics_have_the_names_labels_and_buckets_of_the_table()
    {
        await using var collector = await CollectorStub.Start();
        using (var stranger = new Telemetry())
        using (Start(new OtlpOptions { Endpoint = collector.Address, Traces = false }))
        {
            stranger.Documents.Add(90, Labels.Outcome[RecordOutcome.Enriched]);
            _telemetry.Documents.Add(3, Labels.Outcome[RecordOutcome.Enriched]);
            _telemetry.StageSeconds.Record(0.02, Labels.Stage[Stage.Infer]);
            _telemetry.Observe(MetricTable.LagRecords, () => [new Measurement<double>(7, new("topic", "raw"), new("partition", "0"))]);
        }

        var sent = collector.LastMetrics.ScopeMetrics.SelectMany(scope => scope.Metrics).ToDictionary(metric => metric.Name, StringComparer.Ordinal);
        var documents = sent["streamner.documents"].Sum;
        Assert.Equal((true, 2), (documents.IsMonotonic, documents.Temporality));
        Assert.Equal(3, Assert.Single(documents.Points).AsInt);
        var stage = Assert.Single(sent["streamner.stage"].Histogram.Points);
        Assert.Equal((1UL, "infer"), (stage.Count, Attributes(stage.Attributes)["stage"]));
        Assert.Equal(MetricTable.StageSeconds.Buckets, stage.ExplicitBounds);
        var lag = Assert.Single(sent["streamner.lag_records"].Gauge.Points);
        Assert.Equal((7.0, "raw"), (lag.AsDouble, Attributes(lag.Attributes)["topic"]));
        Assert.Contains("dotnet.gc.heap.total_allocated", sent.Keys);
        Assert.Empty(sent.Keys.Except(MetricTable.All.Concat(RuntimeTable.All).Select(metric => metric.Name), StringComparer.Ordinal));
        Assert.All(sent.Values, metric => Assert.NotEmpty(metric.Description));
    }

    [Fact]
    public async Task A_collector_that_never_answers_holds_up_no_batch_and_no_end()
    {
        const int Batches = 200, Queue = 16;
        await using var collector = await CollectorStub.Start();
        collector.Holding = new TaskCompletionSource();
        var source = new ListSource();
        source.Give(Batches, end: true);
        var otlp = Start(new OtlpOptions { Endpoint = collector.Address, Metrics = false, QueueSpans = Queue, TimeoutMs = 60_000 })!;

        // No answer is given before the end, so all of this happens without one.
        Assert.Equal(Batches, (await Run(source)).Counts.Total);
        await Some.Until(() => collector.Entered == 1, "a request is under way");
        Assert.Equal(Batches - Queue, Count(SpanResult.QueueFull));
        Assert.Equal(0, Count(SpanResult.Sent));
        await Task.Run(otlp.Dispose).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(collector.Requests);
    }

    [Fact]
    public async Task A_collector_that_refuses_is_logged_by_its_cause_and_so_is_its_return()
    {
        await using var collector = await CollectorStub.Start();
        collector.Status = 503;
        using (Start(new OtlpOptions { Endpoint = collector.Address, Metrics = false }))
        {
            var source = new ListSource();
            source.Give(3, end: true);
            await Run(source);
            await Some.Until(() => Count(SpanResult.ExportFailed) == 3, "the spans are given up");
            await Some.Until(() => _log.Any(entry => entry.Name == "otlp.failed"), "it is logged");
            collector.Status = 200;
            source = new ListSource();
            source.Give(1, end: true);
            await Run(source);
            await Some.Until(() => Count(SpanResult.Sent) == 1, "the next is sent");
        }

        var said = Assert.Single(_log, entry => entry.Name == "otlp.failed").Message;
        Assert.Equal($"3 spans dropped: {collector.Address}/v1/traces (otlp:endpoint): it answers 503", said);
        Assert.Single(_log, entry => entry.Name == "otlp.restored");
    }

    [Fact]
    public async Task Without_a_collector_the_reason_is_logged()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        var source = new ListSource();
        source.Give(1, end: true);
        using (Start(new OtlpOptions { Endpoint = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}") })) await Run(source);
        Assert.Equal(["/v1/metrics", "/v1/traces"], _log.Where(entry => entry.Name == "otlp.failed")
            .Select(entry => (string)entry.Fields.Single(field => field.Name == "code").Value!).Order(StringComparer.Ordinal));
        Assert.Contains(_log, entry => entry.Name == "otlp.failed" && entry.Message.Contains("refused", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_batch_outside_the_sample_has_no_span()
    {
        await using var collector = await CollectorStub.Start();
        var source = new ListSource();
        source.Give(20, end: true);
        using (Start(new OtlpOptions { Endpoint = collector.Address, Metrics = false, SampleRatio = 0 })) await Run(source);
        Assert.Empty(collector.Requests);
        Assert.Equal(0, Enum.GetValues<SpanResult>().Sum(result => Count(result)));
    }

    [Fact]
    public void It_is_off_by_default_and_where_nothing_is_to_be_sent()
    {
        Assert.Null(Start(new OtlpOptions()));
        Assert.Null(Start(new OtlpOptions { Endpoint = "http://127.0.0.1:4318", Traces = false, Metrics = false }));
    }

    [Theory]
    [InlineData("http://127.0.0.1:4318", "", "")]
    [InlineData("https://collector.example/base/", "t0ken", "")]
    [InlineData("http://127.0.0.1:4318", "t0ken", "")]
    [InlineData("http://collector:4318", "t0ken", "otlp:endpoint")]
    [InlineData("collector:4318", "", "otlp:endpoint")]
    [InlineData("ftp://collector", "", "otlp:endpoint")]
    [InlineData("http://user:secret@127.0.0.1:4318", "", "otlp:endpoint")]
    [InlineData("http://127.0.0.1:4318/?a=b", "", "otlp:endpoint")]
    [InlineData("", "t0ken", "otlp:endpoint")]
    [InlineData("https://collector", "two words", "otlp:bearerToken")]
    public void What_cannot_work_or_gives_the_token_away_is_refused_by_name(string endpoint, string token, string expected)
    {
        var errors = new List<OptionError>();
        var options = new OtlpOptions { Endpoint = endpoint, BearerToken = token };
        options.Validate(errors);
        Assert.Equal(expected, string.Join(' ', errors.Select(error => error.Key)));
        Assert.All(errors, error => Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal));
        if (token.Length > 0) Assert.DoesNotContain(token, options.ToString(), StringComparison.Ordinal);
    }

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    private static Dictionary<string, string> Attributes(IEnumerable<Wire.Attribute> attributes) => attributes.ToDictionary(
        attribute => attribute.Key,
        attribute => attribute.Value.KindCase == Value.KindOneofCase.Text
            ? attribute.Value.Text
            : attribute.Value.Number.ToString(CultureInfo.InvariantCulture),
        StringComparer.Ordinal);

    private static InputRecord Record(long offset, string? traceparent) => new()
    {
        Document = new Document("canary text"),
        Position = new SourcePosition("raw", 0, offset, 0),
        Epoch = 1,
        Key = "canary key"u8.ToArray(),
        Value = "canary value"u8.ToArray(),
        Bytes = 10,
        Headers =
        [
            new("baggage", "user=canary"u8.ToArray()), new("tracestate", "vendor=canary"u8.ToArray()),
            .. traceparent is null ? [] : (RecordHeader[])[new("traceparent", Encoding.ASCII.GetBytes(traceparent))],
        ],
    };

    private OtlpExport? Start(OtlpOptions options) => OtlpExport.Start(
        new Settings { Otlp = options, Kafka = new KafkaOptions { Group = "ner", Instance = "ner-0" } }, _telemetry, new EventLog(_log.Enqueue));

    private async Task<FlowResult> Run(ListSource source, BatchEnricher? enrich = null)
    {
        var log = new EventLog(_ => { });
        await using var sink = new ListSink();
        enrich ??= (batch, _) => ValueTask.FromResult<IReadOnlyList<Outcome>>([.. batch.Records.Select(Some.Enriched)]);
        using var loop = new StreamLoop(source, enrich, sink, new FlowOptions(), _telemetry, log, TimeProvider.System);
        return await loop.Run(default, default);
    }

    private double Count(SpanResult result) => _exposition.Value($"streamner_spans_total{{result=\"{Labels.Span[result].Value}\"}}") ?? 0;
}
