using StreamNer.Diagnostics;
using StreamNer.Metering;

namespace StreamNer.Inference;

/// <summary>
/// Runs the model on a set of rows and finds out whose fault a failure is. A run fails when it throws or gives a score that is no finite number.
/// Then the probe text is run: if it fails too, the engine is broken (<see cref="ModelUnavailableException"/>); if not, the rows are halved until
/// the failing ones stand alone, and their documents are given up: each after two attempts at least, the last one alone. Thread-safe.
/// </summary>
internal sealed class BatchRunner(
    ITokenClassifier classifier, BatchPlanner planner, SpecialTokenIds special, int[] probe, Telemetry telemetry, RunWatch watch)
{
    /// <summary>Notes the shape of every run when set.</summary>
    public ShapeRecorder? Shapes { get; set; }

    /// <summary>
    /// Runs <paramref name="rows"/> (longest first) and takes their scores into <paramref name="work"/>, or marks documents as failed there.
    /// <paramref name="cancel"/> ends the run under way, which is nobody's failure.
    /// </summary>
    public void Run(ClassificationWork work, ReadOnlySpan<int> rows, TensorBatch tensors, CancellationToken cancel) =>
        Run(work, rows, tensors, attempt: 1, cancel);

    private void Run(ClassificationWork work, ReadOnlySpan<int> rows, TensorBatch tensors, int attempt, CancellationToken cancel)
    {
        if (rows.Length == 1 && work.AttemptsOf(work.Rows[rows[0]].Document) > 0) return;
        var error = Try(work, rows, tensors, cancel);
        if (error is null) return;
        Probe(tensors, error, cancel);
        if (rows.Length == 1)
        {
            if (attempt > 1) work.Fail(rows[0], attempt);
            else Run(work, rows, tensors, attempt + 1, cancel);
            return;
        }

        var half = rows.Length / 2;
        Run(work, rows[..half], tensors, attempt + 1, cancel);
        Run(work, rows[half..], tensors, attempt + 1, cancel);
    }

    private Exception? Try(ClassificationWork work, ReadOnlySpan<int> rows, TensorBatch tensors, CancellationToken cancel)
    {
        var useful = 0;
        tensors.Reset(rows.Length, planner.Columns(work.LengthOf(rows[0])), classifier.LabelCount);
        for (var at = 0; at < rows.Length; at++)
        {
            tensors.SetRow(at, work.IdsOf(rows[at]), special);
            useful += work.LengthOf(rows[at]);
        }

        if (Classify(tensors, cancel) is { } error) return error;
        Count(useful, tensors);
        for (var at = 0; at < rows.Length; at++)
        {
            if (!AllFinite(tensors.LogitsOf(at, 0, work.Rows[rows[at]].Shown.Count))) return NotFinite();
        }

        for (var at = 0; at < rows.Length; at++) work.Take(rows[at], tensors, at);
        telemetry.ModelRuns.Add(1, Labels.ModelRun[ModelRunResult.Ok]);
        return null;
    }

    private void Probe(TensorBatch tensors, Exception cause, CancellationToken cancel)
    {
        tensors.Reset(1, planner.Columns(probe.Length + 2), classifier.LabelCount);
        tensors.SetRow(0, probe, special);
        var error = Classify(tensors, cancel);
        if (error is null && AllFinite(tensors.LogitsOf(0, 0, probe.Length)))
        {
            telemetry.ModelRuns.Add(1, Labels.ModelRun[ModelRunResult.Ok]);
            return;
        }

        throw new ModelUnavailableException("the model fails on its probe text too", error ?? cause);
    }

    private Exception? Classify(TensorBatch tensors, CancellationToken cancel)
    {
        try
        {
            watch.Over(classifier, tensors, cancel);
            return null;
        }
        catch (Exception error) when (error is not (ObjectDisposedException or OperationCanceledException))
        {
            telemetry.ModelRuns.Add(1, Labels.ModelRun[ModelRunResult.Failed]);
            return error;
        }
    }

    private void Count(int useful, TensorBatch tensors)
    {
        var padded = tensors.Rows * tensors.Columns;
        telemetry.Tokens.Add(useful, Labels.Token[TokenKind.Useful]);
        telemetry.Tokens.Add(padded, Labels.Token[TokenKind.Padded]);
        telemetry.BatchFill.Record((double)useful / padded);
        Shapes?.Record(tensors.Rows, tensors.Columns);
    }

    private ArithmeticException NotFinite()
    {
        telemetry.ModelRuns.Add(1, Labels.ModelRun[ModelRunResult.Failed]);
        return new ArithmeticException("the model returned a score that is not finite");
    }

    private static bool AllFinite(ReadOnlySpan<float> scores)
    {
        foreach (var score in scores)
        {
            if (!float.IsFinite(score)) return false;
        }

        return true;
    }
}
