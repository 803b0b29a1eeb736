namespace StreamNer.Tests.Flow;

/// <summary>A clock that stands still until it is moved; its timers fire inside <see cref="Advance"/>. Thread-safe.</summary>
public sealed class FakeClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<FakeTimer> _timers = [];
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Timers that are set and have not fired.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _timers.Count(timer => timer.Due >= 0);
        }
    }

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public void Advance(TimeSpan by)
    {
        List<FakeTimer> fire;
        lock (_lock)
        {
            Volatile.Write(ref _ticks, _ticks + by.Ticks);
            fire = [.. _timers.Where(timer => timer.Due >= 0 && timer.Due <= _ticks)];
            foreach (var timer in fire) timer.Due = -1;
        }

        foreach (var timer in fire) timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_lock) _timers.Add(timer);
        return timer;
    }

    private sealed class FakeTimer(FakeClock clock, Action fire) : ITimer
    {
        public long Due { get; set; } = -1;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var now = dueTime == TimeSpan.Zero;
            lock (clock._lock) Due = dueTime < TimeSpan.Zero || now ? -1 : clock._ticks + dueTime.Ticks;
            if (now) fire();
            return true;
        }

        public void Dispose()
        {
            lock (clock._lock) clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
