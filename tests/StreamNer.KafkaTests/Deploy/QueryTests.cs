using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Tests.Deploy;
using StreamNer.Tests.House;

namespace StreamNer.KafkaTests.Deploy;

/// <summary>Every query of every panel and alert, asked of a real Prometheus that scrapes a worker under load and a replay.</summary>
public sealed partial class QueryTests(RealKafka kafka) : IDisposable
{
    private const int Good = 2_400;
    private const int Bad = 24;
    private static readonly string[] s_texts =
    [
        "Ada Lovelace met Charles Babbage in London and wrote to ada{0}@example.org", "Call +44 20 7946 0958 about order {0}, please",
        "Siemens opens plant number {0} in Bengaluru next to one of Volkswagen", "Nothing to report today",
        "Angela Merkel flew to Paris on flight {0}",
    ];

    private static readonly (string Dashboard, string Panel, string File)[] s_pictures =
    [
        ("overview", "What becomes of the records?", "outcomes"), ("lag", "How many records behind is each topic?", "lag"),
        ("model", "Where does the time of a batch go?", "stages"), ("entities", "Which personal data does it find?", "personal-data"),
        ("delivery", "How many transactions a second?", "transactions"),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-queries-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_returns_data_and_they_agree_with_the_account_of_the_worker()
    {
        var cluster = await kafka.Shared();
        var raw = await cluster.CreateTopic("queries", 3);
        await cluster.CreateTopics(3, (raw + ".enriched", [("max.message.bytes", "2097152")]), (raw + ".dlq", [("max.message.bytes", "1064972")]),
            (raw + ".repair", []));
        await cluster.CreateTopicNamed(raw + ".control", 1, ("cleanup.policy", "compact"));
        await cluster.Produce(raw, Enumerable.Range(0, Good + Bad).Select(i => new Message<byte[]?, byte[]?> { Value = Record(i) }));
        var reference = Path.Combine(_folder, "mix.json");
        await File.WriteAllTextAsync(reference, """{"labels":{"PER":500,"LOC":300,"ORG":200}}""");
        var port = Ports.Free().ToString(CultureInfo.InvariantCulture);
        var replayPort = Ports.Free().ToString(CultureInfo.InvariantCulture);
        string[] topics = ["--bootstrap-servers", cluster.BootstrapServers, "--input", raw, "--dead-letter", raw + ".dlq"];
        using var worker = Start([
            "run", .. topics, "--output", raw + ".enriched", "--group", raw + ".group", "--metrics-port", port, "--repair", raw + ".repair",
            "--set", "repair:auto=true", "--set", "kafka:probeSeconds=1", "--set", "batch:documents=16", "--set", "cost:perHour=0.4",
            "--set", "drift:reference=" + reference]);
        var log = worker.StandardError.ReadToEndAsync();

        // Slow enough to be under way for as long as queries are asked.
        using var replay = Start([
            "replay", .. topics, "--output", raw + ".next", "--name", raw, "--control", raw + ".control", "--metrics-port", replayPort,
            "--throttle", "8"]);
        var replayLog = replay.StandardError.ReadToEndAsync();
        var since = TimeProvider.System.GetUtcNow();
        try
        {
            await using var prometheus = await PrometheusServer.Start(["127.0.0.1:" + port], ["127.0.0.1:" + replayPort]);
            var answers = await Answers(prometheus, await Queries(prometheus));
            await Eventually.True(
                async () => await prometheus.Value("sum(streamner_documents_total{job=\"streamner\"})") == Good + Bad, "all records are final", TimeSpan.FromMinutes(2));
            Assert.Equal(Bad, await prometheus.Value("sum(streamner_documents_total{job=\"streamner\",outcome=\"rejected\"})"));
            Assert.Equal(Bad, await prometheus.Value("sum(streamner_dead_letters_total{job=\"streamner\",reason=\"invalid_text\"})"));
            Assert.Equal(Good, await prometheus.Value("sum(streamner_end_to_end_seconds_count{job=\"streamner\"}) - " + Bad));
            await Eventually.True(async () => await prometheus.Value("sum(streamner_lag_records{job=\"streamner\"})") == 0, "Prometheus has seen that nothing waits");
            Assert.All(await prometheus.Alerts(), alert => Assert.Equal("", alert.Error));
            if (Writes) await Write(prometheus, answers, since);
        }
        finally
        {
            foreach (var process in (Process[])[worker, replay]) await End(process);
        }

        Assert.Contains("replay.begun", await replayLog, StringComparison.Ordinal);

        Assert.Contains($"{Good + Bad} records = {Good} enriched + {Bad} rejected", await log, StringComparison.Ordinal);
    }

    private static Process Start(string[] arguments) =>
        Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "streamner"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;

    private static async Task End(Process process)
    {
        if (process.HasExited) return;
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(40));
    }

    // One in a hundred cannot be read.
    private static byte[] Record(int number) => number % ((Good + Bad) / Bad) == 1
        ? [0xff, 0xfe] : Encoding.UTF8.GetBytes(string.Format(CultureInfo.InvariantCulture, s_texts[number % s_texts.Length], number / 2));

    /// <summary>Where a query stands and its text: those of panels whole, those of alerts as the series that they compare.</summary>
    private static async Task<IReadOnlyList<(string Place, string Query)>> Queries(PrometheusServer prometheus)
    {
        var panels = Dashboard.All.SelectMany(dashboard => dashboard.Panels.SelectMany(panel =>
            panel.Queries.Select(query => ($"{dashboard.Name}: {panel.Title}", WithValues(dashboard.Name, query)))));
        var alerts = (await prometheus.Alerts()).SelectMany(alert => Series().Matches(alert.Query)
            .Where(series => !series.Value.Contains("cuda", StringComparison.Ordinal))
            .Select(series => (alert.Name, series.Value)).Distinct());
        return [.. panels, .. alerts];
    }

    /// <summary>The first answer of each, while the worker works off what waits.</summary>
    private static async Task<IReadOnlyList<(string Place, string Query, string Answer)>> Answers(
        PrometheusServer prometheus, IReadOnlyList<(string Place, string Query)> queries)
    {
        Assert.True(queries.Count > 70, "the queries are gone");
        var answers = new Dictionary<(string, string), string>();
        var limit = Stopwatch.StartNew();
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (answers.Count < queries.Count && limit.Elapsed < TimeSpan.FromMinutes(2))
        {
            await tick.WaitForNextTickAsync();
            foreach (var query in queries.Where(query => !answers.ContainsKey(query)))
            {
                var found = await prometheus.Ask(query.Query);
                if (found.Count > 0) answers[query] = Short(found);
            }
        }

        Assert.DoesNotContain(queries, query => !answers.ContainsKey(query));
        return [.. queries.Select(query => (query.Place, query.Query, answers[query]))];
    }

    private static string Short(IReadOnlyList<(string Labels, double Value)> found)
    {
        var shown = found.OrderByDescending(one => one.Value).Take(3)
            .Select(one => $"{one.Labels} {PanelPicture.Figure(one.Value)}".Trim());
        var text = string.Join("; ", shown) + (found.Count > 3 ? $"; {found.Count - 3} more" : "");
        return Names().Replace(text, "raw").Replace('|', '/');
    }

    private static bool Writes => Environment.GetEnvironmentVariable("STREAMNER_WRITE_DOCS") == "1";

    // docs/dashboards.md: what one run returned. It is a record, not compared.
    private static async Task Write(
        PrometheusServer prometheus, IReadOnlyList<(string Place, string Query, string Answer)> answers, DateTimeOffset since)
    {
        var page = new StringBuilder("""
            # Every query of dashboards and alerts, answered

            One run of the test class `QueryTests`, which writes this page with `STREAMNER_WRITE_DOCS=1`: a worker on real Kafka works off 2,424
            records, of which 24 cannot be read, beside a replay of them, and a real Prometheus scrapes both every second. The figures show that the queries return data;
            for how fast the program is, see [bench/results](../bench/results/throughput.md).

            ## Some panels

            Drawn from that Prometheus by the test. These are no screenshots of Grafana.


            """);
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "docs/dashboards")).FullName;
        foreach (var (dashboard, panel, name) in s_pictures)
        {
            var shown = Dashboard.All.Single(one => one.Name == dashboard).Panels.Single(one => one.Title == panel);
            var series = new List<(string Labels, IReadOnlyList<(double Time, double Value)> Points)>();
            foreach (var query in shown.Queries) series.AddRange(await prometheus.Over(WithValues(dashboard, query), since));
            var svg = PanelPicture.Draw($"{panel} ({dashboard})", series);
            await File.WriteAllTextAsync(Path.Combine(folder, name + ".svg"), Names().Replace(svg, "raw"));
            page.Append($"![{panel}](dashboards/{name}.svg)\n\n");
        }

        page.Append("""
            ## All queries

            Each with its first answer, at most three series of it. `$job` is `streamner`, or `replay` in the dashboard of replays, `$__rate_interval` 30 s. Alerts are shown as the series
            that they compare.

            | where | query | first answer |
            |---|---|---|

            """);
        foreach (var (place, query, answer) in answers)
            page.Append($"| {place} | `{query.Replace("|", "\\|", StringComparison.Ordinal)}` | {answer} |\n");
        await File.WriteAllTextAsync(Path.Combine(Repository.Root, "docs/dashboards.md"), page.ToString());
    }

    private static string WithValues(string dashboard, string query) =>
        query.Replace("$job", dashboard == "replay" ? "replay" : "streamner", StringComparison.Ordinal).Replace("$__rate_interval", "30s", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(streamner|process)_[a-z_]+(\{[^}]*\})?(?!\w)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Series();

    [GeneratedRegex(@"queries-[-0-9a-f]+", RegexOptions.None, 10_000)]
    private static partial Regex Names();
}
