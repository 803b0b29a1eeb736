namespace StreamNer.Kafka.Reading;

/// <summary>
/// Whether a person has paused the intake, or a replay yields to another group. A paused worker stays in the group and keeps its partitions: what it
/// has read becomes final, nothing more is read, and partitions that a rebalance brings wait too. It is forgotten when the process ends. Thread-safe.
/// </summary>
internal sealed class IntakeSwitch(TimeProvider time)
{
    private const long Open = long.MinValue;
    private long _since = Open;
    private volatile string? _yieldsTo;

    /// <summary>Nothing more is to be read.</summary>
    public bool Paused => Volatile.Read(ref _since) != Open || _yieldsTo is not null;

    /// <summary>The group for which this worker holds back at present; null where it does not. Independent of what a person does.</summary>
    public string? YieldsTo
    {
        get => _yieldsTo;
        set => _yieldsTo = value;
    }

    /// <summary>For how long a person has paused it; null while nobody has.</summary>
    public TimeSpan? PausedFor => Volatile.Read(ref _since) is var since && since == Open ? null : time.GetElapsedTime(since);

    /// <summary>Pauses; a pause that stands goes on.</summary>
    public void Pause() => Interlocked.CompareExchange(ref _since, time.GetTimestamp(), Open);

    /// <summary>Opens.</summary>
    public void Resume() => Volatile.Write(ref _since, Open);
}
