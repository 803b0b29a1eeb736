namespace StreamNer.Kafka.Replay;

/// <summary>What a worker of a replay is asked to do.</summary>
internal sealed record ReplayPlan
{
    /// <summary>The replay's name.</summary>
    public required string Name { get; init; }

    /// <summary>One input, the output, the dead-letter and the control topic; the group is <see cref="ReplayRecord.Group"/>.</summary>
    public required KafkaOptions Options { get; init; }

    /// <summary>The topic whose partitions and settings a new output gets; empty: partitions of the input.</summary>
    public string Like { get; init; } = "";

    /// <summary><c>--from</c>; null for what the record has, or the beginning.</summary>
    public RangeBound? From { get; init; }

    /// <summary><c>--to</c>; null for what the record has, or the end.</summary>
    public RangeBound? To { get; init; }

    /// <summary>Whether to begin although retention has taken a part of the range.</summary>
    public bool AllowCut { get; init; }

    /// <summary>The snapshot that this worker enriches with.</summary>
    public required string Snapshot { get; init; }

    /// <summary>The topic read.</summary>
    public string Input => Options.Inputs[0];
}

/// <summary>What a replay reads from now on.</summary>
/// <param name="Record">What all workers of its name go by.</param>
/// <param name="Resumed">Whether it had begun before.</param>
/// <param name="Notes">What is worth knowing, in sentences.</param>
internal sealed record ReplayBegun(ReplayRecord Record, bool Resumed, IReadOnlyList<string> Notes);
