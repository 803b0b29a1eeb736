namespace StreamNer.Inference;

/// <summary>
/// Runs the model alone on recorded shapes: no tokenising, planning or decoding, only the runs, as many at once as the pipeline made. What a
/// benchmark compares the whole program with.
/// </summary>
internal static class ShapeReplay
{
    /// <summary>Runs every shape once, in order, and gives the time it took.</summary>
    /// <param name="classifier">The model.</param>
    /// <param name="shapes">From <see cref="ShapeRecorder.Snapshot"/>.</param>
    /// <param name="parallelRuns">How many runs may be under way at once, as in <see cref="TokenClassification.ParallelRuns"/>.</param>
    /// <param name="special">The model's special tokens.</param>
    /// <param name="ids">Ids of ordinary text; rows are filled with them over and over.</param>
    /// <param name="time">The clock.</param>
    public static TimeSpan Run(
        ITokenClassifier classifier, IReadOnlyList<RunShape> shapes, int parallelRuns, SpecialTokenIds special, int[] ids, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(shapes);
        ArgumentNullException.ThrowIfNull(time);
        var filling = new int[classifier.MaxTokens];
        for (var i = 0; i < filling.Length; i++) filling[i] = ids[i % ids.Length];
        var next = -1;
        var started = time.GetTimestamp();
        Parallel.For(0, parallelRuns, new ParallelOptions { MaxDegreeOfParallelism = parallelRuns }, _ =>
        {
            using var batch = new TensorBatch();
            for (var at = Interlocked.Increment(ref next); at < shapes.Count; at = Interlocked.Increment(ref next))
            {
                batch.Reset(shapes[at].Rows, shapes[at].Columns, classifier.LabelCount);
                for (var row = 0; row < batch.Rows; row++) batch.SetRow(row, filling.AsSpan(0, batch.Columns - 2), special);
                classifier.Classify(batch);
            }
        });
        return time.GetElapsedTime(started);
    }
}
