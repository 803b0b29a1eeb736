using System.Runtime.ExceptionServices;
using StreamNer.Host.Logging;
using StreamNer.Host.Work;

namespace StreamNer.Host.Cli;

/// <summary>
/// The end of a process in which a thread of its own threw: type and stack on standard error and exit code 1. The runtime would print the message
/// too, and messages quote what they stumbled over.
/// </summary>
internal static class UnhandledErrors
{
    /// <summary>Takes over from the runtime; once a process.</summary>
    public static void Install() => ExceptionHandling.SetUnhandledExceptionHandler(static failure =>
    {
        FatalLine.Write("process.failed", "failed in a background thread", failure);
        StopSignals.Leave(ExitCode.Failed);
        return true;
    });
}
