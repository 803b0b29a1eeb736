namespace StreamNer.Kafka.Control;

/// <summary>From which source offsets on a topic is the one that an alias names.</summary>
internal sealed record AliasStep
{
    /// <summary>The topic of enriched records.</summary>
    public required string Topic { get; init; }

    /// <summary><c>promote</c> or <c>rollback</c>.</summary>
    public required string Action { get; init; }

    /// <summary>When, in milliseconds since 1970.</summary>
    public required long AtMs { get; init; }

    /// <summary>By input topic the first offset of each partition, by number, that is this step's. A topic or partition that is left out begins with
    /// 0. None is lower than in the step before.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<long>> Fences { get; init; }

    /// <summary>The fence of a partition.</summary>
    public long Fence(string input, int partition) =>
        Fences.TryGetValue(input, out var offsets) && partition < offsets.Count ? offsets[partition] : 0;
}

/// <summary>
/// A name for an output, under <c>alias/NAME</c> of the control topic. A source offset belongs to the last step whose fence it has reached: a
/// consumer that reads the topics of all steps, and takes from each the records that belong to it, sees every source offset once.
/// </summary>
internal sealed record AliasRecord : ControlRecord
{
    /// <summary>The input topics, by name, with their ids; empty where the brokers have no ids.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    /// <summary>All steps, the oldest first; at least one.</summary>
    public required IReadOnlyList<AliasStep> Steps { get; init; }

    /// <summary>The topic named now: for new records, as soon as the input has reached its fences.</summary>
    public string Current() => Steps[^1].Topic;

    /// <summary>Whose a source offset is.</summary>
    public string Owner(string input, int partition, long offset) => Steps.Last(step => offset >= step.Fence(input, partition)).Topic;

    /// <summary>The key of an alias.</summary>
    public static string Key(string name) => "alias/" + name;
}
