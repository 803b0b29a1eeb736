using System.Collections.Concurrent;
using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace StreamNer.KafkaTests.Clusters;

/// <summary>A running Kafka cluster and what tests do with it beside the code under test. Thread-safe.</summary>
public sealed class KafkaCluster : IAsyncDisposable
{
    private readonly Func<string[], Task<string>>? _command;
    private readonly Func<Task> _stop;
    private readonly ConcurrentQueue<string> _topics = new();
    private readonly bool _deleteTopics;
    private readonly Lazy<IAdminClient> _admin;
    private int _disposed;
    private static int s_names;

    internal KafkaCluster(string bootstrapServers, Func<Task> stop, Func<string[], Task<string>>? command = null, string? caFile = null,
        bool deleteTopics = false)
    {
        BootstrapServers = bootstrapServers;
        CaFile = caFile;
        _stop = stop;
        _command = command;
        _deleteTopics = deleteTopics;
        _admin = new(() => new AdminClientBuilder(Client()).SetLogHandler((_, _) => { }).Build());
    }

    /// <summary>Comma-separated host:port.</summary>
    public string BootstrapServers { get; }

    /// <summary>The certificate authority of a secure cluster (TLS, SCRAM-SHA-512, ACLs; users admin and app); null for a plain one.</summary>
    public string? CaFile { get; }

    /// <summary>Whether <see cref="Run"/> works: brokers can be killed, access lists changed.</summary>
    public bool HasCommands => _command is not null;

    /// <summary>A command of the launcher script, such as <c>Run("kill-broker", "2")</c>; gives its output.</summary>
    public async Task<string> Run(params string[] command)
    {
        var run = _command ?? throw new InvalidOperationException("only a launched cluster takes commands");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await run(command);
            }
            catch (InvalidOperationException e) when (attempt < 3 && e.Message.Contains(" died", StringComparison.Ordinal))
            {
                // On a busy machine the launcher may look for the broker before its process has become one.
            }
            catch (InvalidOperationException e) when (attempt > 1 && e.Message.Contains(" is already running", StringComparison.Ordinal))
            {
                // It had not died. That it is ready is awaited by whoever goes on with it.
                return "";
            }
        }
    }

    /// <summary>Client properties for <paramref name="user"/> (secure clusters: admin or app).</summary>
    public Dictionary<string, string> Client(string user = "admin")
    {
        var config = new Dictionary<string, string>(StringComparer.Ordinal) { ["bootstrap.servers"] = BootstrapServers };
        if (CaFile is null) return config;
        config["security.protocol"] = "SASL_SSL";
        config["sasl.mechanism"] = "SCRAM-SHA-512";
        config["sasl.username"] = user;
        config["sasl.password"] = user + "-secret";
        config["ssl.ca.location"] = CaFile;
        return config;
    }

    /// <summary>A name that no other test, run or process uses.</summary>
    public static string UniqueName(string prefix) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{prefix}-{Environment.ProcessId}-{Interlocked.Increment(ref s_names)}-{Guid.NewGuid().ToString("n")[..6]}");

    /// <summary>An admin client of the user admin.</summary>
    public IAdminClient Admin() => new AdminClientBuilder(Client()).Build();

    /// <summary>Creates a topic with a unique name that starts with <paramref name="prefix"/>, waits until it has leaders, and gives its
    /// name.</summary>
    public async Task<string> CreateTopic(string prefix, int partitions = 1, params (string Key, string Value)[] config)
    {
        var name = UniqueName(prefix);
        await CreateTopicNamed(name, partitions, config);
        return name;
    }

    /// <summary>The same with the name given.</summary>
    public Task CreateTopicNamed(string name, int partitions = 1, params (string Key, string Value)[] config) =>
        CreateTopics(partitions, (name, config));

    /// <summary>Creates topics with the names given in one call, and waits until all of them have leaders.</summary>
    public async Task CreateTopics(int partitions, params (string Name, (string Key, string Value)[] Config)[] topics)
    {
        var specifications = topics.Select(topic => new TopicSpecification
        {
            Name = topic.Name,
            NumPartitions = partitions,
            ReplicationFactor = -1,
            Configs = topic.Config.ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal),
        }).ToList();
        await Eventually.True(
            async () =>
            {
                try
                {
                    if (specifications.Count > 0) await _admin.Value.CreateTopicsAsync(specifications);
                    return true;
                }
                catch (CreateTopicsException e) when (e.Results.TrueForAll(r => !r.Error.IsError || IsForNow(r.Error.Code)))
                {
                    specifications.RemoveAll(topic => e.Results.Exists(r => r.Topic == topic.Name && !r.Error.IsError));
                    return false;
                }
            },
            "the controller has brokers for the topics");
        foreach (var (name, _) in topics)
        {
            if (_deleteTopics) _topics.Enqueue(name);
            await Eventually.True(
                () => _admin.Value.GetMetadata(name, TimeSpan.FromSeconds(10)).Topics is [{ Error.IsError: false } topic]
                    && topic.Partitions.Count == partitions && topic.Partitions.TrueForAll(p => p.Leader >= 0),
                $"topic {name} has leaders");
        }
    }

    // A broker that was starved of processor time is fenced until its next heartbeat.
    private static bool IsForNow(ErrorCode code) => code is ErrorCode.InvalidReplicationFactor or ErrorCode.RequestTimedOut;

    /// <summary>Writes records (acknowledged by all replicas) in the order given and gives their offsets.</summary>
    public async Task<IReadOnlyList<TopicPartitionOffset>> Produce(string topic, IEnumerable<Message<byte[]?, byte[]?>> messages,
        int? partition = null)
    {
        using var producer =
            new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig(Client())
            {
                Acks = Acks.All,
                EnableIdempotence = true,
                MessageMaxBytes = 32 << 20
            })
            .SetKeySerializer(Serializers.ByteArray!).SetValueSerializer(Serializers.ByteArray!).Build();
        var target = new TopicPartition(topic, partition ?? Partition.Any);
        var written = await Task.WhenAll(messages.Select(m => producer.ProduceAsync(target, m)));
        return [.. written.Select(r => r.TopicPartitionOffset)];
    }

    /// <summary>Everything visible under <c>read_committed</c> at the time of the call, by partition and offset, read by a client of its
    /// own.</summary>
    public IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> ReadCommitted(string topic, TimeSpan? limit = null)
    {
        var config = new ConsumerConfig(Client())
        {
            GroupId = UniqueName("reader"),
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            IsolationLevel = IsolationLevel.ReadCommitted,
            FetchMaxBytes = 64 << 20,
            MaxPartitionFetchBytes = 32 << 20,
        };
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(config).SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!).Build();
        using var admin = Admin();
        var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(20)).Topics[0].Partitions.ConvertAll(p =>
            new TopicPartitionOffset(topic, p.PartitionId, Offset.Beginning));
        consumer.Assign(partitions);
        using var deadline = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(60));
        var records = new List<ConsumeResult<byte[]?, byte[]?>>();
        for (var open = partitions.Count; open > 0;)
        {
            var result = consumer.Consume(deadline.Token);
            if (result.IsPartitionEOF) open--;
            else records.Add(result);
        }

        consumer.Unassign();
        return [.. records.OrderBy(r => r.Partition.Value).ThenBy(r => r.Offset.Value)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A test disposes of its own cluster, and the fixture of all that it has started.
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        if (!_topics.IsEmpty) await _admin.Value.DeleteTopicsAsync(_topics);
        if (_admin.IsValueCreated) _admin.Value.Dispose();
        await _stop();
    }
}
