namespace StreamNer.Flow.Crashes;

/// <summary>Counts batches between a guarded source and its sink. Thread-safe.</summary>
internal sealed class InFlightCount
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _none;
    private int _taken;
    private int _written;
    private bool _awaited;

    /// <summary>Whether something waits until nothing is in flight.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (_lock) return _awaited;
        }
    }

    /// <summary>A batch was handed out; <paramref name="alone"/>: nothing else is until it is settled.</summary>
    public void Took(bool alone)
    {
        lock (_lock)
        {
            _taken++;
            _awaited |= alone;
        }
    }

    /// <summary>A batch was written.</summary>
    public void Wrote()
    {
        lock (_lock) _written++;
    }

    /// <summary>What was written is committed, dropped or taken back.</summary>
    public void Settled()
    {
        TaskCompletionSource? none = null;
        lock (_lock)
        {
            _taken -= _written;
            _written = 0;
            if (_taken == 0) (none, _none, _awaited) = (_none, null, false);
        }

        none?.TrySetResult();
    }

    /// <summary>Waits until nothing is in flight.</summary>
    public async ValueTask None(CancellationToken cancel)
    {
        Task wait;
        lock (_lock)
        {
            if (_taken == 0) return;
            _awaited = true;
            wait = (_none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        await wait.WaitAsync(cancel);
    }
}
