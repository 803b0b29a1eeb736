namespace StreamNer.Host.Cli;

/// <summary>How fast a count grows: a second, over the last ten. For a bar that asks several times a second; one caller at a time.</summary>
internal sealed class Pace(TimeProvider time)
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(10);
    private readonly Queue<(long At, long Count)> _seen = new();

    /// <summary>Takes the count of now; null while the counts span less than a second.</summary>
    public double? Of(long count)
    {
        var now = time.GetTimestamp();
        while (_seen.Count > 1 && time.GetElapsedTime(_seen.Peek().At, now) > s_window) _seen.Dequeue();
        _seen.Enqueue((now, count));
        var (since, first) = _seen.Peek();
        var elapsed = time.GetElapsedTime(since, now);
        return elapsed < TimeSpan.FromSeconds(1) ? null : (count - first) / elapsed.TotalSeconds;
    }
}
