using System.Net;
using StreamNer.Configuration;
using StreamNer.Kafka.Topics;

namespace StreamNer.Kafka;

/// <summary>The promise kept towards the output topics.</summary>
public enum Delivery
{
    /// <summary>One transaction holds outputs, dead letters and offsets (the default).</summary>
    ExactlyOnce,

    /// <summary>Outputs acknowledged by all replicas, then offsets; a failure between the two repeats records.</summary>
    AtLeastOnce,
}

/// <summary>The consumer group protocol.</summary>
public enum MembershipProtocol
{
    /// <summary>The client-side protocol, cooperative-sticky unless <c>kafka:consumer</c> names another (the default).</summary>
    Classic,

    /// <summary>The broker-side protocol of KIP-848 (Kafka 4.0 and later).</summary>
    Consumer,
}

/// <summary>Where a partition is read from when the group has no offset for it, or retention has overtaken it.</summary>
public enum OffsetReset
{
    /// <summary>The oldest record (the default).</summary>
    Earliest,

    /// <summary>Only what is written from now on.</summary>
    Latest,

    /// <summary>Stop with a message.</summary>
    Error,
}

/// <summary>What follows when an input topic was deleted and made anew, or its log was cut below our position.</summary>
public enum OnTopicReplaced
{
    /// <summary>The worker stops with a message, and commits nothing (the default).</summary>
    Stop,

    /// <summary>It is read from its beginning.</summary>
    Restart,
}

/// <summary>Section <c>kafka:transaction</c>: a transaction is a run of consecutive micro-batches, closed by whichever bound is met first.
/// At-least-once commits by the same bounds.</summary>
public sealed record TransactionOptions
{
    [Setting("Milliseconds for which a transaction stays open; 0 closes it after each micro-batch. At-least-once commits by the same bounds.",
        Least = 0, Most = 60_000)]
    public int IntervalMs { get; init; } = 100;

    [Setting("Maximum records in a transaction.", Least = 1, Most = 1_000_000)]
    public int Records { get; init; } = 2_000;

    [Setting("Maximum input bytes in a transaction.", Least = 1, Most = 1 << 30)]
    public long Bytes { get; init; } = 8 << 20;

    [Setting(
        "Milliseconds after which the broker aborts an open transaction, at least twice the interval. Losing one of three "
        + "brokers stalls a transaction for about 9 s.",
        Least = 1_000, Most = 900_000)]
    public int TimeoutMs { get; init; } = 30_000;
}

/// <summary>Section <c>kafka</c>.</summary>
public sealed record KafkaOptions : IValidatedOptions
{
    [Setting("Brokers as host:port, separated by commas.", Required = true)]
    public string BootstrapServers { get; init; } = "";

    [Setting(
        "Topics to read. A name that begins with ^ is a regular expression: all matching topics are read, except those that the "
        + "worker writes to.",
        Required = true)]
    public string[] Inputs { get; init; } = [];

    [Setting("Topic of enriched records.", Required = true)]
    public string Output { get; init; } = "";

    [Setting("Topic of rejected records.", Required = true)]
    public string DeadLetter { get; init; } = "";

    [Setting(
        "Topic for the coordinates of records that were enriched without the model; required if pii:onModelDown is degrade.", Unset = "none")]
    public string Repair { get; init; } = "";

    [Setting("Compacted topic with one partition that stores the ranges of replays and the aliases of outputs; 'replay' and 'alias' need it.",
        Unset = "none")]
    public string Control { get; init; } = "";

    [Setting("Consumer group.", Required = true)]
    public string Group { get; init; } = "";

    [Setting("This worker's name in the group: stable over restarts, unique among live workers.", Unset = "the first free one of this host")]
    public string Instance { get; init; } = "";

    [Setting("Delivery guarantee of the output topics.")]
    public Delivery Delivery { get; init; } = Delivery.ExactlyOnce;

    [Setting("Group protocol: classic, or consumer (KIP-848, Kafka 4.0 and later).")]
    public MembershipProtocol GroupProtocol { get; init; } = MembershipProtocol.Classic;

    [Setting("Where to start if the group has no offset for a partition, or retention has deleted it; error stops the worker with a message.")]
    public OffsetReset OffsetReset { get; init; } = OffsetReset.Earliest;

    [Setting(
        "What to do if an input topic was deleted and recreated, or its log truncated below the group's position: stop the "
        + "worker with a message, or restart from the beginning of the topic.")]
    public OnTopicReplaced OnTopicReplaced { get; init; } = OnTopicReplaced.Stop;

    [Setting("Whether to exit once each assigned partition has been read to the end that it had at startup.")]
    public bool UntilEnd { get; init; }

    [Setting("Allows connections without TLS to brokers on other hosts.")]
    public bool AllowInsecure { get; init; }

    [Setting("Seconds between two measurements of lag, and between two commits of an idle partition's end.", Least = 1, Most = 3_600)]
    public int ProbeSeconds { get; init; } = 5;

    [Setting("Seconds between two searches for new topics that match a pattern in kafka:inputs.", Least = 1, Most = 3_600)]
    public int DiscoverySeconds { get; init; } = 30;

    [Setting("When a transaction is closed: whichever bound is reached first.")]
    public TransactionOptions Transaction { get; init; } = new();

    [Setting("librdkafka properties of every client, such as security.protocol.")]
    public Dictionary<string, string> Client { get; init; } = new(StringComparer.Ordinal);

    [Setting("librdkafka properties of the consumer.")]
    public Dictionary<string, string> Consumer { get; init; } = new(StringComparer.Ordinal);

    [Setting("librdkafka properties of the producer.")]
    public Dictionary<string, string> Producer { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Every topic written to, the ones that are not named left out.</summary>
    internal IEnumerable<string> Written => Repair.Length > 0 ? [Output, DeadLetter, Repair] : [Output, DeadLetter];

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        Require(errors, BootstrapServers, "kafka:bootstrapServers");
        Require(errors, Output, "kafka:output");
        Require(errors, DeadLetter, "kafka:deadLetter");
        Require(errors, Group, "kafka:group");
        if (Inputs.Length == 0) errors.Add(new("kafka:inputs", "is required: at least one topic") { IsMissing = true });
        if (Array.Exists(Inputs, string.IsNullOrWhiteSpace)) errors.Add(new("kafka:inputs", "has a blank name"));
        if (Inputs.Distinct(StringComparer.Ordinal).Count() != Inputs.Length) errors.Add(new("kafka:inputs", "names a topic twice"));
        foreach (var pattern in Inputs.Where(TopicPatterns.IsPattern))
            if (TopicPatterns.Mistake(pattern) is { } mistake) errors.Add(new("kafka:inputs", mistake));
        if (Inputs.Contains(Output, StringComparer.Ordinal))
            errors.Add(new("kafka:output", "is also an input: the worker would read what it writes"));
        if (Inputs.Contains(DeadLetter, StringComparer.Ordinal))
            errors.Add(new("kafka:deadLetter", "is also an input: the worker would read what it writes"));
        if (Output.Length > 0 && Output == DeadLetter) errors.Add(new("kafka:deadLetter", "is also the output"));
        if (Inputs.Contains(Repair, StringComparer.Ordinal))
            errors.Add(new("kafka:repair", "is also an input: the worker would read what it writes"));
        if (Repair.Length > 0 && (Repair == Output || Repair == DeadLetter))
            errors.Add(new("kafka:repair", "is also the output or the dead-letter topic"));
        if (Control.Length > 0 && (Inputs.Contains(Control, StringComparer.Ordinal) || Written.Contains(Control, StringComparer.Ordinal)))
            errors.Add(new("kafka:control", "is also an input, the output, the dead-letter or the repair topic"));
        errors.CheckRanges("kafka", this);
        errors.CheckRanges("kafka:transaction", Transaction);
        if (Transaction.TimeoutMs < 2 * Transaction.IntervalMs)
            errors.Add(new("kafka:transaction:timeoutMs", "must be at least twice kafka:transaction:intervalMs"));
        ClientProperties.Validate(this, errors);
        RefusePlaintext(errors);
    }

    private static void Require(List<OptionError> errors, string value, string key)
    {
        if (string.IsNullOrWhiteSpace(value)) errors.Add(new(key, "is required") { IsMissing = true });
    }

    private void RefusePlaintext(List<OptionError> errors)
    {
        if (AllowInsecure || BootstrapServers.Length == 0) return;
        foreach (var (section, own) in (ReadOnlySpan<(string, Dictionary<string, string>)>)[("consumer", Consumer), ("producer", Producer)])
        {
            var protocol = own.GetValueOrDefault("security.protocol") ?? Client.GetValueOrDefault("security.protocol") ?? "plaintext";
            if (!protocol.EndsWith("plaintext", StringComparison.OrdinalIgnoreCase)) continue;
            foreach (var server in BootstrapServers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (IsLoopback(server)) continue;
                errors.Add(new(own.ContainsKey("security.protocol") ? $"kafka:{section}:security.protocol" : "kafka:client:security.protocol",
                    $"is {protocol}, which sends texts in clear to {server}: use ssl or sasl_ssl, or set kafka:allowInsecure"));
                return;
            }
        }
    }

    private static bool IsLoopback(string server)
    {
        var host = server.Contains("://", StringComparison.Ordinal) ? server[(server.IndexOf("://", StringComparison.Ordinal) + 3)..] : server;
        var colon = host.LastIndexOf(':');
        if (colon > 0 && (host[colon - 1] == ']' || host.IndexOf(':', StringComparison.Ordinal) == colon)) host = host[..colon];
        host = host.Trim('[', ']');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }
}
