using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamNer.Kafka.Topics;

namespace StreamNer.Kafka.Replay;

/// <summary>Asks the brokers where ranges begin and end.</summary>
internal static class RangeReader
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);

    /// <summary>What there is of each partition of a topic, by number.</summary>
    /// <exception cref="KafkaFatalException">The topic is not there.</exception>
    /// <exception cref="KafkaException">No answer, or one that lacks a partition.</exception>
    public static async Task<IReadOnlyList<PartitionBounds>> Bounds(ClusterReader cluster, string topic, RangeBound from, RangeBound to)
    {
        var facts = (await cluster.Topics([topic]))[topic];
        if (!facts.Exists) throw new KafkaFatalException($"kafka:inputs: topic {topic} cannot be read: {facts.Error.GetReason()}");
        var partitions = Enumerable.Range(0, facts.Partitions).Select(p => new TopicPartition(topic, p)).ToList();
        var low = await Offsets(cluster, partitions, OffsetSpec.Earliest());
        var end = await Offsets(cluster, partitions, OffsetSpec.Latest());
        var atFrom = from.Kind == RangeBoundKind.Time ? await Offsets(cluster, partitions, OffsetSpec.ForTimestamp(from.Number)) : [];
        var atTo = to.Kind == RangeBoundKind.Time ? await Offsets(cluster, partitions, OffsetSpec.ForTimestamp(to.Number)) : [];
        return
        [
            .. partitions.Select(partition => new PartitionBounds(
                partition.Partition.Value, Known(low, partition), Known(end, partition), Found(atFrom, partition), Found(atTo, partition))),
        ];
    }

    private static async Task<Dictionary<TopicPartition, long>> Offsets(ClusterReader cluster, List<TopicPartition> partitions, OffsetSpec spec)
    {
        var options = new ListOffsetsOptions { RequestTimeout = s_limit, IsolationLevel = IsolationLevel.ReadCommitted };
        var asked = partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = spec });
        List<ListOffsetsResultInfo> found;
        try
        {
            found = (await cluster.Ask(admin => admin.ListOffsetsAsync(asked, options))).ResultInfos;
        }
        catch (ListOffsetsException e)
        {
            found = e.Result.ResultInfos;
        }

        if (found.Find(one => one.TopicPartitionOffsetError.Error.IsError)?.TopicPartitionOffsetError is { } failed)
            throw new KafkaException(new Error(failed.Error.Code, $"{failed.TopicPartition.Name()}: {failed.Error.Reason}"));
        return found.ToDictionary(one => one.TopicPartitionOffsetError.TopicPartition, one => one.TopicPartitionOffsetError.Offset.Value);
    }

    private static long Known(Dictionary<TopicPartition, long> offsets, TopicPartition partition) =>
        offsets.TryGetValue(partition, out var offset) && offset >= 0
            ? offset
            : throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"{partition.Name()}: no broker says where it begins or ends"));

    // A time later than every record has no offset.
    private static long? Found(Dictionary<TopicPartition, long> offsets, TopicPartition partition) =>
        offsets.TryGetValue(partition, out var offset) && offset >= 0 ? offset : null;
}
