using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Inference;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Degraded;

/// <summary>
/// Steps 3 to 5 for a batch: the model's answer or, while the model is down, names by rules. A record whose policy requires the model is deferred
/// then, with its partition; one without a partition makes its batch wait. A batch has all of its misses answered by the model or none. Thread-safe.
/// </summary>
/// <param name="classification">The model.</param>
/// <param name="fallback">What stands in for it; null: batches wait for the model.</param>
/// <param name="aggregation">How tokens become words.</param>
internal sealed class ModelOrRules(TokenClassification classification, RulesFallback? fallback, Aggregation aggregation)
{
    private const string WaitsBecause = "the model is down, and the record's policy requires it";

    /// <summary>Finds the entities of all documents that have no outcome yet.</summary>
    /// <returns>False when names by rules stand in for the model's answer.</returns>
    /// <exception cref="ModelUnavailableException">The batch must wait for the model.</exception>
    public bool Classify(List<PendingDocument> work, CancellationToken cancel)
    {
        var asked = work.FindAll(static item => item.Outcome is null);

        // Nothing to ask says nothing of the model's health.
        if (fallback is null || asked.TrueForAll(static item => item.Tokens.Count == 0))
        {
            Ask(asked, cancel);
            return true;
        }

        if (fallback.AsksModel())
        {
            try
            {
                Ask(asked, cancel);
                fallback.Answered();
                return true;
            }
            catch (ModelUnavailableException failure)
            {
                if (!fallback.GoesOnAfter(failure)) throw;
            }
        }

        foreach (var item in asked)
        {
            if (!item.Policy.RequiresModel) continue;
            if (item.Document.Source is null) throw new ModelUnavailableException(WaitsBecause);
            item.Outcome = new Outcome.Deferred(WaitsBecause);
        }

        asked.RemoveAll(static item => item.Outcome is not null);
        foreach (var item in asked) item.At = FailureStage.Infer;
        SecondChance.Each(asked, item => item.Entities = fallback.Names(item.Document.Text), cancel);
        return false;
    }

    private void Ask(List<PendingDocument> asked, CancellationToken cancel) =>
        SecondChance.Together(asked, FailureStage.Infer, part => AskTogether(part, cancel));

    private void AskTogether(List<PendingDocument> asked, CancellationToken cancel)
    {
        foreach (var item in asked) Failpoint.Reach("infer", item.Document.Text);
        var results = new DocumentEntities[asked.Count];
        classification.Classify(asked.ConvertAll(static item => item.Tokens), aggregation, results, cancel);
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i].Failure is { } failure) asked[i].Outcome = new Outcome.Rejected(failure);
            else asked[i].Entities = results[i].Entities!;
        }
    }
}
