using System.Globalization;
using StreamNer.Diagnostics;
using StreamNer.Kafka.Records;

namespace StreamNer.Kafka.Topics;

/// <summary>One thing that would go wrong (<see cref="Severity.Error"/>) or may surprise (<see cref="Severity.Warning"/>): the setting it hangs on,
/// and what to change.</summary>
internal readonly record struct Finding(Severity Severity, string Key, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Severity == Severity.Error ? "error" : "warning")}: {Key}: {Message}";
}

/// <summary>All findings of a preflight, and what was learned on the way.</summary>
/// <param name="Findings">Errors first.</param>
/// <param name="Topics">By name; empty when no broker answered.</param>
internal sealed record PreflightReport(IReadOnlyList<Finding> Findings, IReadOnlyDictionary<string, TopicFacts> Topics)
{
    /// <summary>The topics to read, by name: those that were named, and those that match a pattern and may be read.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>All topics that match a pattern, also those that may not be read.</summary>
    public IReadOnlyList<string> Matching { get; init; } = [];

    // librdkafka's default of batch.size.
    internal const long DefaultBatchSize = 1_000_000;

    /// <summary>Whether the worker must not start.</summary>
    public bool HasErrors => Findings.Any(f => f.Severity == Severity.Error);

    /// <summary>Largest record (<see cref="RecordSize.InBatch"/>) that <paramref name="topic"/> takes, in bytes.</summary>
    public long Limit(string topic) => Topics.TryGetValue(topic, out var facts) ? facts.MaxMessageBytes : TopicFacts.DefaultMaxMessageBytes;

    /// <summary>
    /// The options with the producer's sizes set to what the topics take, where the user set none: <c>message.max.bytes</c> so that no record that
    /// fits its topic is refused here, <c>batch.size</c> so that records sent together fit too.
    /// </summary>
    public KafkaOptions Sized(KafkaOptions options)
    {
        var limits = options.Written.Select(Limit).ToList();
        var producer = new Dictionary<string, string>(options.Producer, StringComparer.Ordinal);
        producer.TryAdd("message.max.bytes", Math.Clamp(limits.Max(), DefaultBatchSize, 1_000_000_000).ToString(CultureInfo.InvariantCulture));
        producer.TryAdd("batch.size", Math.Clamp(limits.Min(), 1, DefaultBatchSize).ToString(CultureInfo.InvariantCulture));
        return options with { Producer = producer };
    }
}
