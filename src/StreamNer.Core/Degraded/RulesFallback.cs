using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Inference;

namespace StreamNer.Degraded;

/// <summary>What stands in for steps 3 to 5 while the model is down: who may ask it, and names by rules. Thread-safe.</summary>
/// <param name="policy">When to go on without the model.</param>
/// <param name="names">Finds names instead.</param>
/// <param name="log">Is told when the model goes down, is given up, and is back.</param>
internal sealed class RulesFallback(DegradePolicy policy, NameFinder names, EventLog log)
{
    /// <summary>Whether the model is given up for now.</summary>
    public bool Active => policy.RulesOnly;

    /// <summary>Whether this batch is to ask the model.</summary>
    public bool AsksModel() => policy.TakeTurn();

    /// <summary>The model has answered a batch.</summary>
    public void Answered()
    {
        if (policy.Answered() == ModelChange.Recovered) log.Info("model.recovered", "the model answers again: results are whole from now on");
    }

    /// <summary>The model has failed a batch; true when the batch is to go on without it.</summary>
    public bool GoesOnAfter(ModelUnavailableException failure)
    {
        // The engine's own words may quote what it was given: only the sentence that we made goes to the log.
        switch (policy.Failed())
        {
            case ModelChange.Down:
                log.Warn("model.down",
                $"{failure.Message}; batches wait, and go on with rules alone if it lasts (pii:onModelDown)"); break;
            case ModelChange.GivenUp:
                log.Error("model.given_up",
                $"{failure.Message}; going on with rules alone, flagged as degraded (pii:onModelDown)"); break;
        }

        return policy.RulesOnly;
    }

    /// <summary>Names of people, places and organizations by rules.</summary>
    public List<EntitySpan> Names(string text)
    {
        var found = new List<EntitySpan>();
        names.Find(text, found);
        return found;
    }
}
