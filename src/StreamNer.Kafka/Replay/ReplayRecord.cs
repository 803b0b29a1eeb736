using System.Globalization;
using Confluent.Kafka;
using StreamNer.Kafka.Control;

namespace StreamNer.Kafka.Replay;

/// <summary>The offsets of one partition that a replay reads: <paramref name="From"/> and up to <paramref name="To"/>, exclusive.</summary>
internal sealed record PartitionRange(int Partition, long From, long To)
{
    /// <summary>How many offsets that are; control records and gaps count.</summary>
    public long Count() => To - From;
}

/// <summary>
/// What a replay reads and writes, under <c>replay/NAME</c> of the control topic. It is written once, when the replay begins; every worker of that
/// name goes by it.
/// </summary>
internal sealed record ReplayRecord : ControlRecord
{
    /// <summary>The topic read.</summary>
    public required string Input { get; init; }

    /// <summary>Its id; empty where the brokers have no ids.</summary>
    public required string InputId { get; init; }

    /// <summary>The topic of enriched records.</summary>
    public required string Output { get; init; }

    /// <summary>Its id.</summary>
    public required string OutputId { get; init; }

    /// <summary>How many partitions it had.</summary>
    public required int OutputPartitions { get; init; }

    /// <summary>The topic of rejected records.</summary>
    public required string DeadLetter { get; init; }

    /// <summary><c>--from</c> as it was given.</summary>
    public required string From { get; init; }

    /// <summary><c>--to</c> as it was given.</summary>
    public required string To { get; init; }

    /// <summary>The snapshot that enriches.</summary>
    public required string Snapshot { get; init; }

    /// <summary>When it began, in milliseconds since 1970.</summary>
    public required long StartedMs { get; init; }

    /// <summary>Each partition that the input had, by number.</summary>
    public required IReadOnlyList<PartitionRange> Ranges { get; init; }

    /// <summary>The key of a replay.</summary>
    public static string Key(string name) => "replay/" + name;

    /// <summary>The consumer group of a replay.</summary>
    public static string Group(string name) => "replay." + name;

    /// <summary>How many offsets there are.</summary>
    public long Total() => Ranges.Sum(range => range.Count());

    /// <summary>What a worker would do otherwise, in words; empty when it may join. Bounds that it leaves open are those of the record.</summary>
    /// <param name="mine">The worker's own.</param>
    /// <param name="from">Its <c>--from</c>; null where it gives none.</param>
    /// <param name="to">Its <c>--to</c>; null where it gives none.</param>
    internal IReadOnlyList<string> Differences(ReplayPlan mine, string? from, string? to)
    {
        List<string> differences = [];
        Compare("--input", Input, mine.Options.Inputs[0]);
        Compare("--output", Output, mine.Options.Output);
        Compare("--dead-letter", DeadLetter, mine.Options.DeadLetter);
        Compare("--from", From, from ?? From);
        Compare("--to", To, to ?? To);
        Compare("snapshot", Snapshot, mine.Snapshot);
        return differences;

        void Compare(string what, string began, string now)
        {
            if (began != now) differences.Add(string.Create(CultureInfo.InvariantCulture, $"{what} is {now}, and was {began}"));
        }
    }

    /// <summary>Why records could change their places if the topics have these counts now; null where they keep them.</summary>
    internal string? Misfit(int input, int output)
    {
        if (input == Ranges.Count && output == OutputPartitions) return null;
        var now = $"topic {Input} has {input} partitions and had {Ranges.Count}, {Output} has {output} and had {OutputPartitions}";
        if (Ranges.Count == OutputPartitions)
            return input == output
                ? null
                : $"{now}: records keep their partitions only while both have the same count; add partitions to the other one";
        return output == OutputPartitions && input != output ? null : $"{now}: records would change their places; choose another --name and output";
    }

    /// <summary>Where each partition's range ends.</summary>
    internal Dictionary<TopicPartition, long> Ends() =>
        Ranges.ToDictionary(range => new TopicPartition(Input, range.Partition), range => range.To);

    /// <summary>The partitions in the client's words.</summary>
    internal IReadOnlyList<TopicPartition> Partitions() => [.. Ranges.Select(range => new TopicPartition(Input, range.Partition))];
}
