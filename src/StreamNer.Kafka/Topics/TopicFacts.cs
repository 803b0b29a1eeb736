using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace StreamNer.Kafka.Topics;

/// <summary>What the brokers say of a topic. Immutable.</summary>
internal sealed record TopicFacts(string Name)
{
    /// <summary>What brokers take when they are not told otherwise: 1 MiB and a batch's overhead.</summary>
    public const long DefaultMaxMessageBytes = 1_048_588;

    /// <summary>Why it could not be described; <see cref="ErrorCode.NoError"/> when it could.</summary>
    public ErrorCode Error { get; init; }

    /// <summary>How many partitions it has; 0 when unknown.</summary>
    public int Partitions { get; init; }

    /// <summary>Largest record batch it takes, in bytes.</summary>
    public long MaxMessageBytes { get; init; } = DefaultMaxMessageBytes;

    /// <summary>Whether records of one key replace each other: then every record needs a key.</summary>
    public bool Compacted { get; init; }

    /// <summary>Whether retention deletes its oldest records.</summary>
    public bool Deletes { get; init; } = true;

    /// <summary>Whether the brokers stamp records themselves, so that ours may be of any time.</summary>
    public bool StampsItself { get; init; }

    /// <summary>How old a record's timestamp may be, in milliseconds.</summary>
    public long OldestMs { get; init; } = long.MaxValue;

    /// <summary>How far in the future a record's timestamp may be, in milliseconds.</summary>
    public long NewestMs { get; init; } = long.MaxValue;

    /// <summary>Replicas of the partition that has the fewest; 0 when unknown.</summary>
    public int Replicas { get; init; }

    /// <summary>How many replicas must have a record before it is acknowledged; 0 when unknown.</summary>
    public long MinInSync { get; init; }

    /// <summary>Whether a replica that lags behind may become leader, and records that only others had are lost.</summary>
    public bool UncleanElection { get; init; }

    /// <summary>Whether <see cref="MaxMessageBytes"/> was learned from a refusal, because the settings could not be read.</summary>
    internal bool SizeLearned { get; init; }

    /// <summary>Whether its settings could be read; if not, they are the defaults here.</summary>
    public bool SettingsKnown { get; init; } = true;

    /// <summary>What this user may do with it; null when the brokers do not say.</summary>
    public IReadOnlyCollection<AclOperation>? Allowed { get; init; }

    /// <summary>Whether it is there and may be described.</summary>
    public bool Exists => Error == ErrorCode.NoError;

    /// <summary>Whether it takes the same records as <paramref name="other"/>.</summary>
    internal bool TakesSame(TopicFacts other) =>
        (SettingsKnown, MaxMessageBytes, Compacted, StampsItself, OldestMs, NewestMs) == (other.SettingsKnown, other.MaxMessageBytes, other.Compacted,
            other.StampsItself, other.OldestMs, other.NewestMs);
}

/// <summary>What the brokers say of all that a worker touches. Immutable.</summary>
/// <param name="Topics">By name, one for each that was asked about.</param>
internal sealed record ClusterFacts(IReadOnlyDictionary<string, TopicFacts> Topics)
{
    /// <summary>Why the group could not be described; a group that does not exist yet is no error.</summary>
    public ErrorCode GroupError { get; init; }

    /// <summary>What this user may do with the group; null when the brokers do not say.</summary>
    public IReadOnlyCollection<AclOperation>? GroupAllowed { get; init; }

    /// <summary>The brokers' <c>transaction.max.timeout.ms</c>; null when it may not be read.</summary>
    public long? MaxTransactionTimeoutMs { get; init; }
}
