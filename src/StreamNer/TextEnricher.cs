using StreamNer.Flow;
using StreamNer.Output;
using StreamNer.Pipeline;
using StreamNer.Snapshots;

namespace StreamNer;

/// <summary>The pipeline of the snapshot in use, in micro-batches. At most as many as the model runs at once, over all callers.</summary>
internal sealed class TextEnricher(SnapshotHolder snapshots, TimeProvider time) : ITextEnricher, IDisposable
{
    // One prepares texts while others use the model; more would only block threads.
    private readonly SemaphoreSlim _slots = new(Environment.ProcessorCount + 1);

    // Neither is disposed of: calls under way still use both, and neither holds anything native.
    private readonly CancellationTokenSource _end = new();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Outcome>> EnrichAsync(IReadOnlyList<Document> documents, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, this);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _end.Token);
        try
        {
            var outcomes = await Enrich(documents, either.Token);

            // The model may have gone away in between: what its absence led to is no result.
            ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, this);
            return outcomes;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        catch (Exception e) when (_end.IsCancellationRequested && e is not ObjectDisposedException)
        {
            throw new ObjectDisposedException("the enricher's host has ended", e);
        }
    }

    /// <summary>Ends the calls under way: they throw <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _end.Cancel();

    private async Task<IReadOnlyList<Outcome>> Enrich(IReadOnlyList<Document> documents, CancellationToken cancel)
    {
        var snapshot = await snapshots.Get(cancel);
        var outcomes = new List<Outcome>(documents.Count);
        foreach (var batch in Batches(documents, snapshot.Bounds))
        {
            await _slots.WaitAsync(cancel);
            try
            {
                outcomes.AddRange(await Task.Run(() => snapshot.Pipeline.Enrich(batch, cancel), cancel));
            }
            finally
            {
                _slots.Release();
            }
        }

        return outcomes;
    }

    private IEnumerable<MicroBatch> Batches(IReadOnlyList<Document> documents, BatchBounds bounds)
    {
        var batcher = new MicroBatcher(bounds, time);
        foreach (var document in documents)
        {
            ArgumentNullException.ThrowIfNull(document, nameof(documents));
            var record = new InputRecord { Document = document, Bytes = document.Text.Length, Arrived = time.GetTimestamp() };
            if (!batcher.Fits(record)) yield return batcher.Take()!;
            batcher.Add(record);
        }

        if (batcher.Take() is { } last) yield return last;
    }
}
