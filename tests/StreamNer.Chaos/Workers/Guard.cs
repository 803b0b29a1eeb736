using System.Diagnostics;

namespace StreamNer.Chaos.Workers;

/// <summary>A shell that kills the workers when this process ends, however it ends.</summary>
internal sealed class Guard : IDisposable
{
    // A number may have gone to another process by then: only what is our program still is killed.
    private const string Watch =
        "while read -r pid; do pids=\"$pids $pid\"; done; for pid in $pids; do grep -qs \"$1\" /proc/$pid/cmdline && kill -9 $pid; done";
    private readonly Process _process;

    /// <summary>Watches from now on. <paramref name="mark"/> stands on the command line of every process that may be killed.</summary>
    public Guard(string mark) =>
        _process =
            Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Watch, "guard", mark]) { UseShellExecute = false, RedirectStandardInput = true })
            ?? throw new InvalidOperationException("no guard");

    /// <summary>Takes a process.</summary>
    public void Take(int pid)
    {
        lock (_process)
        {
            _process.StandardInput.WriteLine(pid);
            _process.StandardInput.Flush();
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit(5_000);
        _process.Dispose();
    }
}
