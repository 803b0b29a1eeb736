using System.Diagnostics;

namespace StreamNer.Load;

/// <summary>One <c>streamner run</c> as a process of its own: started, killed without warning, started again.</summary>
internal sealed class Worker(string program, string name, string bootstrap, string group, string logs, string[] extra) : IDisposable
{
    private Process? _process;
    private int _starts;

    public string Name => name;

    public bool Alive => _process is { HasExited: false };

    public int ExitCode => _process!.ExitCode;

    public void Start()
    {
        var log = Path.Combine(logs, $"{name}-{++_starts}.log");
        // The shell redirects and is replaced, so that the signal below reaches the program itself.
        string[] run =
        [
            program, "run", "--bootstrap-servers", bootstrap, "--input", "raw", "--output", "enriched", "--dead-letter", "raw.dlq",
            "--group", group, "--output-format", "json", "--instance", name, .. extra,
        ];
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("log=$1; shift; exec \"$@\" >\"$log\" 2>&1");
        start.ArgumentList.Add("worker");
        start.ArgumentList.Add(log);
        foreach (var argument in run) start.ArgumentList.Add(argument);
        _process?.Dispose();
        _process = Process.Start(start)!;
    }

    /// <summary>SIGKILL, and wait until it is gone.</summary>
    public void Kill()
    {
        if (!Alive) return;
        _process!.Kill(entireProcessTree: false);
        _process.WaitForExit();
    }

    /// <summary>Sends a signal by name, such as TERM, STOP or CONT.</summary>
    public void Signal(string signal)
    {
        using var kill = Process.Start("/bin/kill", ["-s", signal, $"{_process!.Id}"]);
        kill.WaitForExit();
    }

    public bool WaitForExit(TimeSpan limit) => _process!.WaitForExit(limit);

    public void Dispose()
    {
        Kill();
        _process?.Dispose();
    }
}
