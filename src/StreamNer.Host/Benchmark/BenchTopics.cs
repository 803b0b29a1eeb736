using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamNer.Kafka;

namespace StreamNer.Host.Benchmark;

/// <summary>The benchmark's own topics, on the brokers named or on a cluster inside this process; they are gone when it is disposed.</summary>
internal sealed class BenchTopics : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly EmbeddedCluster? _embedded;
    private bool _created;

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

    /// <summary>Three names of their own, not created yet; without <paramref name="servers"/> on a cluster inside this process.</summary>
    public static BenchTopics On(string servers)
    {
        var suffix = Guid.NewGuid().ToString("N")[..8];
        if (servers.Length > 0) return new BenchTopics(null, servers, suffix);
        var cluster = new EmbeddedCluster();
        return new BenchTopics(cluster, cluster.BootstrapServers, suffix);
    }

    /// <summary>Creates them.</summary>
    /// <exception cref="KafkaException">The brokers refused.</exception>
    /// <exception cref="KafkaFatalException">No broker answers.</exception>
    public async Task Create(int partitions)
    {
        if (_embedded is not null)
        {
            foreach (var topic in All) _embedded.CreateTopic(topic, partitions);
            return;
        }

        using var admin = Admin();
        RequireBroker(admin);
        var wanted = new[] { (Input, 1 << 20), (Output, 2 << 20), (DeadLetter, 2 << 20) };
        await admin.CreateTopicsAsync(wanted.Select(topic => new TopicSpecification
        {
            Name = topic.Item1,
            NumPartitions = partitions,
            ReplicationFactor = 1,
            Configs = new() { ["max.message.bytes"] = $"{topic.Item2}" },
        }));
        _created = true;
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

        if (!_created) return;
        using var admin = Admin();
        await admin.DeleteTopicsAsync(All);
    }

    private IEnumerable<string> All => [Input, Output, DeadLetter];

    // Without an answer, creating topics would wait a minute and the client would talk to itself on standard error.
    private void RequireBroker(IAdminClient admin)
    {
        try
        {
            admin.GetMetadata(s_patience);
        }
        catch (KafkaException e)
        {
            throw new KafkaFatalException($"no broker of {Servers} (--bootstrap-servers) answers: {e.Error.Reason}", e);
        }
    }

    private IAdminClient Admin() =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Servers }).SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { }).Build();
}
