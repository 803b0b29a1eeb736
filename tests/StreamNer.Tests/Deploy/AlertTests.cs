using System.Text.RegularExpressions;
using StreamNer.Metering;
using StreamNer.Tests.House;

namespace StreamNer.Tests.Deploy;

/// <summary>The alerts: unit-tested by promtool, on metrics that exist, each with a section of its own for who is woken.</summary>
public sealed partial class AlertTests
{
    private static readonly List<(string Name, string Query, string Runbook)> s_alerts =
        [.. Yaml.Document(Repository.Read("ops/prometheus/rules.yaml"))["groups"]!.AsArray()
        .SelectMany(group => group!["rules"]!.AsArray())
        .Select(rule => (rule!["alert"]!.GetValue<string>(), rule["expr"]!.GetValue<string>(), rule["annotations"]!["runbook"]!.GetValue<string>()))];

    [Fact]
    public async Task They_fire_stay_silent_and_resolve_as_their_tests_say()
    {
        var check = await Tool.RunInstalled("promtool", "prometheus", "check", "rules", "ops/prometheus/rules.yaml");
        Assert.True(check.Code == 0, check.Output + check.Error);
        var tests = await Tool.RunInstalled("promtool", "prometheus", "test", "rules", "ops/prometheus/rules.test.yaml");
        Assert.True(tests.Code == 0, tests.Output + tests.Error);
    }

    [Fact]
    public void Each_is_tested_firing_and_not()
    {
        var tests = Repository.Read("ops/prometheus/rules.test.yaml");
        foreach (var (name, _, _) in s_alerts)
        {
            var checks = tests.Split("alertname: ").Skip(1).Where(part => part.StartsWith(name + "\n", StringComparison.Ordinal)).ToList();
            var silent = checks.Count(part => part.Split('\n')[1].Trim() == "exp_alerts: []");
            Assert.True(silent >= 2, $"{name} is not tested before it fires and after it resolves");
            Assert.True(checks.Count > silent, $"{name} is never seen firing");
        }
    }

    [Fact]
    public void Each_has_a_section_in_the_runbook_that_its_annotation_names()
    {
        var page = Repository.Read("docs/operations.md");
        foreach (var (name, _, runbook) in s_alerts)
        {
            Assert.Contains($"\n### {name}\n", page, StringComparison.Ordinal);
            Assert.Equal($"docs/operations.md#{name.ToLowerInvariant()}", runbook);
        }
    }

    [Fact]
    public void Each_series_of_ours_that_alerts_and_dashboards_ask_for_exists()
    {
        var names = MetricTable.All.SelectMany(metric => metric.Kind == MetricKind.Histogram
            ? ["_bucket", "_sum", "_count"] : (string[])[""], (metric, part) => metric.ExposedName + part).ToHashSet();
        var queries = s_alerts.Select(alert => alert.Query).Concat(Dashboard.All.SelectMany(one => one.Queries)).ToList();
        Assert.True(queries.Count > 50, "the queries are gone");
        foreach (var query in queries)
            foreach (Match name in Ours().Matches(query)) Assert.True(names.Contains(name.Value), $"no metric {name.Value}: {query}");
    }

    [GeneratedRegex(@"\bstreamner_[a-z_]+", RegexOptions.None, 10_000)]
    private static partial Regex Ours();
}
