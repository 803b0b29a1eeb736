using Confluent.Kafka.Admin;
using StreamNer.Kafka;
using StreamNer.KafkaTests.Clusters;

namespace StreamNer.KafkaTests.Flow;

/// <summary>The topics of one worker.</summary>
internal static class SomeTopics
{
    /// <summary>Creates input, output and dead-letter topic, and gives options for them with a group of their own.</summary>
    public static async Task<KafkaOptions> Create(KafkaCluster cluster, int partitions, int? written = null)
    {
        var input = await cluster.CreateTopic("raw", partitions);
        var options = TestWorker.Options(cluster.BootstrapServers, input, input + ".enriched", input + ".dlq", input + ".group");
        await cluster.CreateTopicNamed(options.Output, written ?? partitions);
        await cluster.CreateTopicNamed(options.DeadLetter, written ?? partitions);
        return options;
    }

    /// <summary>Deletes a topic and creates it again, empty.</summary>
    public static async Task Replace(KafkaCluster cluster, string topic, int partitions = 1)
    {
        using var admin = cluster.Admin();
        await admin.DeleteTopicsAsync([topic]);
        await Eventually.True(() => admin.GetMetadata(TimeSpan.FromSeconds(20)).Topics.TrueForAll(found => found.Topic != topic),
            "the topic is gone");
        await cluster.CreateTopicNamed(topic, partitions);
    }

    /// <summary>Adds partitions.</summary>
    public static async Task Grow(KafkaCluster cluster, int partitions, params string[] topics)
    {
        using var admin = cluster.Admin();
        await admin.CreatePartitionsAsync(topics.Select(topic => new PartitionsSpecification { Topic = topic, IncreaseTo = partitions }));
    }
}
