using System.Diagnostics;
using System.Runtime.InteropServices;
using StreamNer.Diagnostics;

namespace StreamNer.Chaos.Workers;

/// <summary>A signal to a process.</summary>
internal enum Signal
{
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

/// <summary>One life of a worker: <c>streamner run</c> as a process, its log in a file.</summary>
internal sealed partial class WorkerProcess : IDisposable
{
    private readonly Task<int> _exit;

    private WorkerProcess(Process process, string log)
    {
        (Pid, Log) = (process.Id, log);
        _exit = Exit(process);
    }

    public int Pid { get; }

    public bool Alive => !_exit.IsCompleted;

    /// <summary>128 and the signal's number when a signal ended it.</summary>
    public Task<int> ExitCode => _exit;

    /// <summary>The file with everything it said.</summary>
    public string Log { get; }

    /// <summary>Starts <paramref name="program"/>.</summary>
    public static WorkerProcess Start(string program, IEnumerable<string> arguments, string log, IEnumerable<(string Name, string Value)> environment)
    {
        // The shell redirects and is replaced, so that signals reach the program itself.
        var start =
            new ProcessStartInfo("/bin/sh",
            ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "worker", log, program, .. arguments])
            { UseShellExecute = false };
        start.Environment.Remove(Failpoint.Variable);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new WorkerProcess(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start"), log);
    }

    /// <summary>Sends a signal; nothing happens when the process has ended.</summary>
    public void Send(Signal signal)
    {
        if (Alive) _ = SendSignal(Pid, (int)signal);
    }

    /// <summary>Its exit code when it ends within <paramref name="limit"/>, else null.</summary>
    public async Task<int?> EndsWithin(TimeSpan limit)
    {
        await Task.WhenAny(_exit, Task.Delay(limit));
        return _exit.IsCompleted ? await _exit : null;
    }

    /// <summary>Whether the log holds <paramref name="text"/>.</summary>
    public bool Said(string text) => File.Exists(Log) && File.ReadLines(Log).Any(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>The last line of the log.</summary>
    public string LastWord => File.Exists(Log) && File.ReadLines(Log).LastOrDefault(line => line.Trim().Length > 0) is { } line ? line.Trim() : "";

    public void Dispose() => Send(Signal.Kill);

    private static async Task<int> Exit(Process process)
    {
        using (process)
        {
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}
