using System.Diagnostics.Metrics;
using StreamNer.Diagnostics;
using StreamNer.Linking;
using StreamNer.Metering;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Snapshots;

/// <summary>What metrics say of a snapshot: what runs, and zeros for entities of each label.</summary>
internal static class SnapshotFigures
{
    private static readonly string s_version = typeof(SnapshotFigures).Assembly.GetName().Version!.ToString(3);

    /// <summary>Publishes them from now on.</summary>
    public static void Publish(
        Telemetry telemetry, SnapshotManifest manifest, SnapshotModel model, SnapshotPrivacy privacy, SnapshotKnowledge knowledge,
        LinkingOptions linking)
    {
        var info = new Measurement<double>(
            1, new("version", s_version), new("model", model.Title), new("snapshot", manifest.Id), new("provider", model.Provider),
            new("knowledge_base", knowledge.Version), new("policy", privacy.DefaultPolicy));
        telemetry.Observe(MetricTable.Info, () => [info]);
        if (linking is { Enabled: true, KnowledgeBase.Length: > 0 })
        {
            var written = new DateTimeOffset(File.GetLastWriteTimeUtc(linking.KnowledgeBase)).ToUnixTimeSeconds();
            telemetry.Observe(MetricTable.KnowledgeBaseTime, () => written);
        }

        foreach (var label in model.Labels.Types)
        {
            foreach (var origin in Enum.GetValues<Origin>())
                telemetry.Entities.Add(0, new KeyValuePair<string, object?>("label", label), Labels.Origin[origin]);
        }
    }
}
