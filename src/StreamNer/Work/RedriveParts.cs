using StreamNer.Diagnostics;
using StreamNer.Kafka;
using StreamNer.Kafka.Redriving;
using StreamNer.Kafka.Registry;
using StreamNer.Kafka.Topics;
using StreamNer.Snapshots;

namespace StreamNer.Work;

/// <summary>What sending dead letters again and repairing degraded records have in common.</summary>
internal static class RedriveParts
{
    /// <summary>What a repair does to a record.</summary>
    public const string Repaired = "repaired";

    /// <summary>What lets <c>run</c> start with a compacted output.</summary>
    public const string WithoutAuto = "set repair:auto to false";

    /// <summary>The Kafka settings with the topics that the preflight found as inputs.</summary>
    /// <param name="settings">Checked settings.</param>
    /// <param name="report">Of the preflight.</param>
    /// <param name="overwriteNewer">Whether a compacted output is written to.</param>
    /// <param name="done">What is done to a record, as in "a record that is repaired".</param>
    /// <exception cref="KafkaFatalException">The output is compacted.</exception>
    public static KafkaOptions Target(StreamNerOptions settings, PreflightReport report, bool overwriteNewer, string done)
    {
        var kafka = settings.Kafka with { Inputs = [.. report.Inputs] };
        if (!overwriteNewer) RefuseCompacted(report, kafka, done, "--overwrite-newer writes all the same");
        return kafka;
    }

    /// <summary>A record that is written behind a later one of its key would take its place.</summary>
    /// <exception cref="KafkaFatalException">The output is compacted.</exception>
    public static void RefuseCompacted(PreflightReport report, KafkaOptions kafka, string done, string otherwise)
    {
        if (report.Topics[kafka.Output].Compacted) throw new KafkaFatalException(Compacted(kafka, done, otherwise));
    }

    /// <summary>Why nothing is written to a compacted output.</summary>
    public static string Compacted(KafkaOptions kafka, string done, string otherwise) =>
        $"{kafka.Output} (kafka:output) is compacted, and a record that is {done} hides a later one of its key: {otherwise}";

    /// <summary>The writer, which ends what an earlier one has left open: what is read from then on is final.</summary>
    /// <exception cref="KafkaFatalException">A topic is missing, or the registry refuses the schema.</exception>
    public static async Task<RedriveWriter> Writer(
        StreamNerOptions settings, PreflightReport report, Snapshot snapshot, SchemaRegistry? registry, EventLog log, CancellationToken stop) =>
        await Task.Run(await Writers(settings, report, snapshot, registry, log, stop), stop);

    /// <summary>Makes such writers, which share what they learn of the topics' limits.</summary>
    /// <exception cref="KafkaFatalException">The registry refuses the schema.</exception>
    public static async Task<Func<RedriveWriter>> Writers(
        StreamNerOptions settings, PreflightReport report, Snapshot snapshot, SchemaRegistry? registry, EventLog log, CancellationToken stop)
    {
        var written = new WrittenTopics(settings.Kafka, report.Topics, log, TimeProvider.System);
        var encoder = await StreamWorker.Encoder(settings, snapshot, registry, written, stop);
        var counts = report.Topics.ToDictionary(topic => topic.Key, topic => topic.Value.Partitions, StringComparer.Ordinal);
        return () => new RedriveWriter(settings.Kafka, encoder.Encode, written, counts);
    }
}
