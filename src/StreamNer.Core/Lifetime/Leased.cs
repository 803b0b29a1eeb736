namespace StreamNer.Lifetime;

/// <summary>
/// One native object with one owner. Whoever calls it holds a lease for as long as the call lasts, and the object is disposed of when the last lease
/// is back: never under a call. Thread-safe.
/// </summary>
/// <param name="value">The object; disposed here and nowhere else.</param>
/// <param name="name">What it is, for messages.</param>
internal sealed class Leased<T>(T value, string name)
    where T : class, IDisposable
{
    private readonly object _gate = new();
    private int _leases;
    private bool _closed;
    private bool _abandoned;

    /// <summary>What it is.</summary>
    public string Name => name;

    /// <summary>The right to call the object until it is disposed of.</summary>
    /// <exception cref="ObjectDisposedException">The owner has closed it.</exception>
    public Lease Take()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _leases++;
        }

        return new Lease(this);
    }

    /// <summary>
    /// Makes a call that has no time limit of its own, or does not keep it, on a thread of its own. When <paramref name="limit"/> is over or
    /// <paramref name="cancel"/> is cancelled the call is left behind, with its lease; the object then outlives its owner until the call returns.
    /// </summary>
    /// <exception cref="TimeoutException">The limit was over.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The owner has closed it.</exception>
    public TResult Apart<TResult>(Func<T, TResult> call, TimeSpan limit, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var lease = Take();
        var task = Task.Factory.StartNew(
            () =>
            {
                using (lease) return call(lease.Value);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (Task.WaitAny([task], (int)limit.TotalMilliseconds, cancel) < 0)
            throw new TimeoutException($"a call of the {name} has not returned within {limit.TotalSeconds:0} s");
        return task.GetAwaiter().GetResult();
    }

    /// <summary>
    /// Takes no more leases, waits for those that are out, and disposes of the object. Where that takes longer than <paramref name="limit"/> it is
    /// left to the last lease, and the process must not end in order before (<see cref="Abandoned"/>).
    /// </summary>
    /// <returns>True when the object is gone.</returns>
    public bool Close(TimeSpan limit)
    {
        var began = TimeProvider.System.GetTimestamp();
        lock (_gate)
        {
            if (_closed) return !_abandoned;
            _closed = true;
            for (var left = limit; _leases > 0 && left > TimeSpan.Zero; left = limit - TimeProvider.System.GetElapsedTime(began))
                Monitor.Wait(_gate, left);
            if (_leases > 0) return !Abandon();
        }

        // Its own end may hang as well: then it is left to itself.
        var end = Task.Factory.StartNew(value.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var rest = limit - TimeProvider.System.GetElapsedTime(began);
        if (Task.WaitAny([end], rest > TimeSpan.Zero ? (int)rest.TotalMilliseconds : 0, CancellationToken.None) < 0)
        {
            Abandon();
            _ = end.ContinueWith(_ => Abandoned.Remove(this), TaskScheduler.Default);
            return false;
        }

        end.GetAwaiter().GetResult();
        return true;
    }

    private T Object => value;

    private bool Abandon()
    {
        // Unreachable objects are finalised, which disposes of them as well.
        Abandoned.Add(this);
        return _abandoned = true;
    }

    private void Return()
    {
        lock (_gate)
        {
            if (--_leases > 0) return;
            if (!_abandoned)
            {
                Monitor.PulseAll(_gate);
                return;
            }
        }

        value.Dispose();
        Abandoned.Remove(this);
    }

    /// <summary>A call that may be under way. Dispose it once.</summary>
    public readonly struct Lease : IDisposable
    {
        private readonly Leased<T> _owner;

        internal Lease(Leased<T> owner) => _owner = owner;

        /// <summary>The object.</summary>
        public T Value => _owner.Object;

        /// <inheritdoc/>
        public void Dispose() => _owner.Return();
    }
}
