namespace StreamNer.Inference;

/// <summary>A model run that has not returned.</summary>
/// <param name="Elapsed">Since it began.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Columns">Tokens of a row, padded, with the two special ones.</param>
internal sealed record RunningModel(TimeSpan Elapsed, int Rows, int Columns);

/// <summary>Knows which runs of a model are under way, and since when. Thread-safe; runs take milliseconds, so that a lock costs nothing.</summary>
internal sealed class RunWatch(TimeProvider time)
{
    private readonly Lock _lock = new();

    // In the order in which they began.
    private readonly LinkedList<(long Since, int Rows, int Columns)> _runs = [];

    /// <summary>The run that has been under way longest, if that is at least <paramref name="limit"/>; else null.</summary>
    public RunningModel? Overdue(TimeSpan limit)
    {
        lock (_lock)
        {
            if (_runs.First is not { Value: var oldest }) return null;
            var elapsed = time.GetElapsedTime(oldest.Since);
            return elapsed >= limit ? new RunningModel(elapsed, oldest.Rows, oldest.Columns) : null;
        }
    }

    /// <summary>Runs the model under watch.</summary>
    internal void Over(ITokenClassifier classifier, TensorBatch batch, CancellationToken cancel)
    {
        LinkedListNode<(long, int, int)> run;
        lock (_lock) run = _runs.AddLast((time.GetTimestamp(), batch.Rows, batch.Columns));
        try
        {
            classifier.Classify(batch, cancel);
        }
        finally
        {
            lock (_lock) _runs.Remove(run);
        }
    }
}
