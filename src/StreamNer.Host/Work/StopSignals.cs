using System.Runtime.InteropServices;
using StreamNer.Host.Cli;

namespace StreamNer.Host.Work;

/// <summary>
/// The first SIGTERM or SIGINT asks to stop and lets the work drain; the second ends the process at once, with 143 or 130.
/// </summary>
internal sealed partial class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;
    private int _code;

    /// <summary>Takes both signals over until it is disposed.</summary>
    public StopSignals()
    {
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => On(context, ExitCode.Terminated));
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => On(context, ExitCode.Interrupted));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>The exit code that the first signal stands for, for work that it cut short; 0 when there was none.</summary>
    public int Code => Volatile.Read(ref _code);

    /// <inheritdoc/>
    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
        _stop.Dispose();
    }

    private void On(PosixSignalContext context, int code)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _code, code, 0) != 0) Leave(code);

        // Callbacks of the token must not hold up the thread that takes the second signal.
        _ = _stop.CancelAsync();
    }

    /// <summary>No handler and no destructor runs: a native call that hangs must not keep the process.</summary>
    public static void Leave(int code)
    {
        if (OperatingSystem.IsWindows()) Environment.Exit(code);
        else ExitNow(code);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
