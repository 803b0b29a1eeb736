namespace StreamNer.Flow;

/// <summary>Where outcomes go: Kafka, or JSON lines. Called by one writer, with batches in the order they were read.</summary>
public interface IBatchSink : IAsyncDisposable
{
    /// <summary>Appends a batch to the open run; <paramref name="outcomes"/> holds one entry for each record of the batch, same order.</summary>
    ValueTask Write(MicroBatch batch, IReadOnlyList<Outcome> outcomes, CancellationToken cancel);

    /// <summary>How long the open run may still wait for more batches; <see cref="Timeout.InfiniteTimeSpan"/> when nothing is open.</summary>
    TimeSpan CommitDue { get; }

    /// <summary>Closes the open run: output first, then (or with it) the offsets. Does nothing when nothing is open.</summary>
    ValueTask Commit(CancellationToken cancel);
}
