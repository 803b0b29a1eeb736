using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Tests.House;

namespace StreamNer.KafkaTests.Deploy;

/// <summary>A real Prometheus on loopback that scrapes its targets every second and evaluates our alerts. It dies with its owner.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;
    private readonly string _folder;

    private PrometheusServer(Process process, HttpClient http, string folder) => (_process, _http, _folder) = (process, http, folder);

    /// <summary>Starts it; the test is skipped where it is not installed.</summary>
    /// <param name="targets">host:port of workers, which are scraped as the job <c>streamner</c>.</param>
    public static Task<PrometheusServer> Start(params string[] targets) => Start(targets, []);

    /// <summary>The same, with host:port of processes that replay, which are scraped as the job <c>replay</c>.</summary>
    public static async Task<PrometheusServer> Start(string[] targets, string[] replays)
    {
        Assert.SkipWhen(await Launcher.Try("sh", "-c", "command -v prometheus") is not null, "prometheus is not installed (Debian: prometheus)");
        var folder = Directory.CreateTempSubdirectory("streamner-prometheus-").FullName;
        var rules = Path.Combine(Repository.Root, "ops/prometheus/rules.yaml");
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), $$"""
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: ["{{rules}}"]
            scrape_configs:
              - job_name: streamner
                static_configs: [{targets: [{{string.Join(", ", targets.Select(target => $"\"{target}\""))}}]}]
              - job_name: replay
                static_configs: [{targets: [{{string.Join(", ", replays.Select(target => $"\"{target}\""))}}]}]
            """);
        var port = Ports.Free();
        var start = new ProcessStartInfo("prometheus",
        [
            $"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}",
            "--log.level=error"
        ])
        { UseShellExecute = false };
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var server = new PrometheusServer(Process.Start(start)!, http, folder);
        await Eventually.True(async () =>
        {
            try
            {
                using var answer = await http.GetAsync("/-/ready");
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, "Prometheus is ready", TimeSpan.FromMinutes(1));
        return server;
    }

    /// <summary>What a query returns now: each series' labels and value. NaN and infinity are no answers and left out.</summary>
    /// <exception cref="InvalidOperationException">The query is refused.</exception>
    public async Task<IReadOnlyList<(string Labels, double Value)>> Ask(string query)
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("query", query)]);
        using var answer = await _http.PostAsync("/api/v1/query", form);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        if (body["status"]!.GetValue<string>() != "success") throw new InvalidOperationException($"{query}: {body["error"]}");
        return [.. body["data"]!["result"]!.AsArray()
            .Select(one => (Labels(one!["metric"]!.AsObject()), Number(one["value"]![1]!)))
            .Where(one => double.IsFinite(one.Item2))];
    }

    /// <summary>What a query returned in each second since <paramref name="since"/>; series without a number are left out.</summary>
    public async Task<IReadOnlyList<(string Labels, IReadOnlyList<(double Time, double Value)> Points)>> Over(string query, DateTimeOffset since)
    {
        using var form = new FormUrlEncodedContent(
        [
            KeyValuePair.Create("query", query), KeyValuePair.Create("start", Unix(since)),
            KeyValuePair.Create("end", Unix(TimeProvider.System.GetUtcNow())),
            KeyValuePair.Create("step", "1"),
        ]);
        using var answer = await _http.PostAsync("/api/v1/query_range", form);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return [.. body["data"]!["result"]!.AsArray().Select(one => (Labels(one!["metric"]!.AsObject()), Points(one["values"]!.AsArray())))
            .Where(one => one.Item2.Count > 0)];

        static string Unix(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

        static IReadOnlyList<(double Time, double Value)> Points(JsonArray values) =>
            [.. values.Select(pair => (pair![0]!.GetValue<double>(), Number(pair[1]!)))
                .Where(point => double.IsFinite(point.Item2))];
    }

    /// <summary>The one value of a query; null while there is none.</summary>
    public async Task<double?> Value(string query) => await Ask(query) is [var one] ? one.Value : null;

    /// <summary>The alerts as they stand: name, query, state, and what went wrong with the evaluation.</summary>
    public async Task<IReadOnlyList<(string Name, string Query, string State, string Error)>> Alerts()
    {
        var body = JsonNode.Parse(await _http.GetStringAsync("/api/v1/rules"))!;
        return [.. body["data"]!["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray()).Select(rule => (
            rule!["name"]!.GetValue<string>(), rule["query"]!.GetValue<string>(), rule["state"]!.GetValue<string>(),
            rule["lastError"]?.GetValue<string>() ?? ""))];
    }

    // Prometheus writes infinity as "+Inf" and "-Inf".
    private static double Number(JsonNode value) => value.GetValue<string>() switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var text => double.Parse(text, CultureInfo.InvariantCulture),
    };

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Labels(JsonObject metric) =>
        string.Join(' ', metric.Where(pair => pair.Key is not ("__name__" or "job" or "instance")).Select(pair => $"{pair.Key}={pair.Value}"));
}
