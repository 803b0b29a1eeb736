using StreamNer.Flow;
using StreamNer.Pii;

namespace StreamNer.Host.Work;

/// <summary>A detector hangs, or fails on the texts of the self-test. The message says which and holds no text of a document.</summary>
internal sealed class DetectorException(string message) : Exception(message);

/// <summary>
/// Ends a run in which a detector hangs: it asks the scanner's watch every now and then, and cancels <see cref="Fired"/>, upon which the loop leaves
/// without writing or committing what is in flight. A thread that hangs cannot be ended, so the process is: where the parts do not
/// close within the grace time, <c>leave</c> is called with the exit code.
/// </summary>
internal sealed class DetectorWatchdog : IDisposable
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _fired = new();
    private readonly ScanWatch _scans;
    private readonly TimeSpan _limit;
    private readonly EventLog _log;
    private readonly Action<int> _leave;
    private readonly TimeProvider _time;
    private readonly TimeSpan _pause;
    private readonly ITimer _timer;
    private long _firedAt;
    private bool _disposed;

    /// <summary>Begins to watch.</summary>
    /// <param name="scans">The scanner's watch.</param>
    /// <param name="seconds">From <c>pii:scan:watchdogSeconds</c>.</param>
    /// <param name="log">Receives one error.</param>
    /// <param name="time">The clock.</param>
    /// <param name="leave">Ends the process at once with an exit code; null for the real one.</param>
    public DetectorWatchdog(ScanWatch scans, int seconds, EventLog log, TimeProvider time, Action<int>? leave = null)
    {
        (_scans, _limit, _log, _time, _leave) = (scans, TimeSpan.FromSeconds(seconds), log, time, leave ?? StopSignals.Leave);
        _pause = TimeSpan.FromMilliseconds(Math.Clamp(seconds * 100, 100, 1_000));
        _timer = time.CreateTimer(static state => ((DetectorWatchdog)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(_pause, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when a detector hangs.</summary>
    public CancellationToken Fired => _fired.Token;

    /// <summary>What hangs, once it does: codes and coordinates, no text.</summary>
    public string? Message { get; private set; }

    /// <summary>Throws when a detector hangs.</summary>
    public void ThrowIfFired()
    {
        if (Message is { } message) throw new DetectorException(message);
    }

    /// <summary>The process closes in order; it is not ended from here any more.</summary>
    public void Dispose()
    {
        lock (_lock) _disposed = true;
        _timer.Dispose();
    }

    private void Look()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _timer.Change(_pause, Timeout.InfiniteTimeSpan);
            if (Message is not null)
            {
                if (_time.GetElapsedTime(_firedAt) >= s_grace) _leave(Cli.ExitCode.Failed);
                return;
            }

            if (_scans.Overdue(_limit) is not { } hung) return;
            _firedAt = _time.GetTimestamp();
            Message = Describe(hung);
        }

        _log.Error("pii.hung", Message);
        _ = _fired.CancelAsync();
    }

    private string Describe(RunningScan hung)
    {
        var place = hung.Source is { } source
            ? $"the record at {PartitionName.Of(source.Topic, source.Partition, source.Offset)}"
            : "a record whose place is not known here";
        return $"the detector '{hung.Detector}' has not ended after {hung.Elapsed.TotalSeconds:0} s on {hung.Length} UTF-16 units of {place}; "
            + $"nothing from it on was written or committed (pii:scan:watchdogSeconds is {_limit.TotalSeconds:0})";
    }
}
