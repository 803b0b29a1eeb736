namespace StreamNer.Flow;

/// <summary>
/// Whether attempts fail again and again. One failure is normal life (a rebalance takes a run back), and an old one says nothing when there is
/// nothing left to attempt: two in a row count, for half a minute. Written by one thread, read by any.
/// </summary>
internal sealed class Setbacks(TimeProvider time)
{
    private static readonly TimeSpan s_recent = TimeSpan.FromSeconds(30);
    private volatile Failure? _last;

    /// <summary>Why attempts fail now; null while they do not.</summary>
    public string? Reason => _last is { InARow: > 1 } last && time.GetElapsedTime(last.At) < s_recent ? last.Why : null;

    /// <summary>An attempt has failed.</summary>
    public void Failed(string why) => _last = new Failure(why, time.GetTimestamp(), (_last?.InARow ?? 0) + 1);

    /// <summary>An attempt has succeeded.</summary>
    public void Succeeded() => _last = null;

    private sealed record Failure(string Why, long At, int InARow);
}
