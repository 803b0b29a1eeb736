using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace StreamNer.Chaos.Brokers;

/// <summary>Loopback TCP proxies (Toxiproxy, driven by its HTTP interface) between the workers and what they talk to.</summary>
internal sealed class Proxies : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;
    private readonly List<string> _names = [];

    private Proxies(Process process, HttpClient http) => (_process, _http) = (process, http);

    /// <summary>The names of the brokers' proxies.</summary>
    public IReadOnlyList<string> Brokers => [.. _names.Where(name => name.StartsWith("broker", StringComparison.Ordinal))];

    /// <summary>Starts the proxy program found in <paramref name="tools"/>.</summary>
    public static async Task<Proxies> Start(string tools, string folder)
    {
        var port = FreePort();
        var log = Path.Combine(folder, "proxy.log");
        var start =
            new ProcessStartInfo("/bin/sh",
            ["-c", "exec \"$1\" -host 127.0.0.1 -port \"$2\" >\"$3\" 2>&1 </dev/null", "proxy", Path.Combine(tools, "toxiproxy-server"), $"{port}",
            log])
            { UseShellExecute = false };
        var process = Process.Start(start) ?? throw new InvalidOperationException("the proxy did not start");
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
        for (var attempt = 0; attempt < 100 && !process.HasExited; attempt++)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/proxies", UriKind.Relative));
                if (answer.IsSuccessStatusCode) return new Proxies(process, http);
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException($"the proxy does not answer; see {log}");
    }

    /// <summary>Puts a proxy in front of a loopback port.</summary>
    public async Task Add(string name, int listen, int upstream)
    {
        using var answer = await _http.PostAsJsonAsync("/proxies", new { name, listen = $"127.0.0.1:{listen}", upstream = $"127.0.0.1:{upstream}" });
        answer.EnsureSuccessStatusCode();
        _names.Add(name);
    }

    /// <summary>Connections are refused, and those that exist are closed, until <see cref="Heal"/>.</summary>
    public Task Cut(string name) => Post($"/proxies/{name}", new { enabled = false });

    /// <summary>Answers come late by so many milliseconds, give or take a third, until <see cref="Heal"/>.</summary>
    public Task Delay(string name, int milliseconds) =>
        Post($"/proxies/{name}/toxics",
            new { name = "delay", type = "latency", stream = "downstream", attributes = new { latency = milliseconds, jitter = milliseconds / 3 } });

    /// <summary>Nothing passes in either direction while connections stay open, until <see cref="Heal"/>.</summary>
    public async Task Stall(string name)
    {
        foreach (var stream in (string[])["upstream", "downstream"])
            await Post($"/proxies/{name}/toxics", new { name = "stall-" + stream, type = "timeout", stream, attributes = new { timeout = 0 } });
    }

    /// <summary>All proxies are as new.</summary>
    public Task Heal() => Post("/reset", new { });

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
        _http.Dispose();
    }

    /// <summary>A loopback port that nobody has now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task Post(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(path, body);
        answer.EnsureSuccessStatusCode();
    }
}
