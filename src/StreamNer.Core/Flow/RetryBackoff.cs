namespace StreamNer.Flow;

/// <summary>Pauses between attempts: the first, then twice as long each time, up to the longest. Not thread-safe.</summary>
internal sealed class RetryBackoff(TimeSpan first, TimeSpan longest)
{
    private TimeSpan? _next;

    /// <summary>Attempts that have failed since the last <see cref="Reset"/>.</summary>
    public int Failures { get; private set; }

    /// <summary>The pause after one more failure.</summary>
    public TimeSpan Next()
    {
        Failures++;
        var pause = _next ?? first;
        _next = pause >= longest / 2 ? longest : pause * 2;
        return pause;
    }

    /// <summary>After a success: starts over.</summary>
    public void Reset()
    {
        _next = null;
        Failures = 0;
    }
}
