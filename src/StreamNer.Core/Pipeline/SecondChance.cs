using StreamNer.Output;

namespace StreamNer.Pipeline;

/// <summary>The steps of the pipeline, run so that a document's failure is its own (<see cref="DocumentFault.Contain"/>).</summary>
internal static class SecondChance
{
    /// <summary>A step that gives an outcome, or null where the document goes on.</summary>
    public static Outcome? Decide<TState>(TState state, FailureStage stage, Func<TState, Outcome?> step) => DocumentFault.Contain(
        (State: state, Stage: stage, Step: step),
        static at => at.Stage, static at => at.Step(at.State), static (_, failure) => new Outcome.Rejected(failure));

    /// <summary>A step on every document that is not decided yet. It names its stage in <see cref="PendingDocument.At"/> and can be
    /// repeated.</summary>
    public static void Each(List<PendingDocument> work, Action<PendingDocument> step, CancellationToken cancel)
    {
        foreach (var item in work)
        {
            cancel.ThrowIfCancellationRequested();
            if (item.Outcome is null) Run(item, step);
        }
    }

    /// <summary>A step on several documents at once: the failing ones are found by halves, and tried alone.</summary>
    public static void Together(List<PendingDocument> work, FailureStage stage, Action<List<PendingDocument>> step)
    {
        if (work.Count == 1)
        {
            work[0].At = stage;
            Run(work[0], item => step([item]));
            return;
        }

        try
        {
            step(work);
        }
        catch (Exception failure) when (work.Count > 1 && DocumentFault.Is(failure))
        {
            var half = work.Count / 2;
            Together(work[..half], stage, step);
            Together(work[half..], stage, step);
        }
    }

    private static void Run(PendingDocument item, Action<PendingDocument> step) => item.Outcome = DocumentFault.Contain(
        (Item: item, Step: step),
        static at => at.Item.At,
        static at =>
        {
            at.Step(at.Item);
            return at.Item.Outcome;
        },
        static (_, failure) => new Outcome.Rejected(failure));
}
