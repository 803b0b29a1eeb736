namespace StreamNer.Flow;

/// <summary>Where micro-batches come from: Kafka, or JSON lines.</summary>
internal interface IBatchSource : IAsyncDisposable
{
    /// <summary>
    /// What is read and not yet written. The source claims a batch's bytes before <see cref="Read"/> returns it, and reads no further while this is
    /// full; the loop gives them back once the batch is written.
    /// </summary>
    ByteBudget InFlight { get; }

    /// <summary>Batches that wait to be read.</summary>
    int Waiting { get; }

    /// <summary>
    /// The next batch in read order, or null at the end of the input. Called by one reader at a time.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled: intake has ended, and what was returned before still
    /// counts.</exception>
    ValueTask<MicroBatch?> Read(CancellationToken stop);
}
