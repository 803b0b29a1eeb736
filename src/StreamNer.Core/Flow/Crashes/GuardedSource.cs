namespace StreamNer.Flow.Crashes;

/// <summary>
/// A source whose batches with suspects are handed out record by record: each is committed, or dropped, before the next is given, and nothing else is
/// in flight. All other batches pass as they are. One reader.
/// </summary>
internal sealed class GuardedSource(IBatchSource inner, CrashGuard guard, InFlightCount inFlight, CrashControl control) : IBatchSource
{
    private readonly Queue<MicroBatch> _single = new();
    private bool _careful;

    /// <inheritdoc/>
    public ByteBudget InFlight => inner.InFlight;

    /// <inheritdoc/>
    public int Waiting => inner.Waiting;

    /// <inheritdoc/>
    public async ValueTask<MicroBatch?> Read(CancellationToken stop)
    {
        try
        {
            if (await Next(stop) is not var (batch, careful)) return null;
            if (_careful || careful) await inFlight.None(stop);
            _careful = careful;
            if (careful && guard.Suspects(batch.Records[0])) await control.Once(stop);
            inFlight.Took(careful);
            return batch;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The source must learn that intake is over; it throws this.
            return await inner.Read(stop);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask<(MicroBatch Batch, bool Careful)?> Next(CancellationToken stop)
    {
        if (_single.TryDequeue(out var single)) return (single, true);
        if (await inner.Read(stop) is not { } batch) return null;
        guard.Took(batch);
        if (!guard.IsCareful || !batch.Records.Any(guard.Suspects)) return (batch, false);
        foreach (var record in batch.Records) _single.Enqueue(new MicroBatch(batch.Sequence, [record]));
        return (_single.Dequeue(), true);
    }
}
