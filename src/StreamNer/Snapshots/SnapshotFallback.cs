using StreamNer.Degraded;
using StreamNer.Diagnostics;
using StreamNer.Metering;
using StreamNer.Pii;

namespace StreamNer.Snapshots;

/// <summary>What stands in for steps 3 to 5 while the model is down.</summary>
internal static class SnapshotFallback
{
    /// <summary>Names by rules where the settings allow it; null: batches wait for the model.</summary>
    /// <param name="options">Checked settings.</param>
    /// <param name="model">Its labels are those of the names.</param>
    /// <param name="privacy">Its policies may require the model.</param>
    /// <param name="telemetry">Receives the gauge, which is 0 without a fallback.</param>
    /// <param name="log">Receives a warning of policies that wait all the same.</param>
    /// <param name="withoutModel">True: the model is never asked, as if it were down.</param>
    public static RulesFallback? Create(
        PiiOptions options, SnapshotModel model, SnapshotPrivacy privacy, Telemetry telemetry, EventLog log, bool withoutModel)
    {
        RulesFallback? fallback = null;
        telemetry.Observe(MetricTable.Degraded, () => fallback?.Active == true ? 1 : 0);
        if (!withoutModel && options.OnModelDown == OnModelDown.Stop) return null;
        if (privacy.Policies.RequiringModel is { Count: > 0 } strict && !withoutModel)
            log.Warn("policy.requires_model",
                $"pii:onModelDown is degrade; records of these policies, and what follows them in their partitions, wait for the model all the same: "
                + $"{string.Join(", ", strict)}");
        var policy = new DegradePolicy(withoutModel ? DegradeOptions.Never : options.Degrade, TimeProvider.System);
        if (withoutModel) policy.Failed();
        return fallback = new RulesFallback(policy, new NameFinder(NameLabels.Of(model.Labels.Types, privacy.Labels)), log);
    }
}
