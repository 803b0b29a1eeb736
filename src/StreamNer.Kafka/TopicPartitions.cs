using Confluent.Kafka;
using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>The client's partitions in our words.</summary>
internal static class TopicPartitions
{
    /// <summary>As in messages: <c>raw[0]</c>.</summary>
    public static string Name(this TopicPartition partition) => PartitionName.Of(partition.Topic, partition.Partition.Value);
}
