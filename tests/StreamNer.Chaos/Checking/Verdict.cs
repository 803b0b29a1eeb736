using System.Text.Json.Serialization;

namespace StreamNer.Chaos.Checking;

/// <summary>What must hold, whatever fails.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Rule>))]
internal enum Rule
{
    /// <summary>Each input record has an output, a dead letter or a tombstone; a healthy one is no dead letter.</summary>
    NoneLost,

    /// <summary>Under exactly-once it has one.</summary>
    NoneDoubled,

    /// <summary>Per partition and topic, outputs come in the order of their inputs, and on the input's partition number.</summary>
    InOrder,

    /// <summary>In the brokers' log committed offsets never fall; it and the coordinator's answers end at the input's ends.</summary>
    CommitsRise,

    /// <summary>What a committed offset stands for is visible.</summary>
    CommitsFollowOutput,

    /// <summary>Under exactly-once nothing is visible whose offset is not committed: an aborted record is not.</summary>
    NothingAbortedVisible,

    /// <summary>No transaction holds readers back longer than its time-out and the brokers' recovery.</summary>
    TransactionsEnd,

    /// <summary>Texts and dead letters' values are what was sent, and each kind of record ends as it should.</summary>
    Faithful,
}

/// <summary>A rule that did not hold.</summary>
internal readonly record struct Conviction(Rule Rule, string Detail);

/// <summary>What the checker found.</summary>
internal sealed record Verdict
{
    /// <summary>Records of the input topic.</summary>
    public required long Sent { get; init; }

    /// <summary>Of these, by kind.</summary>
    public required SortedDictionary<string, long> Kinds { get; init; }

    /// <summary>Visible records by ending.</summary>
    public required SortedDictionary<string, long> Endings { get; init; }

    /// <summary>Input records without any visible output.</summary>
    public required long Missing { get; init; }

    /// <summary>Visible records beyond the first for an input record.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Visible records out of order.</summary>
    public required long Disorders { get; init; }

    /// <summary>Samples of committed offsets.</summary>
    public required long CommitSamples { get; init; }

    /// <summary>Of these, answers older than one before: what a coordinator knows after its brokers have died.</summary>
    public required long OlderAnswers { get; init; }

    /// <summary>Commits in the brokers' log; 0 before the end.</summary>
    public required long Commits { get; init; }

    /// <summary>Longest time for which a transaction held a partition's readers back, in seconds, as far as sampling shows it.</summary>
    public required double LongestOpenSeconds { get; init; }

    /// <summary>How often each rule was broken.</summary>
    public required SortedDictionary<string, long> Broken { get; init; }

    /// <summary>The first of each rule, in words.</summary>
    public required IReadOnlyList<Conviction> Convictions { get; init; }

    /// <summary>Process statistics, filled in by the checker program.</summary>
    public IReadOnlyList<ProcessPeak> Processes { get; init; } = [];

    /// <summary>True when every rule held.</summary>
    [JsonIgnore]
    public bool Held => Broken.Count == 0;
}

/// <summary>The most that one worker used over all of its lives.</summary>
internal sealed record ProcessPeak(string Name, int Samples, double MemoryMiB, int Descriptors, int Threads);
