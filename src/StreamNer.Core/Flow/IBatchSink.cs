using StreamNer.Output;

namespace StreamNer.Flow;

/// <summary>
/// Where outcomes go: Kafka, or JSON lines. Called by one writer, with batches in the order they were read. A sink may drop records whose
/// assignment has ended, and may take a run back (an aborted transaction): such records come again from the source or belong to another worker.
/// </summary>
internal interface IBatchSink : IAsyncDisposable
{
    /// <summary>Appends a batch to the open run; <paramref name="outcomes"/> holds one entry for each record of the batch, same order.</summary>
    ValueTask Write(MicroBatch batch, IReadOnlyList<Outcome> outcomes, CancellationToken cancel);

    /// <summary>
    /// How long the open run may still wait for more batches; zero, never less, when it must be closed now; null when nothing is open.
    /// </summary>
    TimeSpan? CommitDue { get; }

    /// <summary>
    /// Completes when <see cref="CommitDue"/> has become shorter than it was said to be; to be taken before it is asked. A new one stands for each
    /// time after that.
    /// </summary>
    Task DueEarlier { get; }

    /// <summary>
    /// Closes the open run: output first, then (or with it) the offsets. Returns what became final by this call, all zero when nothing was
    /// open or the run was taken back.
    /// </summary>
    ValueTask<FlowCounts> Commit(CancellationToken cancel);
}
