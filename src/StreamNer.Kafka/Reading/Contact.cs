namespace StreamNer.Kafka.Reading;

/// <summary>
/// When somebody last answered, and whether that was too long ago. Judged by whoever asks, at the time of asking, so that it also holds when the
/// thread that keeps the contact is itself stuck in a call. Thread-safe.
/// </summary>
/// <param name="limit">The longest silence that is still contact.</param>
/// <param name="time">The clock; the contact counts as made when this is constructed.</param>
internal sealed class Contact(TimeSpan limit, TimeProvider time)
{
    private long _answered = time.GetTimestamp();

    /// <summary>Time since the last answer.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _answered));

    /// <summary>Whether the silence is longer than the limit.</summary>
    public bool IsLost => Silence > limit;

    /// <summary>An answer has come.</summary>
    public void Answered() => Volatile.Write(ref _answered, time.GetTimestamp());
}
