using System.Runtime.InteropServices;
using StreamNer.Host.Cli;

namespace StreamNer.Host.Work;

/// <summary>
/// The first SIGTERM or SIGINT asks to stop; the second ends the process at once, with 143 or 130. So does the first where the program is still there
/// when the grace is over: a native call that does not return must not keep the process.
/// </summary>
internal sealed partial class StopSignals : IDisposable
{
    /// <summary>For commands that have nothing to drain.</summary>
    public static readonly TimeSpan ShortGrace = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _over = new();
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;
    private readonly TimeSpan _grace;
    private readonly Action<int> _leave;
    private int _code;

    /// <summary>Takes both signals over until it is disposed.</summary>
    /// <param name="grace">How long the program may take from the first signal to its end.</param>
    /// <param name="leave">Ends the process at once with an exit code; null for the real one.</param>
    public StopSignals(TimeSpan grace, Action<int>? leave = null)
    {
        (_grace, _leave) = (grace, leave ?? Leave);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => On(context, ExitCode.Terminated));
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => On(context, ExitCode.Interrupted));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>The exit code that the first signal stands for, for work that it cut short; 0 when there was none.</summary>
    public int Code => Volatile.Read(ref _code);

    /// <summary>Says why the process is about to be left when the grace is over; it is given half a second.</summary>
    public Action? Explain { get; set; }

    /// <summary>Runs work that a signal cuts short: its own exit code, or the signal's when it ended as cancelled.</summary>
    public static async Task<int> Run(Func<CancellationToken, Task<int>> work)
    {
        using var signals = new StopSignals(ShortGrace);
        try
        {
            return await work(signals.Stop);
        }
        catch (OperationCanceledException) when (signals.Code != 0)
        {
            return signals.Code;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Set();
        _terminate.Dispose();
        _interrupt.Dispose();
        _stop.Dispose();
    }

    /// <summary>Takes a signal. Tests call it instead of sending one.</summary>
    internal void On(PosixSignalContext context, int code)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _code, code, 0) != 0)
        {
            _leave(code);
            return;
        }

        // A thread of its own: the pool may be busy with what does not return.
        new Thread(Watch) { IsBackground = true, Name = "stop" }.Start();

        // Callbacks of the token must not hold up the thread that takes the second signal.
        _ = _stop.CancelAsync();
    }

    /// <summary>No handler and no destructor runs: a native call that hangs must not keep the process, nor crash it on its way out.</summary>
    public static void Leave(int code)
    {
        if (OperatingSystem.IsWindows()) Environment.Exit(code);
        else ExitNow(code);
    }

    private void Watch()
    {
        if (_over.Wait(_grace)) return;

        // Standard error may be a pipe that nobody reads.
        if (Explain is { } explain)
            Task.Factory.StartNew(explain, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Wait(500);
        _leave(Code);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
