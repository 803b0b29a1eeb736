using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace StreamNer.Kafka.Topics;

/// <summary>What a broker says of a topic now.</summary>
/// <param name="Partitions">How many it has; 0 where the broker does not know it.</param>
/// <param name="Id">Names the topic for as long as it exists: one that is deleted and made anew has another. Empty where the brokers have no
/// ids.</param>
internal readonly record struct TopicLook(int Partitions, string Id);

/// <summary>Asks any broker what topics there are. The group's coordinator is not needed.</summary>
internal static class TopicLooks
{
    // The client keeps the limit of a question by itself; a caller that holds a run must not depend on it.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    /// <summary>Asks, and gives what was answered; a topic that a broker did not answer for is left out.</summary>
    /// <exception cref="KafkaException">No answer within <paramref name="limit"/>.</exception>
    public static Dictionary<string, TopicLook> Ask(IAdminClient admin, IReadOnlyCollection<string> topics, TimeSpan limit)
    {
        List<TopicDescription> found;
        try
        {
            found =
                Within(limit, admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(topics), new() { RequestTimeout = limit })).TopicDescriptions;
        }
        catch (DescribeTopicsException e)
        {
            found = e.Results.TopicDescriptions;
        }

        var looks = new Dictionary<string, TopicLook>(StringComparer.Ordinal);
        foreach (var topic in found)
        {
            if (topic.Error.Code == ErrorCode.UnknownTopicOrPart) looks[topic.Name] = new(0, "");
            else if (!topic.Error.IsError) looks[topic.Name] = new(topic.Partitions.Count, IdOf(topic));
        }

        return looks;
    }

    /// <summary>As <see cref="Ask"/>, for clusters without ids or without a controller, whom the client asks for them.</summary>
    public static Dictionary<string, TopicLook> Count(IAdminClient admin, IReadOnlyCollection<string> topics, TimeSpan limit) =>
        topics.Select(topic => admin.GetMetadata(topic, limit).Topics.Find(found => found.Topic == topic)).OfType<TopicMetadata>()
            .Where(topic => !topic.Error.IsError || topic.Error.Code == ErrorCode.UnknownTopicOrPart)
            .ToDictionary(topic => topic.Topic, topic => new TopicLook(topic.Partitions.Count, ""), StringComparer.Ordinal);

    /// <summary>Names of all topics that this user may describe.</summary>
    /// <exception cref="KafkaException">No answer within <paramref name="limit"/>.</exception>
    public static IReadOnlyList<string> Names(IAdminClient admin, TimeSpan limit) =>
        [.. admin.GetMetadata(limit).Topics.Where(topic => !topic.Error.IsError).Select(topic => topic.Topic)];

    /// <summary>The oldest offset that each partition keeps; what is not answered is left out.</summary>
    public static Dictionary<TopicPartition, long> Begins(IAdminClient admin, IReadOnlyCollection<TopicPartition> partitions, TimeSpan limit) =>
        Offsets(admin, partitions, OffsetSpec.Earliest(), limit);

    /// <summary>The offset that each partition's next record gets, open transactions or not; what is not answered is left out.</summary>
    public static Dictionary<TopicPartition, long> Ends(IAdminClient admin, IReadOnlyCollection<TopicPartition> partitions, TimeSpan limit) =>
        Offsets(admin, partitions, OffsetSpec.Latest(), limit);

    private static Dictionary<TopicPartition, long> Offsets(
        IAdminClient admin, IReadOnlyCollection<TopicPartition> partitions, OffsetSpec spec, TimeSpan limit)
    {
        if (partitions.Count == 0) return [];
        List<ListOffsetsResultInfo> found;
        try
        {
            var options = new ListOffsetsOptions { RequestTimeout = limit, IsolationLevel = IsolationLevel.ReadUncommitted };
            var specs = partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = spec });
            found = Within(limit, admin.ListOffsetsAsync(specs, options)).ResultInfos;
        }
        catch (ListOffsetsException e)
        {
            found = e.Result.ResultInfos;
        }
        catch (KafkaException)
        {
            return [];
        }

        return found.Select(f => f.TopicPartitionOffsetError).Where(f => !f.Error.IsError && f.Offset.Value >= 0)
            .ToDictionary(f => f.TopicPartition, f => f.Offset.Value);
    }

    private static T Within<T>(TimeSpan limit, Task<T> asked)
    {
        if (Task.WaitAny([asked], limit + s_grace) >= 0) return asked.GetAwaiter().GetResult();
        throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"no broker has answered within {limit.TotalSeconds:0} s"));
    }

    private static string IdOf(TopicDescription topic) =>
        topic.TopicId is { } id && (id.MostSignificantBits.Value, id.LeastSignificantBits.Value) != (0, 0) ? id.ToString() : "";
}
