using System.Globalization;
using Confluent.Kafka;
using StreamNer.Configuration;
using StreamNer.Diagnostics;

namespace StreamNer.Kafka;

/// <summary>The properties of the clients: what the guarantees need, then sound defaults, then what the user passes through.</summary>
internal static class ClientProperties
{
    private const string Guarantee = "is set by the worker: another value would break a guarantee";

    private static readonly Dictionary<string, string> s_refused = new(StringComparer.Ordinal)
    {
        ["enable.auto.commit"] = Guarantee,
        ["auto.commit.enable"] = Guarantee,
        ["enable.auto.offset.store"] = Guarantee,
        ["enable.partition.eof"] = Guarantee,
        ["isolation.level"] = Guarantee,
        ["acks"] = Guarantee,
        ["request.required.acks"] = Guarantee,
        ["enable.idempotence"] = Guarantee,
        ["enable.gapless.guarantee"] = Guarantee,
        ["partitioner"] = Guarantee,
        ["transactional.id"] = "is kafka:group and kafka:instance joined by a dash: set those",
        ["transaction.timeout.ms"] = "set kafka:transaction:timeoutMs",
        ["message.timeout.ms"] = "follows from kafka:transaction:timeoutMs",
        ["delivery.timeout.ms"] = "follows from kafka:transaction:timeoutMs",
        ["auto.offset.reset"] = "set kafka:offsetReset",
        ["group.id"] = "set kafka:group",
        ["group.protocol"] = "set kafka:groupProtocol",
        ["bootstrap.servers"] = "set kafka:bootstrapServers",
        ["metadata.broker.list"] = "set kafka:bootstrapServers",
        ["dotnet.producer.enable.delivery.reports"] = Guarantee,
        ["delivery.report.only.error"] = Guarantee,
    };

    private static readonly string[] s_brokerSide =
        ["session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy", "group.protocol.type"];

    /// <summary>What both sides and admin clients share: brokers and security.</summary>
    public static ClientConfig Common(KafkaOptions options)
    {
        var config = new ClientConfig { BootstrapServers = options.BootstrapServers, ClientId = ClientId(options) };
        foreach (var (name, value) in options.Client) config.Set(name, value);
        return config;
    }

    /// <summary>The consumer's configuration.</summary>
    public static ConsumerConfig Consumer(KafkaOptions options)
    {
        var config = new ConsumerConfig(new Dictionary<string, string>(StringComparer.Ordinal))
        {
            BootstrapServers = options.BootstrapServers,
            ClientId = ClientId(options),
            GroupId = options.Group,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            EnablePartitionEof = true,
            IsolationLevel = IsolationLevel.ReadCommitted,
            AutoOffsetReset = options.OffsetReset switch
            {
                OffsetReset.Latest => AutoOffsetReset.Latest,
                OffsetReset.Error =>
                AutoOffsetReset.Error,
                _ => AutoOffsetReset.Earliest
            },
            AllowAutoCreateTopics = false,

            // How soon added partitions are seen; the default is five minutes.
            TopicMetadataRefreshIntervalMs = 10_000,

            // With small queues the default of a second makes latency saw-tooth.
            FetchQueueBackoffMs = 20,
            QueuedMaxMessagesKbytes = 16 * 1024,

            // Each queued message costs the client some hundred bytes beside its own: the default of 100,000 took 90 MiB with short texts, for no more
            // throughput.
            QueuedMinMessages = 5_000,
            SocketKeepaliveEnable = true,
        };
        if (options.GroupProtocol == MembershipProtocol.Consumer)
        {
            config.GroupProtocol = Confluent.Kafka.GroupProtocol.Consumer;
        }
        else
        {
            config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky;
            config.SessionTimeoutMs = 10_000;
            config.HeartbeatIntervalMs = 1_000;
        }

        PassThrough(config, options.Client, options.Consumer);
        return config;
    }

    /// <summary>The producer's configuration; <paramref name="transactionalId"/> is null for at-least-once.</summary>
    public static ProducerConfig Producer(KafkaOptions options, string? transactionalId)
    {
        var config = new ProducerConfig(new Dictionary<string, string>(StringComparer.Ordinal))
        {
            BootstrapServers = options.BootstrapServers,
            ClientId = ClientId(options),
            Acks = Acks.All,
            EnableIdempotence = true,
            CompressionType = CompressionType.Lz4,
            LingerMs = 5,
            DeliveryReportFields = "none",
            AllowAutoCreateTopics = false,
            SocketKeepaliveEnable = true,

            // Must end before the broker gives the transaction up, or a late record could join the next one.
            MessageTimeoutMs = Math.Max(500, options.Transaction.TimeoutMs * 9 / 10),
        };
        if (transactionalId is not null)
        {
            config.TransactionalId = transactionalId;
            config.TransactionTimeoutMs = options.Transaction.TimeoutMs;
        }
        else
        {
            // Without a transaction readers see what follows a record that was given up, and the record itself only when it comes again: no record is
            // given up alone (RunProtocol.Flush gives up all that is under way), and a refusal ends the client.
            config.MessageTimeoutMs = 0;
            config.EnableGaplessGuarantee = true;
        }

        PassThrough(config, options.Client, options.Producer);
        return config;
    }

    /// <summary><c>max.poll.interval.ms</c> in force.</summary>
    public static TimeSpan MaxPollInterval(KafkaOptions options) => TimeSpan.FromMilliseconds(
        options.Consumer.TryGetValue("max.poll.interval.ms", out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) ? ms : 300_000);

    /// <summary>Passes on what the client library says at warning level and above.</summary>
    internal static void Log(EventLog log, LogMessage message)
    {
        // That it is experimental is known, and nothing that an operator could change.
        if (message.Facility == "CONFWARN" && message.Message.Contains("enable.gapless.guarantee", StringComparison.Ordinal)) return;
        if (message.Level <= SyslogLevel.Warning) log.Warn("kafka.client", $"{message.Facility}: {message.Message}", ("code", message.Facility));
    }

    /// <summary>Appends the properties that are refused, by us or by librdkafka, each with its key.</summary>
    internal static void Validate(KafkaOptions options, List<OptionError> errors)
    {
        var before = errors.Count;
        foreach (var (section, properties) in (ReadOnlySpan<(string, Dictionary<string, string>)>)[("client", options.Client),
            ("consumer", options.Consumer), ("producer", options.Producer)])
        {
            foreach (var name in properties.Keys.Order(StringComparer.Ordinal))
            {
                if (s_refused.TryGetValue(name, out var why)) errors.Add(new($"kafka:{section}:{name}", why));
                else if (options.GroupProtocol == MembershipProtocol.Consumer && s_brokerSide.Contains(name, StringComparer.Ordinal))
                    errors.Add(new($"kafka:{section}:{name}", "is the broker's to set with kafka:groupProtocol consumer"));
                else NativeProperties.Check($"kafka:{section}", name, properties[name], errors);
            }
        }

        if (errors.Count == before) NativeProperties.Try(options, errors);
    }

    // What brokers write in their logs and count quotas by.
    private static string ClientId(KafkaOptions options) => options.Instance.Length > 0 ? $"streamner-{options.Instance}" : "streamner";

    private static void PassThrough(ClientConfig config, params ReadOnlySpan<Dictionary<string, string>> sources)
    {
        foreach (var source in sources) foreach (var (name, value) in source) config.Set(name, value);
    }
}
