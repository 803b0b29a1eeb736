using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Tests.Leaks;

namespace StreamNer.KafkaTests.Leaks;

/// <summary>A child process <c>streamner run</c> with everything it lets out: both streams, its temporary folder, its pages, its records.</summary>
internal sealed class WatchedRun : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _temporary = Directory.CreateTempSubdirectory("streamner-canary-").FullName;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();

    // Without a propagator the client makes no traces, which other tests listen for.
    private readonly HttpClient _http = new(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { Timeout = TimeSpan.FromSeconds(10) };

    private WatchedRun(string[] arguments, IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "streamner"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _temporary,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["TMPDIR"] = _temporary;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _error.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>All of standard error so far.</summary>
    public string Log => string.Join('\n', _error);

    public static WatchedRun Start(string[] arguments, params (string Name, string Value)[] environment) => new(arguments, environment);

    /// <summary>Waits until a line of the log holds <paramref name="text"/>.</summary>
    public Task Logged(string text) => Eventually.True(
        () => _error.Any(line => line.Contains(text, StringComparison.Ordinal))
            || (_process.HasExited ? throw new InvalidOperationException(Log) : false), $"the log says {text}", TimeSpan.FromMinutes(1));

    /// <summary>A page of the worker, whatever its status: status and body.</summary>
    public async Task<string> Get(string path)
    {
        await Logged("http.listening");
        var line = _error.First(line => line.Contains("http.listening", StringComparison.Ordinal));
        var at = line.IndexOf("http://", StringComparison.Ordinal);
        using var response = await _http.GetAsync(new Uri(line[at..line.IndexOf('/', at + 7)] + path));
        return $"{(int)response.StatusCode} {string.Join(';', response.Headers)} {await response.Content.ReadAsStringAsync()}";
    }

    /// <summary>Waits until so many records are final by the worker's own metrics.</summary>
    public Task Processed(int records) => Eventually.True(
        async () => !_process.HasExited
            ? Sum(await Get("/metrics"), "streamner_documents_total") >= records
            : throw new InvalidOperationException(Log),
        $"{records} records are processed", TimeSpan.FromMinutes(1));

    /// <summary>SIGTERM, and the end; the exit code.</summary>
    public async Task<int> Stop()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await Ended();
    }

    /// <summary>The end; the exit code.</summary>
    public async Task<int> Ended()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Searches both streams and the temporary folder.</summary>
    public void Search(LeakSearch search)
    {
        foreach (var line in _output) search.In("standard output", line);
        foreach (var line in _error) search.In("log line", line);
        search.In("log", Log);
        foreach (var file in Directory.EnumerateFiles(_temporary, "*", SearchOption.AllDirectories))
        {
            search.In("name of a temporary file", file);
            if (new FileInfo(file).Length > 0) search.In("temporary file", File.ReadAllBytes(file));
        }
    }

    /// <summary>Searches the pages of a running worker, unknown ones and such with a query too.</summary>
    public async Task SearchPages(LeakSearch search)
    {
        string[] pages = ["/metrics", "/health/live", "/health/ready", "/", "/health/" + Uri.EscapeDataString(Canaries.All[0].Value),
            "/metrics?q=" + Uri.EscapeDataString(Canaries.All[0].Text), "/%ff%fe", "/..%2f..%2fetc"];
        for (var i = 0; i < pages.Length; i++) search.In(i < 3 ? $"page {pages[i]}" : $"odd page {i}", await Get(pages[i]));
    }

    /// <summary>Searches all of a record but what <paramref name="except"/> names (key, value, headers that are not ours).</summary>
    public static void Search(LeakSearch search, string what, IEnumerable<ConsumeResult<byte[]?, byte[]?>> records, params string[] except)
    {
        foreach (var record in records)
        {
            if (!except.Contains("key")) search.In($"key of {what}", record.Message.Key);
            if (!except.Contains("value")) search.In($"value of {what}", record.Message.Value);
            foreach (var header in record.Message.Headers)
            {
                var ours = header.Key.StartsWith("streamner", StringComparison.Ordinal);
                if (!ours && except.Contains("headers")) continue;
                search.In($"header name of {what}", header.Key);
                search.In(ours ? $"header {header.Key} of {what}" : $"header of {what}", header.GetValueBytes());
            }
        }
    }

    /// <summary>Reasons of dead letters, each with how many; of a record that was dead-lettered twice (at-least-once) one counts.</summary>
    public static SortedDictionary<string, int> Reasons(IEnumerable<ConsumeResult<byte[]?, byte[]?>> letters) => new(
        letters.DistinctBy(letter => Encoding.ASCII.GetString(letter.Message.Headers.GetLastBytes("streamner.dlq.offset")))
            .GroupBy(letter => Encoding.ASCII.GetString(letter.Message.Headers.GetLastBytes("streamner.dlq.reason")))
            .ToDictionary(group => group.Key, group => group.Count()), StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _http.Dispose();
        Directory.Delete(_temporary, recursive: true);
    }

    private static double Sum(string metrics, string name) => metrics.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
