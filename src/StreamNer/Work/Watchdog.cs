using StreamNer.Diagnostics;
using StreamNer.Snapshots;

namespace StreamNer.Work;

/// <summary>A detector or a model run hangs. The message says which and holds no text of a document.</summary>
internal sealed class HungException(string message) : Exception(message);

/// <summary>
/// Ends a process in which work hangs: it asks every now and then, and cancels <see cref="Fired"/>, upon which the loop leaves without writing or
/// committing what is in flight. A thread that hangs cannot be ended, so the process is: where the parts do not close within the grace time,
/// <c>leave</c> is called.
/// <para>
/// Work is overdue by what the watchdog itself has seen. When it was not asked for a while, the whole process stood still (SIGSTOP, a paused
/// machine), and the time starts anew.
/// </para>
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _fired = new();
    private readonly IReadOnlyList<WatchedWork> _works;
    private readonly EventLog _log;
    private readonly Action<string> _leave;
    private readonly TimeProvider _time;
    private readonly TimeSpan _pause;
    private readonly TimeSpan _stoodStill;
    private readonly ITimer _timer;
    private long _looked;
    private long _awakeSince;
    private long _firedAt;
    private bool _disposed;
    private bool _left;

    /// <summary>Begins to watch.</summary>
    /// <param name="works">What to look at.</param>
    /// <param name="log">Receives one error.</param>
    /// <param name="time">The clock.</param>
    /// <param name="leave">Ends the process at once, where that is anybody's to do; it is told why.</param>
    public Watchdog(IReadOnlyList<WatchedWork> works, EventLog log, TimeProvider time, Action<string> leave)
    {
        (_works, _log, _time, _leave) = (works, log, time, leave);
        var shortest = works.Min(work => work.Limit.TotalSeconds);
        _pause = TimeSpan.FromSeconds(Math.Clamp(shortest / 10, 0.1, 1));
        _stoodStill = TimeSpan.FromSeconds(Math.Clamp(shortest / 2, 2, 15));
        _looked = _awakeSince = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((Watchdog)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(_pause, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Over a snapshot, with the limits of the settings.</summary>
    public static Watchdog Over(Snapshot snapshot, StreamNerOptions settings, EventLog log, Action<string> leave) => new(
        [
            WatchedWork.Scans(snapshot.Scans, settings.Pii.Scan.WatchdogSeconds),
            WatchedWork.ModelRuns(snapshot.Classification.Watch, settings.Inference.WatchdogSeconds),
        ],
        log, TimeProvider.System, leave);

    /// <summary>Cancelled when work hangs.</summary>
    public CancellationToken Fired => _fired.Token;

    /// <summary>What hangs, once it does: codes and coordinates, no text.</summary>
    public string? Message { get; private set; }

    /// <summary>Throws when work hangs.</summary>
    public void ThrowIfFired()
    {
        if (Message is { } message) throw new HungException(message);
    }

    /// <summary>The process closes in order; it is not ended from here any more.</summary>
    public void Dispose()
    {
        lock (_lock) _disposed = true;
        _timer.Dispose();
    }

    private void Look()
    {
        WatchedWork hung;
        lock (_lock)
        {
            if (_disposed) return;
            _timer.Change(_pause, Timeout.InfiniteTimeSpan);
            if (Message is not null)
            {
                if (_left || _time.GetElapsedTime(_firedAt) < s_grace) return;
                _left = true;
                _leave(Message);
                return;
            }

            var now = _time.GetTimestamp();
            if (_time.GetElapsedTime(_looked, now) >= _stoodStill) _awakeSince = now;
            _looked = now;
            if (Overdue(_time.GetElapsedTime(_awakeSince, now)) is not var (work, message)) return;
            (hung, Message, _firedAt) = (work, message, now);
        }

        _log.Error(hung.Event, Message);
        _ = _fired.CancelAsync();
    }

    private (WatchedWork Work, string Message)? Overdue(TimeSpan awake)
    {
        foreach (var work in _works)
        {
            if (awake >= work.Limit && work.Overdue(work.Limit) is { } message) return (work, message);
        }

        return null;
    }
}
