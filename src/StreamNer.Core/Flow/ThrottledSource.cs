namespace StreamNer.Flow;

/// <summary>A source that gives its batches at a given rate. What waits is not read any faster: the inner source's bounds hold it back. One
/// reader.</summary>
internal sealed class ThrottledSource(IBatchSource inner, Throttle throttle, TimeProvider time) : IBatchSource
{
    /// <inheritdoc/>
    public ByteBudget InFlight => inner.InFlight;

    /// <inheritdoc/>
    public int Waiting => inner.Waiting;

    /// <inheritdoc/>
    public async ValueTask<MicroBatch?> Read(CancellationToken stop)
    {
        if (await inner.Read(stop) is not { } batch) return null;
        var wait = throttle.Take(batch.Records.Count);
        if (wait <= TimeSpan.Zero) return batch;
        try
        {
            await Task.Delay(wait, time, stop);
        }
        catch (OperationCanceledException)
        {
            // It has been taken from the source and counts; the next read says that intake is over.
        }

        return batch;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
