using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using StreamNer.Kafka.Topics;

namespace StreamNer.Kafka.Control;

/// <summary>
/// The compacted topic that keeps what commands must agree on over processes: ranges of replays and aliases of outputs. One partition; a record's
/// key is its kind and name (<c>replay/NAME</c>, <c>alias/NAME</c>), its value one JSON object with a <c>version</c>.
/// </summary>
internal sealed class ControlTopic
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    // Longer than the time-out of any writer's transaction: the brokers have ended it by then.
    private static readonly TimeSpan s_openLimit = TimeSpan.FromSeconds(40);
    private readonly KafkaOptions _options;

    private ControlTopic(KafkaOptions options) => (_options, Partition) = (options, new TopicPartition(options.Control, 0));

    /// <summary>Its only partition.</summary>
    public TopicPartition Partition { get; }

    /// <summary>Checks that the topic can keep records for good.</summary>
    /// <param name="options">Brokers, security and <see cref="KafkaOptions.Control"/>.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="KafkaFatalException">It cannot: the message says why, and what to change.</exception>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public static async Task<ControlTopic> Open(KafkaOptions options, CancellationToken cancel)
    {
        if (options.Control.Length == 0)
            throw new KafkaFatalException("kafka:control is not set: name the topic that keeps ranges and aliases (--control), or make one with "
                + "'streamner topics create --control NAME'");
        using var reader = new ClusterReader(options, cancel);
        var (_, absent) = await reader.Brokers();
        if (absent is not null)
            throw new KafkaException(new Error(ErrorCode.Local_AllBrokersDown,
                $"no broker of {options.BootstrapServers} (kafka:bootstrapServers) answers: {absent}"));
        if (Misfit((await reader.Topics([options.Control]))[options.Control]) is { } misfit)
            throw new KafkaFatalException($"kafka:control: {misfit}");
        return new ControlTopic(options);
    }

    /// <summary>Why a topic cannot keep the records; null when it can.</summary>
    internal static string? Misfit(TopicFacts topic)
    {
        if (topic.Error == ErrorCode.UnknownTopicOrPart)
            return $"topic '{topic.Name}' does not exist: make it with 'streamner topics create --control {topic.Name}'";
        if (!topic.Exists) return $"topic '{topic.Name}' cannot be described: {topic.Error.GetReason()}";
        if (topic.Partitions != 1)
            return $"topic '{topic.Name}' has {topic.Partitions} partitions, and its records have one order: name a topic with one partition";
        if (!topic.SettingsKnown)
            return $"the settings of topic '{topic.Name}' cannot be read, so it is unknown whether it is compacted: allow DescribeConfigs on it";
        return topic is { Compacted: true, Deletes: false }
            ? null
            : $"topic '{topic.Name}' has cleanup.policy {(topic.Compacted ? "compact,delete" : "delete")}, and retention would take its records: set "
                + "it to compact";
    }

    /// <summary>The latest value of each key, read to the topic's end. Waits for transactions that are open: what they write counts, or is
    /// dropped.</summary>
    /// <exception cref="KafkaException">No answer, or a transaction stays open for longer than its time-out.</exception>
    public Dictionary<string, byte[]> Read(CancellationToken cancel)
    {
        var end = End();
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(ClientProperties.Consumer(_options with { OffsetReset = OffsetReset.Earliest }))
            .SetKeyDeserializer(Deserializers.ByteArray!).SetValueDeserializer(Deserializers.ByteArray!)
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(Partition, Offset.Beginning));
        var since = TimeProvider.System.GetTimestamp();
        for (long next = 0; next < end;)
        {
            cancel.ThrowIfCancellationRequested();
            if (TimeProvider.System.GetElapsedTime(since) > s_openLimit)
                throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"{Partition.Name()} cannot be read to its end, offset {end}"));
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } result) continue;
            next = result.IsPartitionEOF ? result.Offset.Value : result.Offset.Value + 1;
            if (result.IsPartitionEOF || result.Message.Key is not { } bytes) continue;
            var key = Encoding.UTF8.GetString(bytes);
            if (result.Message.Value is { } value) found[key] = value;
            else found.Remove(key);
        }

        return found;
    }

    /// <summary>The record of a key; null where there is none.</summary>
    /// <exception cref="KafkaFatalException">It was written by a later version, or is damaged.</exception>
    /// <exception cref="KafkaException">As <see cref="Read(CancellationToken)"/>.</exception>
    public T? Read<T>(string key, CancellationToken cancel) where T : ControlRecord =>
        Read(cancel).TryGetValue(key, out var value) ? ControlRecord.Parse<T>(key, value) : null;

    /// <summary>Writes records of one key. An earlier writer of that key is fenced: it can write no more, and what it left open is dropped.</summary>
    /// <exception cref="KafkaException">No broker answers, or the transactional id is refused.</exception>
    public ControlWriter Writer(string key) => new(_options, Partition, key);

    // Open transactions included.
    private long End()
    {
        using var admin = new OwnedAdmin(new AdminClientBuilder(ClientProperties.Common(_options)).SetLogHandler((_, _) => { }));
        return TopicLooks.Ends(admin.Client, [Partition], s_limit).TryGetValue(Partition, out var end)
            ? end
            : throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"no broker says where {Partition.Name()} ends"));
    }
}

/// <summary>What records of the control topic have in common.</summary>
internal abstract record ControlRecord
{
    /// <summary>The version that this program writes, and the highest that it reads.</summary>
    public const int Latest = 1;

    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The format's version. A later one may add fields; it is raised where an older program would go wrong.</summary>
    public int Version { get; init; } = Latest;

    /// <summary>One line of JSON.</summary>
    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, GetType(), s_json);

    /// <summary>Reads a value.</summary>
    /// <exception cref="KafkaFatalException">It was written by a later version, or is no such record.</exception>
    internal static T Parse<T>(string key, byte[] value) where T : ControlRecord
    {
        T? record = null;
        try
        {
            record = JsonSerializer.Deserialize<T>(value, s_json);
        }
        catch (JsonException)
        {
            // Said below, without what stands in it.
        }

        if (record is null) throw new KafkaFatalException($"kafka:control: the record {key} is damaged");
        return record.Version <= Latest
            ? record
            : throw new KafkaFatalException($"kafka:control: the record {key} has version {record.Version}, and this program knows {Latest}: use the "
                + "program that wrote it, or a later one");
    }
}
