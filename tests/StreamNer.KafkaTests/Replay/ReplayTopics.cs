using Confluent.Kafka;
using StreamNer.Kafka;
using StreamNer.Kafka.Replay;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Flow;

namespace StreamNer.KafkaTests.Replay;

/// <summary>An input, the output and dead letters of its workers, a control topic, and a new output that is not there yet.</summary>
internal sealed record ReplayTopics(KafkaCluster Cluster, string Raw, string Enriched, string DeadLetter, string Control, string Next)
{
    public string Name => Raw + "-replay";

    public KafkaOptions Options =>
        TestWorker.Options(Cluster.BootstrapServers, Raw, Next, DeadLetter, ReplayRecord.Group(Name)) with { Control = Control };

    public ReplayPlan Plan => new() { Name = Name, Options = Options, Like = Enriched, Snapshot = "s1" };

    /// <summary>The arguments that every worker of the replay has.</summary>
    public string[] Arguments =>
    [
        "--bootstrap-servers", Cluster.BootstrapServers, "--input", Raw, "--output", Next, "--dead-letter", DeadLetter, "--control", Control,
        "--name", Name, "--like", Enriched, "--output-format", "json", "--set", "kafka:probeSeconds=1",
    ];

    /// <summary>The arguments with other values.</summary>
    public string[] With(params (string Name, string Value)[] others)
    {
        string[] arguments = [.. Arguments];
        foreach (var (name, value) in others) arguments[Array.IndexOf(arguments, name) + 1] = value;
        return arguments;
    }

    public static async Task<ReplayTopics> Create(KafkaCluster cluster, int partitions = 2)
    {
        var raw = await cluster.CreateTopic("raw", partitions);
        var topics = new ReplayTopics(cluster, raw, raw + ".enriched", raw + ".dlq", raw + ".control", raw + ".v2");
        await cluster.CreateTopics(
            partitions, (topics.Enriched, [("max.message.bytes", "2097152"), ("retention.ms", "123456789")]),
            (topics.DeadLetter, [("max.message.bytes", "1064972")]));
        await cluster.CreateTopicNamed(topics.Control, 1, ("cleanup.policy", "compact"));
        return topics;
    }

    /// <summary>Deletes the records of a partition below <paramref name="before"/>, as retention does.</summary>
    public async Task Cut(int partition, long before)
    {
        using var admin = Cluster.Admin();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(Raw, partition, before)]);
    }
}
