using StreamNer.Linking;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Snapshots;

/// <summary>Step 1: what all of a snapshot is called, and results under that name.</summary>
internal static class SnapshotIdentity
{
    /// <summary>Everything that a result depends on.</summary>
    public static SnapshotManifest Of(
        StreamNerOptions settings, SnapshotModel model, SnapshotPrivacy privacy, SnapshotKnowledge knowledge, bool redact) =>
        new(
            $"{model.Name} {model.Hash}", knowledge.Version, privacy.Rules, privacy.Policies.Fingerprint,
            $"aggregation={settings.Pipeline.Aggregation};words={settings.Pipeline.Words},{settings.Pipeline.MaskedByRules};"
            + $"offsets={settings.Pipeline.Offsets};overlap={settings.Inference.WindowOverlap};"
            + $"tokens={settings.Limits.TokensPerDocument};linking={settings.Linking.Enabled},{settings.Linking.Threshold},"
            + $"{settings.Linking.Candidates},{LinkWeights.BuiltIn.Version};redact={redact};labels={privacy.Labels.Fingerprint}");

    /// <summary>What records say of their making.</summary>
    public static Provenance ProvenanceOf(SnapshotManifest manifest, SnapshotModel model, SnapshotPrivacy privacy, SnapshotKnowledge knowledge) =>
        new(
            manifest.Id, model.Title, knowledge.Version, privacy.Rules, privacy.DefaultPolicy, SnapshotManifest.EngineRevision,
            Provenance.FullTier)
        {
            DegradedReason = model.DegradedReason,
        };
}
