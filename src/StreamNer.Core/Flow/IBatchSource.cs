namespace StreamNer.Flow;

/// <summary>Where micro-batches come from: Kafka, or JSON lines.</summary>
public interface IBatchSource : IAsyncDisposable
{
    /// <summary>
    /// The next batch in read order, or null at the end of the input. Called by one reader at a time.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled: intake has ended, and what was returned before still
    /// counts.</exception>
    ValueTask<MicroBatch?> Read(CancellationToken stop);
}
