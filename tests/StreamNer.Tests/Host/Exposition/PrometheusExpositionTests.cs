using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Prometheus;
using StreamNer.Diagnostics;
using StreamNer.Host.Exposition;
using StreamNer.Metering;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pipeline;
using StreamNer.Tests.Pipeline;

namespace StreamNer.Tests.Host.Exposition;

public sealed partial class PrometheusExpositionTests : IDisposable
{
    private readonly Telemetry _telemetry = new();
    private readonly PrometheusExposition _exposition;

    public PrometheusExpositionTests() => _exposition = new PrometheusExposition(_telemetry);

    public void Dispose()
    {
        _exposition.Dispose();
        _telemetry.Dispose();
    }

    private string[] LinesOf(string name) => [.. _exposition.Scrape().Split('\n').Where(line => line.Contains(name, StringComparison.Ordinal))];

    [Fact]
    public void A_counter_is_a_counter_and_adds_up_by_labels()
    {
        _telemetry.DeadLetters.Add(2, Labels.Reason[FailureKind.InvalidText], Labels.Detail[FailureDetail.JsonLoneSurrogate]);
        _telemetry.DeadLetters.Add(3, Labels.Reason[FailureKind.InvalidText], Labels.Detail[FailureDetail.JsonLoneSurrogate]);
        Assert.Contains("# TYPE streamner_dead_letters_total counter", LinesOf("streamner_dead_letters_total"));
        Assert.Equal(5, _exposition.Value("streamner_dead_letters_total{reason=\"invalid_text\",detail=\"json.lone_surrogate\"}"));
        Assert.Equal(0, _exposition.Value("streamner_dead_letters_total{reason=\"policy\",detail=\"none\"}"));
    }

    [Fact]
    public void Closed_label_sets_begin_at_zero()
    {
        foreach (var metric in MetricTable.All.Where(metric =>
            metric.Kind == MetricKind.Counter && metric.Labels.All(label => label.Values is not null)))
        {
            var expected = metric.Combinations?.Count ?? metric.Labels.Aggregate(1, (product, label) => product * label.Values!.Count);
            Assert.Equal(expected, LinesOf(metric.ExposedName + "{").Count(line => line.EndsWith("} 0", StringComparison.Ordinal)));
        }

        Assert.Equal(8, LinesOf("streamner_stage_seconds_count{").Length);
        Assert.Equal(PiiTypes.All.Count + 3, LinesOf("streamner_pii_findings_total{").Length);
    }

    [Fact]
    public void A_histogram_has_cumulative_buckets_sum_and_count()
    {
        foreach (var seconds in (double[])[0.0005, 0.02, 40]) _telemetry.StageSeconds.Record(seconds, Labels.Stage[Stage.Infer]);
        Assert.Equal(1, _exposition.Value("streamner_stage_seconds_bucket{stage=\"infer\",le=\"0.0005\"}"));
        Assert.Equal(2, _exposition.Value("streamner_stage_seconds_bucket{stage=\"infer\",le=\"30\"}"));
        Assert.Equal(3, _exposition.Value("streamner_stage_seconds_bucket{stage=\"infer\",le=\"+Inf\"}"));
        Assert.Equal(3, _exposition.Value("streamner_stage_seconds_count{stage=\"infer\"}"));
        Assert.Equal(40.0205, _exposition.Value("streamner_stage_seconds_sum{stage=\"infer\"}"));
    }

    [Fact]
    public void Observed_series_that_are_gone_are_unpublished_and_come_back()
    {
        var partitions = new List<string> { "0", "1" };
        _telemetry.Observe(MetricTable.LagRecords, () =>
            partitions.Select(p => new Measurement<double>(7, new("topic", "raw"), new("partition", p))));
        _telemetry.Observe(MetricTable.LostOffsets, () =>
            partitions.Select(p => new Measurement<double>(3, new("topic", "raw"), new("partition", p))));
        Assert.Equal(2, LinesOf("streamner_lag_records{").Length);
        Assert.Equal(3, _exposition.Value("streamner_lost_offsets_total{topic=\"raw\",partition=\"0\"}"));
        partitions.Remove("0");
        Assert.Equal(["streamner_lag_records{topic=\"raw\",partition=\"1\"} 7"], LinesOf("streamner_lag_records{"));
        Assert.Single(LinesOf("streamner_lost_offsets_total{"));
        partitions.Add("0");
        Assert.Equal(2, LinesOf("streamner_lag_records{").Length);
    }

    [Fact]
    public void A_single_value_that_is_unknown_is_absent()
    {
        double? at = null;
        _telemetry.Observe(MetricTable.LastCommit, () => at is { } known ? [new Measurement<double>(known)] : []);
        Assert.Null(_exposition.Value("streamner_last_commit_timestamp_seconds"));
        at = 12.5;
        Assert.Equal(12.5, _exposition.Value("streamner_last_commit_timestamp_seconds"));
        at = null;
        Assert.Null(_exposition.Value("streamner_last_commit_timestamp_seconds"));
    }

    [Fact]
    public void A_later_observer_takes_the_place_of_an_earlier_one()
    {
        _telemetry.Observe(MetricTable.Degraded, () => 0);
        _telemetry.Observe(MetricTable.Degraded, () => 1);
        Assert.Equal(1, _exposition.Value("streamner_degraded"));
    }

    [Fact]
    public void Two_workers_in_one_process_are_counted_apart()
    {
        using var telemetry = new Telemetry();
        using var other = new PrometheusExposition(telemetry);
        telemetry.BatchDocuments.Record(17);
        Assert.Equal(1, other.Value("streamner_batch_documents_count"));
        Assert.Equal(0, _exposition.Value("streamner_batch_documents_count"));
    }

    [Fact]
    public void The_process_and_the_runtime_are_there()
    {
        var text = _exposition.Scrape();
        Assert.True(_exposition.Value("process_working_set_bytes") > 1_000_000);
        Assert.Contains("# TYPE dotnet_gc_heap_total_allocated_bytes_total counter", text, StringComparison.Ordinal);
        Assert.True(_exposition.Value("dotnet_gc_heap_total_allocated_bytes_total") > 1_000);
        Assert.True(_exposition.Value("dotnet_thread_pool_threads") >= 1);
    }

    [Fact]
    public void A_pipeline_gives_no_label_value_that_the_table_does_not_have()
    {
        using var pipeline = new SomePipeline();
        using var exposition = new PrometheusExposition(pipeline.Telemetry);
        pipeline.Enrich("ada met grace in london at mail ada@example.org .");
        pipeline.Enrich("ada met grace in london at mail ada@example.org .");
        Assert.Equal(1, exposition.Value("streamner_cache_lookups_total{result=\"hit\"}"));
        Assert.Equal(2, exposition.Value("streamner_pii_findings_total{type=\"EMAIL\"}"));
        var samples = 0;
        foreach (Match sample in Sample().Matches(exposition.Scrape()))
        {
            var name = sample.Groups["name"].Value;
            if (MetricTable.All.FirstOrDefault(metric =>
                name == metric.ExposedName || (metric.Kind == MetricKind.Histogram
                    && name.StartsWith(metric.ExposedName, StringComparison.Ordinal))) is not { } metric) continue;
            samples++;
            foreach (Capture pair in sample.Groups["pair"].Captures)
            {
                var (label, value) = (pair.Value[..pair.Value.IndexOf('=', StringComparison.Ordinal)],
                    pair.Value[(pair.Value.IndexOf('"', StringComparison.Ordinal) + 1)..^1]);
                if (label == "le") continue;
                var known = Assert.Single(metric.Labels, l => l.Name == label);
                if (known.Values is { } values) Assert.Contains(value, values);
            }
        }

        Assert.True(samples > 100, $"{samples} samples");
    }

    [Fact]
    public void Threads_that_count_while_scraped_lose_nothing()
    {
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 20_000; i++)
                _telemetry.DeadLetters.Add(1, Labels.Reason[FailureKind.InvalidRecord], Labels.Detail[(FailureDetail)(i % 3)]);
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        while (threads.Any(thread => thread.IsAlive)) _exposition.Scrape();
        Assert.Equal(80_000, Enum.GetValues<FailureDetail>().Take(3)
            .Sum(detail => _exposition.Value($"streamner_dead_letters_total{{reason=\"invalid_record\",detail=\"{detail.Code()}\"}}")));
    }

    [Fact]
    public void A_measurement_allocates_nothing()
    {
        var label = new KeyValuePair<string, object?>("label", "PER");
        Measure(1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Measure(1_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Measure(int times)
        {
            for (var i = 0; i < times; i++)
            {
                _telemetry.CacheLookups.Add(1, Labels.Lookup[LookupResult.Miss]);
                _telemetry.Entities.Add(1, label, Labels.Origin[Origin.Model]);
                _telemetry.StageSeconds.Record(0.01, Labels.Stage[Stage.Write]);
                _telemetry.BatchFill.Record(0.7);
            }
        }
    }

    [Theory]
    [InlineData(ExpositionFormat.PrometheusText)]
    [InlineData(ExpositionFormat.OpenMetricsText)]
    public async Task The_exposition_is_clean_under_promtool(ExpositionFormat format)
    {
        var promtool = Programs.OnPath("promtool");
        Assert.SkipWhen(promtool is null, "promtool is not installed (Debian: prometheus)");
        foreach (var metric in MetricTable.All.Where(metric => metric.Kind == MetricKind.Gauge || metric == MetricTable.LostOffsets))
        {
            _telemetry.Observe(metric, () =>
                [new Measurement<double>(1, metric.Labels.Select(label => new KeyValuePair<string, object?>(label.Name, label.Values?[0] ?? "x")))]);
        }

        _telemetry.EndToEnd.Record(0.2, new KeyValuePair<string, object?>("topic", "raw"));
        _telemetry.UnreadableStretches.Add(1, new KeyValuePair<string, object?>("topic", "raw"));
        _telemetry.TopicsReplaced.Add(0, new KeyValuePair<string, object?>("topic", "raw"));
        var person = new KeyValuePair<string, object?>("label", "PER");
        _telemetry.Entities.Add(1, person, Labels.Origin[Origin.Model]);
        _telemetry.Links.Add(1, Labels.Link[LinkState.Linked], person);
        _telemetry.LinksAmbiguous.Add(1, person);
        var text = _exposition.Scrape(format);
        Assert.All(MetricTable.All, metric => Assert.Contains("\n" + metric.ExposedName, text, StringComparison.Ordinal));

        // promtool reads the older format only; in the newer one a counter's family lacks the suffix, and a line says that it ends.
        if (format == ExpositionFormat.OpenMetricsText)
        {
            Assert.EndsWith("# EOF\n", text, StringComparison.Ordinal);
            Assert.Contains("# TYPE streamner_documents counter\n", text, StringComparison.Ordinal);
            return;
        }

        using var check = Process.Start(
            new ProcessStartInfo(promtool, ["check", "metrics"])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardError = true,
                RedirectStandardOutput = true
            })!;
        await check.StandardInput.WriteAsync(text);
        check.StandardInput.Close();
        var said = await check.StandardError.ReadToEndAsync() + await check.StandardOutput.ReadToEndAsync();
        await check.WaitForExitAsync();
        Assert.Equal("", said);
        Assert.Equal(0, check.ExitCode);
    }

    [GeneratedRegex("""^(?<name>streamner_\w+)(\{((?<pair>\w+="[^"]*"),?)*\})? """, RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Sample();
}
