using StreamNer.Inference;
using StreamNer.Onnx;

namespace StreamNer.Host.Benchmark;

/// <summary>The model alone: the same padded shapes, as many runs at once as the pipeline had, nothing around them.</summary>
internal static class RawModelRun
{
    private const int WarmUp = 20;

    /// <summary>What all shapes take on <paramref name="threads"/> threads.</summary>
    public static Elapsed Time(OnnxModel model, IReadOnlyList<RunShape> shapes, int threads, CancellationToken cancel)
    {
        Run(model, shapes.Take(WarmUp).ToArray(), threads, cancel);
        var started = Elapsed.Start();
        Run(model, shapes, threads, cancel);
        return started.Stop();
    }

    private static void Run(OnnxModel model, IReadOnlyList<RunShape> shapes, int threads, CancellationToken cancel)
    {
        var next = -1;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, _ =>
        {
            using var batch = new TensorBatch();
            for (var at = Interlocked.Increment(ref next); at < shapes.Count; at = Interlocked.Increment(ref next))
            {
                Fill(model, batch, shapes[at]);
                model.Classifier.Classify(batch, cancel);
            }
        });
    }

    private static void Fill(OnnxModel model, TensorBatch batch, RunShape shape)
    {
        batch.Reset(shape.Rows, shape.Columns, model.Labels.Count);
        Span<int> ids = stackalloc int[Math.Min(shape.Columns - 2, 510)];
        for (var i = 0; i < ids.Length; i++) ids[i] = model.Probe[i % model.Probe.Length];
        for (var row = 0; row < shape.Rows; row++) batch.SetRow(row, ids, model.Special);
    }
}
