using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace StreamNer.Chaos.Checking;

/// <summary>The checker as seen by the conductor: a child process that is told nothing but pids and the end.</summary>
internal sealed class CheckerProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _verdict;
    private readonly ConcurrentQueue<Progress> _history = new();
    private volatile Progress? _latest;

    /// <summary>Starts it; it reads from the beginning.</summary>
    public CheckerProcess(string bootstrap, string folder, ChaosOptions options)
    {
        _verdict = Path.Combine(folder, "verdict.json");
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        string[] arguments =
        [
            "check", "--bootstrap", bootstrap, "--delivery", options.Delivery.ToString(), "--partitions", $"{options.Partitions}",
            "--verdict", _verdict,
            "--transaction-timeout", $"{ChaosOptions.TransactionTimeout.TotalSeconds:0}", "--framed", $"{options.UsesRegistry}",
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        _process = Process.Start(start) ?? throw new InvalidOperationException("the checker did not start");
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not { Length: > 0 } text) return;
            _latest = JsonSerializer.Deserialize<Progress>(text);
            _history.Enqueue(_latest!);
        };
        _process.BeginOutputReadLine();
    }

    /// <summary>Ends when it does.</summary>
    public Task Ended => _process.WaitForExitAsync();

    /// <summary>What it said last; null before its first word.</summary>
    public Progress? Latest => _latest;

    /// <summary>All it said, in the order of time.</summary>
    public IReadOnlyList<Progress> History => [.. _history];

    /// <summary>Names a process to look at.</summary>
    public void Watch(string name, int pid)
    {
        lock (_process)
        {
            _process.StandardInput.WriteLine($"watch {name} {pid}");
            _process.StandardInput.Flush();
        }
    }

    /// <summary>Waits until it has seen what satisfies <paramref name="condition"/>; false after <paramref name="limit"/>.</summary>
    public async Task<bool> Sees(Func<Progress, bool> condition, TimeSpan limit)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (TimeProvider.System.GetElapsedTime(started) < limit)
        {
            if (_process.HasExited) throw new InvalidOperationException($"the checker ended with exit code {_process.ExitCode}");
            if (_latest is { } latest && condition(latest)) return true;
            await timer.WaitForNextTickAsync();
        }

        return false;
    }

    /// <summary>Asks for the verdict.</summary>
    public async Task<Verdict> Finish()
    {
        lock (_process)
        {
            _process.StandardInput.WriteLine("finish");
            _process.StandardInput.Flush();
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await _process.WaitForExitAsync(limit.Token);
        if (_process.ExitCode != 0) throw new InvalidOperationException($"the checker ended with exit code {_process.ExitCode}");
        return JsonSerializer.Deserialize<Verdict>(await File.ReadAllTextAsync(_verdict))!;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
