namespace StreamNer.Kafka;

/// <summary>
/// Whether a person has paused the intake. A paused worker stays in the group and keeps its partitions: what it has read becomes final, nothing more
/// is read, and partitions that a rebalance brings wait too. It is forgotten when the process ends. Thread-safe.
/// </summary>
public sealed class IntakeSwitch(TimeProvider time)
{
    private const long Open = long.MinValue;
    private long _since = Open;

    /// <summary>Nothing more is to be read.</summary>
    public bool Paused => Volatile.Read(ref _since) != Open;

    /// <summary>For how long it has been paused; null while it is open.</summary>
    public TimeSpan? PausedFor => Volatile.Read(ref _since) is var since && since == Open ? null : time.GetElapsedTime(since);

    /// <summary>Pauses; a pause that stands goes on.</summary>
    public void Pause() => Interlocked.CompareExchange(ref _since, time.GetTimestamp(), Open);

    /// <summary>Opens.</summary>
    public void Resume() => Volatile.Write(ref _since, Open);
}
