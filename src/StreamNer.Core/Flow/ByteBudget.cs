namespace StreamNer.Flow;

/// <summary>
/// Counts the bytes that are read and not yet written. The source claims them, the loop gives them back. The bound is soft: a source that has room
/// reads one more batch, whatever its size, so that a huge one cannot stop the flow. Thread-safe.
/// </summary>
/// <param name="limit">The bytes from which on there is no room.</param>
internal sealed class ByteBudget(long limit)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _released;
    private long _used;

    /// <summary>Bytes under way.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>True while nothing more should be read.</summary>
    public bool IsFull => Used >= limit;

    /// <summary>True when half of it is free: where a source that has paused goes on.</summary>
    public bool IsHalfFree => Used <= limit / 2;

    /// <summary>Counts bytes that have been read.</summary>
    public void Claim(long bytes)
    {
        lock (_lock) _used += bytes;
    }

    /// <summary>Gives back what was claimed.</summary>
    public void Release(long bytes)
    {
        TaskCompletionSource? released;
        lock (_lock)
        {
            _used -= bytes;
            released = _released;
            _released = null;
        }

        released?.TrySetResult();
    }

    /// <summary>Waits until it is not full.</summary>
    public async ValueTask WaitForRoom(CancellationToken cancel)
    {
        while (true)
        {
            Task wait;
            lock (_lock)
            {
                if (_used < limit) return;
                _released ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _released.Task;
            }

            await wait.WaitAsync(cancel);
        }
    }
}
