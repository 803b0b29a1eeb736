namespace StreamNer.Flow;

/// <summary>
/// Tells whether something that should turn does: it beats while it works and owes nothing while it waits for work. Several workers may share one:
/// order is kept, so that when one of them is stuck the others soon run out of work and the beats stop. Thread-safe, without a lock.
/// </summary>
internal sealed class Heartbeat(TimeProvider time)
{
    private long _owed = time.GetTimestamp();
    private int _working;

    /// <summary>How long a beat has been owed; zero while nothing is under way.</summary>
    public TimeSpan Overdue
    {
        get
        {
            if (Volatile.Read(ref _working) == 0) return TimeSpan.Zero;
            var late = time.GetElapsedTime(Volatile.Read(ref _owed));
            return late > TimeSpan.Zero ? late : TimeSpan.Zero;
        }
    }

    /// <summary>Whether work is under way.</summary>
    public bool Works => Volatile.Read(ref _working) > 0;

    /// <summary>Work begins.</summary>
    public void Begin()
    {
        Beat();
        Interlocked.Increment(ref _working);
    }

    /// <summary>It goes on. The next beat is owed from now on, or after <paramref name="within"/> where a call of known length follows.</summary>
    public void Beat(TimeSpan within = default) =>
        Volatile.Write(ref _owed, time.GetTimestamp() + (long)(within.TotalSeconds * time.TimestampFrequency));

    /// <summary>Work has ended.</summary>
    public void End()
    {
        Beat();
        Interlocked.Decrement(ref _working);
    }
}
