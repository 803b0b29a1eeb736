using System.Text;
using System.Text.RegularExpressions;
using StreamNer.Diagnostics;
using StreamNer.Host.Exposition;
using StreamNer.Metering;
using StreamNer.Pipeline;
using StreamNer.Tests.Host;

namespace StreamNer.Tests.House;

/// <summary>The tables of docs/metrics.md are made from the code: STREAMNER_WRITE_DOCS=1 writes them anew.</summary>
public sealed partial class MetricsPageTests
{
    private static readonly string s_path = Path.Combine(Repository.Root, "docs", "metrics.md");

    [Fact]
    public void The_page_has_every_metric_as_the_code_has_it()
    {
        var page = File.ReadAllText(s_path);
        var made = MarkdownPage.With(page, "streamner", Table(MetricTable.All));
        made = MarkdownPage.With(made, "process", Table(RuntimeTable.All) + Others());
        if (Environment.GetEnvironmentVariable("STREAMNER_WRITE_DOCS") == "1") File.WriteAllText(s_path, made);
        else Assert.Equal(made, page);
    }

    [Fact]
    public void Names_and_meanings_keep_to_the_rules()
    {
        Assert.Equal(MetricTable.All.Count, MetricTable.All.Select(metric => metric.ExposedName).Distinct(StringComparer.Ordinal).Count());
        Assert.All(MetricTable.All, metric =>
        {
            Assert.EndsWith(".", metric.Meaning, StringComparison.Ordinal);
            Assert.DoesNotContain('|', metric.Meaning);
            Assert.Equal(metric.Unit == "1", metric.ExposedName.EndsWith("_ratio", StringComparison.Ordinal));
            Assert.Equal(metric.Kind == MetricKind.Histogram, metric.Buckets.Length > 0);
            Assert.Equal(metric.Buckets.Order(), metric.Buckets);
            var labels = metric.Labels.Select(label => label.Name).ToList();
            if (labels.Contains("partition")) Assert.Contains("topic", labels);
        });
        Assert.All(Enum.GetValues<FailureKind>(), kind => Assert.Equal(kind.Code(), Labels.Reason[kind].Value));
        Assert.All(Enum.GetValues<FailureDetail>(), detail => Assert.Equal(detail.Code(), Labels.Detail[detail].Value));
    }

    private static string Table(IEnumerable<Metric> metrics)
    {
        var text = new StringBuilder("| metric | type | unit | labels | meaning |\n|---|---|---|---|---|\n");
        foreach (var metric in metrics)
        {
            var unit = metric.Unit switch { "s" => "seconds", "By" => "bytes", "1" => "ratio", var other => other.Trim('{', '}') };
            text.Append($"| `{metric.ExposedName}` | {metric.Kind.ToString().ToLowerInvariant()} | {unit} | "
                + $"{string.Join("; ", metric.Labels.Select(Described))} | {metric.Meaning} |\n");
        }

        return text.ToString();
    }

    private static string Described(MetricLabel label) => label.Values switch
    {
        null => $"`{label.Name}`",
        { Count: > 10 } many => $"`{label.Name}` ({many.Count} values)",
        var few => $"`{label.Name}`: {string.Join(", ", few)}",
    };

    /// <summary>What prometheus-net adds by itself, by the help texts of a scrape.</summary>
    private static string Others()
    {
        using var telemetry = new Telemetry();
        using var exposition = new PrometheusExposition(telemetry);
        var text = new StringBuilder();
        var known = MetricTable.All.Concat(RuntimeTable.All).Select(metric => metric.ExposedName).ToHashSet(StringComparer.Ordinal);
        foreach (var family in Family().Matches(exposition.Scrape()).OrderBy(family => family.Groups["name"].Value, StringComparer.Ordinal))
        {
            var name = family.Groups["name"].Value;
            if (known.Contains(name)) continue;
            var unit = name.Contains("_seconds", StringComparison.Ordinal) ? "seconds" : name.Contains("_bytes", StringComparison.Ordinal)
                ? "bytes"
                : "";
            var labels = name == "dotnet_collection_count_total" ? "`generation`" : "";
            text.Append($"| `{name}` | {family.Groups["type"].Value} | {unit} | {labels} | {family.Groups["help"].Value.TrimEnd('.')}. |\n");
        }

        return text.ToString();
    }

    [GeneratedRegex(@"^# HELP (?<name>\w+) (?<help>.*)\n# TYPE \w+ (?<type>\w+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Family();
}
