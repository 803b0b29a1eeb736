using System.Diagnostics;
using System.Diagnostics.Metrics;
using StreamNer.Host.Http;

namespace StreamNer.Tests.Host;

public sealed class MetricsExpositionTests : IDisposable
{
    private readonly Meter _meter = new("Test");
    private readonly MetricsExposition _exposition;

    public MetricsExpositionTests() => _exposition = new MetricsExposition(_meter, "1.2.3");

    public void Dispose()
    {
        _exposition.Dispose();
        _meter.Dispose();
    }

    private string[] LinesOf(string name) =>
        [.. _exposition.Scrape().Split('\n').Where(line => line.Contains(name, StringComparison.Ordinal))];

    [Fact]
    public void A_counter_adds_up_by_labels_and_ends_in_total()
    {
        var counter = _meter.CreateCounter<long>("app.dead_letters", description: "Rejected records.");
        counter.Add(2, new KeyValuePair<string, object?>("reason", "too_long"));
        counter.Add(3, new KeyValuePair<string, object?>("reason", "too_long"));
        counter.Add(1, new KeyValuePair<string, object?>("reason", "policy"));
        Assert.Equal(
            [
                "# HELP app_dead_letters_total Rejected records.",
                "# TYPE app_dead_letters_total counter",
                "app_dead_letters_total{reason=\"too_long\"} 5",
                "app_dead_letters_total{reason=\"policy\"} 1",
            ],
            LinesOf("app_dead_letters"));
    }

    [Fact]
    public void A_histogram_has_cumulative_buckets_sum_and_count()
    {
        var histogram = _meter.CreateHistogram("app.wait", "s", "Waiting.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        foreach (var value in (double[])[0.25, 0.5, 0.75, 2]) histogram.Record(value);
        Assert.Equal(
            [
                "app_wait_seconds_bucket{le=\"0.5\"} 2", "app_wait_seconds_bucket{le=\"1\"} 3", "app_wait_seconds_bucket{le=\"+Inf\"} 4",
                "app_wait_seconds_sum 3.5", "app_wait_seconds_count 4",
            ],
            LinesOf("app_wait")[2..]);
    }

    [Fact]
    public void Label_values_and_help_are_escaped()
    {
        _meter.CreateCounter<int>("app.odd", description: "one\\two\nthree").Add(1, new KeyValuePair<string, object?>("name", "a\"b\\c\nd"));
        Assert.Equal("# HELP app_odd_total one\\\\two\\nthree", LinesOf("HELP app_odd")[0]);
        Assert.Equal("app_odd_total{name=\"a\\\"b\\\\c\\nd\"} 1", LinesOf("app_odd_total{")[0]);
    }

    [Fact]
    public void An_observed_label_that_is_gone_is_not_exported_again()
    {
        var partitions = new List<int> { 0, 1 };
        _meter.CreateObservableGauge("app.lag", () => partitions.Select(p => new Measurement<long>(p * 10, new KeyValuePair<string, object?>("partition", p))));
        Assert.Equal(2, LinesOf("app_lag{").Length);
        partitions.Remove(0);
        Assert.Equal(["app_lag{partition=\"1\"} 10"], LinesOf("app_lag{"));
    }

    [Fact]
    public void Another_meter_of_the_same_name_is_not_counted()
    {
        using var other = new Meter("Test");
        other.CreateCounter<int>("app.other").Add(1);
        Assert.Empty(LinesOf("app_other"));
    }

    [Fact]
    public void Too_many_series_are_bounded()
    {
        var counter = _meter.CreateCounter<int>("app.many");
        for (var i = 0; i < MetricFamily.MaxSeries + 50; i++) counter.Add(1, new KeyValuePair<string, object?>("n", i));
        Assert.Equal(MetricFamily.MaxSeries, LinesOf("app_many_total{").Length);
    }

    [Fact]
    public void Threads_that_count_while_scraped_lose_nothing()
    {
        var counter = _meter.CreateCounter<int>("app.busy");
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 20_000; i++) counter.Add(1, new KeyValuePair<string, object?>("n", i % 3));
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        while (threads.Any(thread => thread.IsAlive)) _exposition.Scrape();
        Assert.Equal(80_000, LinesOf("app_busy_total{").Sum(line => int.Parse(line[(line.LastIndexOf(' ') + 1)..], null)));
    }

    [Fact]
    public async Task The_products_metrics_are_clean_under_promtool()
    {
        var promtool = Programs.OnPath("promtool");
        Assert.SkipWhen(promtool is null, "promtool is not installed (Debian: prometheus)");
        using var telemetry = new Telemetry();
        using var exposition = new MetricsExposition(telemetry.Meter, "1.2.3");
        telemetry.Documents.Add(1, new KeyValuePair<string, object?>("outcome", "enriched"));
        telemetry.Tokens.Add(1, new KeyValuePair<string, object?>("kind", "useful"));
        telemetry.DeadLetters.Add(1, new KeyValuePair<string, object?>("reason", "too_long"));
        telemetry.Entities.Add(1, new KeyValuePair<string, object?>("label", "PER"), new KeyValuePair<string, object?>("origin", "model"));
        telemetry.PiiFindings.Add(1, new KeyValuePair<string, object?>("type", "EMAIL"));
        telemetry.Links.Add(1, new KeyValuePair<string, object?>("state", "nil"));
        telemetry.CacheLookups.Add(1, new KeyValuePair<string, object?>("result", "hit"));
        telemetry.ModelRuns.Add(1, new KeyValuePair<string, object?>("result", "ok"));
        telemetry.StageSeconds.Record(0.01, new KeyValuePair<string, object?>("stage", "infer"));
        telemetry.BatchDocuments.Record(17);
        telemetry.BatchFill.Record(0.9);
        var text = exposition.Scrape();
        Assert.Contains("streamner_stage_seconds_bucket{stage=\"infer\",le=\"0.01\"} 1", text, StringComparison.Ordinal);

        using var check = Process.Start(new ProcessStartInfo(promtool, ["check", "metrics"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await check.StandardInput.WriteAsync(text);
        check.StandardInput.Close();
        var said = await check.StandardError.ReadToEndAsync() + await check.StandardOutput.ReadToEndAsync();
        await check.WaitForExitAsync();
        Assert.Equal("", said);
        Assert.Equal(0, check.ExitCode);
    }
}
