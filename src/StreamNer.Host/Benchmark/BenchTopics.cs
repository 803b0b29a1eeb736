using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamNer.Kafka;

namespace StreamNer.Host.Benchmark;

/// <summary>The benchmark's own topics, on the brokers named or on a cluster inside this process; they are gone when it is disposed.</summary>
internal sealed class BenchTopics : IAsyncDisposable
{
    private readonly EmbeddedCluster? _embedded;

    private BenchTopics(EmbeddedCluster? embedded, string servers, string suffix)
    {
        _embedded = embedded;
        Servers = servers;
        (Input, Output, DeadLetter) = ($"bench-raw-{suffix}", $"bench-enriched-{suffix}", $"bench-dlq-{suffix}");
    }

    /// <summary>The brokers.</summary>
    public string Servers { get; }

    /// <summary>True for the cluster inside this process, which has no transactions worth the name.</summary>
    public bool IsEmbedded => _embedded is not null;

    /// <summary>The input topic.</summary>
    public string Input { get; }

    /// <summary>The enriched topic.</summary>
    public string Output { get; }

    /// <summary>The dead-letter topic.</summary>
    public string DeadLetter { get; }

    /// <summary>Creates three topics with names of their own.</summary>
    public static async Task<BenchTopics> Create(string servers, int partitions)
    {
        var suffix = Guid.NewGuid().ToString("N")[..8];
        if (servers.Length == 0)
        {
            var cluster = new EmbeddedCluster();
            var own = new BenchTopics(cluster, cluster.BootstrapServers, suffix);
            foreach (var topic in own.All) cluster.CreateTopic(topic, partitions);
            return own;
        }

        var topics = new BenchTopics(null, servers, suffix);
        using var admin = topics.Admin();
        var wanted = new[] { (topics.Input, 1 << 20), (topics.Output, 2 << 20), (topics.DeadLetter, 2 << 20) };
        await admin.CreateTopicsAsync(wanted.Select(topic => new TopicSpecification
        {
            Name = topic.Item1,
            NumPartitions = partitions,
            ReplicationFactor = 1,
            Configs = new() { ["max.message.bytes"] = $"{topic.Item2}" },
        }));
        return topics;
    }

    /// <summary>Writes each line as a record, round robin over the partitions.</summary>
    public void Preload(IReadOnlyList<string> lines, int partitions, CancellationToken cancel)
    {
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = Servers, LingerMs = 20 }).Build();
        for (var i = 0; i < lines.Count; i++)
        {
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                try
                {
                    producer.Produce(new TopicPartition(Input, i % partitions), new Message<Null, string> { Value = lines[i] });
                    break;
                }
                catch (ProduceException<Null, string> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
                {
                    producer.Poll(TimeSpan.FromMilliseconds(50));
                }
            }
        }

        producer.Flush(cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_embedded is not null)
        {
            _embedded.Dispose();
            return;
        }

        using var admin = Admin();
        await admin.DeleteTopicsAsync(All);
    }

    private IEnumerable<string> All => [Input, Output, DeadLetter];

    private IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Servers }).Build();
}
