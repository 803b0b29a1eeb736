using System.Net;

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

/// <summary>Section <c>kafka:transaction</c>: a transaction is a run of consecutive micro-batches, closed by whichever bound is met first. At-least-once commits by the same bounds.</summary>
public sealed record TransactionOptions
{
    /// <summary>Milliseconds a run stays open, 0 (each micro-batch) to 60,000. Default 100.</summary>
    public int IntervalMs { get; init; } = 100;

    /// <summary>Records in a run, 1 to 1,000,000. Default 2,000.</summary>
    public int Records { get; init; } = 2_000;

    /// <summary>Input bytes in a run, 1 to 1 GiB. Default 8 MiB.</summary>
    public long Bytes { get; init; } = 8 << 20;

    /// <summary>
    /// Milliseconds after which the broker aborts a run that was not closed, 1,000 to 900,000 (the brokers' usual limit), at least twice the
    /// interval. Default 30,000: losing one of three brokers stalls a transaction for about 9 s.
    /// </summary>
    public int TimeoutMs { get; init; } = 30_000;
}

/// <summary>Section <c>kafka</c>.</summary>
public sealed record KafkaOptions : IValidatedOptions
{
    /// <summary>Comma-separated host:port.</summary>
    public string BootstrapServers { get; init; } = "";

    /// <summary>Topics to read.</summary>
    public string[] Inputs { get; init; } = [];

    /// <summary>The topic of enriched records.</summary>
    public string Output { get; init; } = "";

    /// <summary>The topic of rejected records.</summary>
    public string DeadLetter { get; init; } = "";

    /// <summary>The topic that keeps the coordinates of records made without the model; empty: none is written.</summary>
    public string Repair { get; init; } = "";

    /// <summary>The consumer group.</summary>
    public string Group { get; init; } = "";

    /// <summary>This worker's name within the group, stable over restarts and unique among live workers; empty takes the first free one of this host.</summary>
    public string Instance { get; init; } = "";

    /// <summary>Default <c>exactly-once</c>.</summary>
    public Delivery Delivery { get; init; } = Delivery.ExactlyOnce;

    /// <summary>Default <c>classic</c>.</summary>
    public MembershipProtocol GroupProtocol { get; init; } = MembershipProtocol.Classic;

    /// <summary>Default <c>earliest</c>.</summary>
    public OffsetReset OffsetReset { get; init; } = OffsetReset.Earliest;

    /// <summary>End when each assigned partition has been read to the end it had at start.</summary>
    public bool UntilEnd { get; init; }

    /// <summary>Allows connections without TLS to brokers off this host. Default false.</summary>
    public bool AllowInsecure { get; init; }

    /// <summary>Seconds between looks at lag and partition counts, 1 to 3,600. Default 5.</summary>
    public int ProbeSeconds { get; init; } = 5;

    /// <summary>When a run of batches is closed.</summary>
    public TransactionOptions Transaction { get; init; } = new();

    /// <summary>librdkafka properties for every client (security).</summary>
    public Dictionary<string, string> Client { get; init; } = new(StringComparer.Ordinal);

    /// <summary>librdkafka properties for the consumer.</summary>
    public Dictionary<string, string> Consumer { get; init; } = new(StringComparer.Ordinal);

    /// <summary>librdkafka properties for the producer.</summary>
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
        if (Inputs.Length == 0 || Array.Exists(Inputs, string.IsNullOrWhiteSpace)) errors.Add(new("kafka:inputs", "names at least one topic, none blank"));
        if (Inputs.Distinct(StringComparer.Ordinal).Count() != Inputs.Length) errors.Add(new("kafka:inputs", "names a topic twice"));
        if (Inputs.Contains(Output, StringComparer.Ordinal)) errors.Add(new("kafka:output", "is also an input: the worker would read what it writes"));
        if (Inputs.Contains(DeadLetter, StringComparer.Ordinal)) errors.Add(new("kafka:deadLetter", "is also an input: the worker would read what it writes"));
        if (Output.Length > 0 && Output == DeadLetter) errors.Add(new("kafka:deadLetter", "is also the output"));
        if (Inputs.Contains(Repair, StringComparer.Ordinal)) errors.Add(new("kafka:repair", "is also an input: the worker would read what it writes"));
        if (Repair.Length > 0 && (Repair == Output || Repair == DeadLetter)) errors.Add(new("kafka:repair", "is also the output or the dead-letter topic"));
        if (ProbeSeconds is < 1 or > 3_600) errors.Add(new("kafka:probeSeconds", $"must be 1 to 3600, is {ProbeSeconds}"));
        var run = Transaction;
        if (run.IntervalMs is < 0 or > 60_000) errors.Add(new("kafka:transaction:intervalMs", $"must be 0 to 60000, is {run.IntervalMs}"));
        if (run.Records is < 1 or > 1_000_000) errors.Add(new("kafka:transaction:records", $"must be 1 to 1000000, is {run.Records}"));
        if (run.Bytes is < 1 or > 1 << 30) errors.Add(new("kafka:transaction:bytes", $"must be 1 to {1 << 30}, is {run.Bytes}"));
        if (run.TimeoutMs is < 1_000 or > 900_000) errors.Add(new("kafka:transaction:timeoutMs", $"must be 1000 to 900000, is {run.TimeoutMs}"));
        else if (run.TimeoutMs < 2 * run.IntervalMs) errors.Add(new("kafka:transaction:timeoutMs", "must be at least twice kafka:transaction:intervalMs"));
        ClientProperties.Validate(this, errors);
        RefusePlaintext(errors);
    }

    private static void Require(List<OptionError> errors, string value, string key)
    {
        if (string.IsNullOrWhiteSpace(value)) errors.Add(new(key, "is required"));
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
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }
}
