using StreamNer.Diagnostics;

namespace StreamNer.Chaos.Workers;

/// <summary>One end of a worker's process.</summary>
/// <param name="Worker">Which.</param>
/// <param name="At">When.</param>
/// <param name="ExitCode">128 and the signal's number when a signal ended it.</param>
/// <param name="Foretold">The fault that meant it to end; null when nobody did.</param>
/// <param name="Started">Whether it had joined the work before.</param>
/// <param name="LastWord">The last line of its log.</param>
internal sealed record WorkerEnd(string Worker, DateTimeOffset At, int ExitCode, string? Foretold, bool Started, string LastWord);

/// <summary>
/// A worker's place in the fleet: its process is started again whenever it ends, as an orchestrator does. A fault has the slot to itself while it
/// plays with it.
/// </summary>
internal sealed class Slot(string name, Func<string, IEnumerable<(string, string)>, WorkerProcess> launch, Action<WorkerEnd> ended) : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private const int Killed = 128 + (int)Signal.Kill;
    private readonly SemaphoreSlim _free = new(1);
    private volatile WorkerProcess? _process;
    private volatile string? _arm;
    private volatile string? _killedBy;
    private volatile string? _tolerated;
    private volatile bool _stopping;
    private volatile bool _last;

    public string Name => name;

    /// <summary>The process of now; ended ones stay until the next starts.</summary>
    public WorkerProcess Process => _process ?? throw new InvalidOperationException("not started");

    /// <summary>Starts it and keeps it running until <see cref="Stop"/>.</summary>
    public async Task Keep()
    {
        while (!_stopping && !_last)
        {
            var arm = Interlocked.Exchange(ref _arm, null);
            var process = launch(name, arm is null ? [] : [(Failpoint.Variable, arm)]);
            _process = process;
            if (_stopping) process.Send(Signal.Terminate);
            var code = await process.ExitCode;
            var foretold = code == Killed ? Interlocked.Exchange(ref _killedBy, null) ?? _tolerated : _tolerated;
            ended(new WorkerEnd(name, TimeProvider.System.GetUtcNow(), code, _stopping
                ? "stop"
                : foretold, process.Said("run.started"), process.LastWord));
            if (_stopping) return;

            // What ends by itself again and again must not spin.
            if (foretold is null) await Task.Delay(s_pause);
        }
    }

    /// <summary>Takes the slot for a fault if no other has it.</summary>
    public bool TryTake() => _free.Wait(0);

    /// <summary>Gives it back.</summary>
    public void Release() => _free.Release();

    /// <summary>SIGKILL; the next life starts at once, with a failpoint armed if <paramref name="arm"/> names one.</summary>
    public async Task Kill(string fault, string? arm = null)
    {
        _arm = arm;
        _killedBy = fault;
        var victim = Process;
        victim.Send(Signal.Kill);
        while (ReferenceEquals(victim, _process)) await Task.Delay(20);
    }

    /// <summary>Its own process will end it by SIGKILL: a failpoint is armed.</summary>
    public void Foretell(string fault) => _killedBy = fault;

    /// <summary>From now on the process may end as it likes, and more than once, because of this fault; null takes it back.</summary>
    public void Tolerate(string? fault) => _tolerated = fault;

    /// <summary>The process that runs is the last one: it is not started again when it ends.</summary>
    public void LetEnd() => _last = true;

    /// <summary>SIGTERM for good.</summary>
    public void Stop()
    {
        _stopping = true;
        _process?.Send(Signal.Terminate);
    }

    public void Dispose()
    {
        _stopping = true;
        _process?.Send(Signal.Kill);
        _free.Dispose();
    }
}
