using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace StreamNer.Kafka;

/// <summary>What the brokers say of a topic. Immutable.</summary>
public sealed record TopicFacts(string Name)
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

    /// <summary>Whether its settings could be read; if not, they are the defaults here.</summary>
    public bool SettingsKnown { get; init; } = true;

    /// <summary>What this user may do with it; null when the brokers do not say.</summary>
    public IReadOnlyCollection<AclOperation>? Allowed { get; init; }

    /// <summary>Whether it is there and may be described.</summary>
    public bool Exists => Error == ErrorCode.NoError;
}

/// <summary>What the brokers say of all that a worker touches. Immutable.</summary>
/// <param name="Topics">By name, one for each that was asked about.</param>
public sealed record ClusterFacts(IReadOnlyDictionary<string, TopicFacts> Topics)
{
    /// <summary>Why the group could not be described; a group that does not exist yet is no error.</summary>
    public ErrorCode GroupError { get; init; }

    /// <summary>What this user may do with the group; null when the brokers do not say.</summary>
    public IReadOnlyCollection<AclOperation>? GroupAllowed { get; init; }

    /// <summary>The brokers' <c>transaction.max.timeout.ms</c>; null when it may not be read.</summary>
    public long? MaxTransactionTimeoutMs { get; init; }
}
