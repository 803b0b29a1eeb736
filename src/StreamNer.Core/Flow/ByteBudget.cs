namespace StreamNer.Flow;

/// <summary>
/// Bounds the bytes that are under way between two stages. One taker, any releaser. When nothing is under way the next claim is granted
/// whatever its size, so that one huge batch cannot stop the flow.
/// </summary>
public sealed class ByteBudget(long limit)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _released;
    private long _used;

    /// <summary>Bytes under way.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>Waits until <paramref name="bytes"/> fit, then claims them.</summary>
    public async ValueTask Take(long bytes, CancellationToken cancel)
    {
        while (true)
        {
            Task wait;
            lock (_lock)
            {
                if (_used == 0 || _used + bytes <= limit)
                {
                    _used += bytes;
                    return;
                }

                _released ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _released.Task;
            }

            await wait.WaitAsync(cancel);
        }
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
}
