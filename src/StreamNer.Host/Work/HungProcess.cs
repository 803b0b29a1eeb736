using StreamNer.Diagnostics;
using StreamNer.Host.Cli;
using StreamNer.Host.Configuration;
using StreamNer.Host.Logging;
using StreamNer.Snapshots;
using StreamNer.Work;

namespace StreamNer.Host.Work;

/// <summary>The end of this process when work hangs in it.</summary>
internal static class HungProcess
{
    /// <summary>Watches a snapshot, with the limits of the settings.</summary>
    public static Watchdog Watch(Snapshot snapshot, Settings settings, EventLog log) => Watchdog.Over(snapshot, settings, log, Leave);

    /// <summary>Ends the process at once. The log's queue may not be written any more; standard error may be a pipe that nobody reads.</summary>
    /// <param name="why">Codes and coordinates, no text.</param>
    public static void Leave(string why)
    {
        Task.Factory.StartNew(
            () => FatalLine.Write("run.failed", $"failed: {why}"),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Wait(500);
        StopSignals.Leave(ExitCode.Failed);
    }
}
