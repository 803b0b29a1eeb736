namespace StreamNer.Kafka.Replay;

/// <summary>How far a replay is, how fast it goes and when it may be done, from its group's positions. Policy only. One caller at a time.</summary>
/// <param name="total">Offsets of the range.</param>
/// <param name="time">The clock.</param>
internal sealed class ReplayPace(long total, TimeProvider time)
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(60);
    private readonly Queue<(long At, long Done)> _looks = new();

    /// <summary>Offsets of the range that are final, gaps among them.</summary>
    public long Done { get; private set; }

    /// <summary>Offsets a second over the last minute, by all workers; null before the second look.</summary>
    public double? PerSecond { get; private set; }

    /// <summary>Time to the end at that rate; null while nothing moves.</summary>
    public TimeSpan? Left { get; private set; }

    /// <summary>Takes a look into account.</summary>
    public void Add(long done)
    {
        var now = time.GetTimestamp();
        Done = done;
        _looks.Enqueue((now, done));
        while (_looks.Count > 2 && time.GetElapsedTime(_looks.Peek().At, now) > s_window) _looks.Dequeue();
        var (since, before) = _looks.Peek();
        var seconds = time.GetElapsedTime(since, now).TotalSeconds;
        PerSecond = seconds > 0 ? (done - before) / seconds : null;
        Left = PerSecond is > 0 and var rate ? TimeSpan.FromSeconds(Math.Min((total - done) / rate, TimeSpan.MaxValue.TotalSeconds / 2)) : null;
    }
}
