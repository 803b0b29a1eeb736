using StreamNer.Flow;
using StreamNer.Kafka.Reading;

namespace StreamNer.Kafka.Replay;

/// <summary>What has become of the offsets of a range. Enriched, dead letters, tombstones, gaps, gone and missing add up to all of them.</summary>
internal sealed class Coverage
{
    private const int Named = 10;
    private readonly List<string> _missing = [];

    /// <summary>Offsets of the range.</summary>
    public long Total { get; init; }

    /// <summary>With a record in the output.</summary>
    public long Enriched { get; internal set; }

    /// <summary>With a dead letter of this replay, and none in the output.</summary>
    public long DeadLetters { get; internal set; }

    /// <summary>Records without a value, which are passed through.</summary>
    public long Tombstones { get; internal set; }

    /// <summary>Offsets without a record: control records, aborted ones, what compaction took.</summary>
    public long Gaps { get; internal set; }

    /// <summary>Without an output, and deleted from the source by retention.</summary>
    public long Gone { get; internal set; }

    /// <summary>In the source, and without an output.</summary>
    public long Missing { get; private set; }

    /// <summary>Further outputs or dead letters of a source that has one; corrections (<see cref="EnrichedTopic.ReplacesHeader"/>) do not
    /// count.</summary>
    public long Repeated { get; internal set; }

    /// <summary>The first that are missing, such as <c>raw[0] offset 17</c>.</summary>
    public IReadOnlyList<string> MissingNames => _missing;

    /// <summary>Whether each offset has an account.</summary>
    public bool IsComplete => Missing == 0 && Gone == 0;

    internal void Miss(string topic, int partition, long offset)
    {
        Missing++;
        if (_missing.Count < Named) _missing.Add(PartitionName.Of(topic, partition, offset));
    }
}
