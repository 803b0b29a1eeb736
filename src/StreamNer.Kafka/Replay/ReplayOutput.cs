using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamNer.Flow;
using StreamNer.Kafka.Topics;

namespace StreamNer.Kafka.Replay;

/// <summary>The output of a replay: made with the partitions and settings of the old one, or checked where it is there.</summary>
internal static class ReplayOutput
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    /// <summary>How many partitions it has or would get, and what would be done in a sentence.</summary>
    /// <exception cref="KafkaFatalException">It does not fit.</exception>
    public static async Task<(int Partitions, string Note)> Check(ClusterReader cluster, ReplayPlan plan)
    {
        var (output, pattern) = await Look(cluster, plan);
        if (output.Exists) return (output.Partitions, $"{output.Name} exists: {PartitionName.Count(output.Partitions)}");
        return (pattern.Partitions, $"{output.Name} would be created like {pattern.Name}: {PartitionName.Count(pattern.Partitions)}");
    }

    /// <summary>Makes it where it is missing, and waits until all brokers know it.</summary>
    /// <exception cref="KafkaFatalException">It does not fit, or may not be made.</exception>
    public static async Task<(int Partitions, string Note)> Make(ClusterReader cluster, ReplayPlan plan, CancellationToken cancel)
    {
        var (output, pattern) = await Look(cluster, plan);
        if (output.Exists) return (output.Partitions, $"{output.Name} exists: {PartitionName.Count(output.Partitions)}");
        var specification = new TopicSpecification
        {
            Name = output.Name,
            NumPartitions = pattern.Partitions,
            ReplicationFactor = pattern.Replicas > 0 ? (short)pattern.Replicas : (short)-1,
            Configs = pattern.Name == plan.Input ? OfInput(pattern) : await Own(cluster, pattern.Name),
        };
        try
        {
            await cluster.Ask(async admin =>
            {
                await admin.CreateTopicsAsync([specification], new() { RequestTimeout = s_limit });
                return true;
            });
        }
        catch (CreateTopicsException e) when (e.Results[0].Error.Code != ErrorCode.TopicAlreadyExists)
        {
            throw new KafkaFatalException($"{output.Name} (--output) cannot be created: {e.Results[0].Error.Reason}", e);
        }
        catch (CreateTopicsException)
        {
            // Another worker of this replay has made it at the same moment; it is looked at below.
        }

        var since = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(since) < s_limit)
        {
            if ((await Look(cluster, plan)).Output.Exists)
                return (pattern.Partitions, $"{output.Name} was created like {pattern.Name}: {PartitionName.Count(pattern.Partitions)}");
            await Task.Delay(s_look, cancel);
        }

        throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"{output.Name} was created, but no broker describes it"));
    }

    // The output, and the topic that it is to be like: the old output, or the input where none is named.
    private static async Task<(TopicFacts Output, TopicFacts Pattern)> Look(ClusterReader cluster, ReplayPlan plan)
    {
        var like = plan.Like.Length > 0 ? plan.Like : plan.Input;
        var topics = await cluster.Topics([.. new[] { like, plan.Options.Output }.Distinct(StringComparer.Ordinal)]);
        var (output, pattern) = (topics[plan.Options.Output], topics[like]);
        if (!pattern.Exists)
            throw new KafkaFatalException($"topic {like}, the pattern for {output.Name}, does not exist: {pattern.Error.GetReason()}");
        if (!output.Exists && output.Error != ErrorCode.UnknownTopicOrPart)
            throw new KafkaFatalException($"{output.Name} (--output) cannot be described: {output.Error.GetReason()}");
        if (output.Exists && output.Partitions != pattern.Partitions)
            throw new KafkaFatalException(
                $"{output.Name} (--output) has {PartitionName.Count(output.Partitions)}, and {like} has {pattern.Partitions}: consumers could not go "
                + "over from one to the other; delete it and let the replay create it, or name another");
        return (output, pattern);
    }

    private static Dictionary<string, string> OfInput(TopicFacts input) => new(StringComparer.Ordinal)
    {
        ["max.message.bytes"] = Math.Min(2 * input.MaxMessageBytes, int.MaxValue).ToString(CultureInfo.InvariantCulture),
        ["cleanup.policy"] = "delete",
    };

    // What was set for the topic itself; the rest is the brokers' default for both.
    private static async Task<Dictionary<string, string>> Own(ClusterReader cluster, string topic)
    {
        var described = await cluster.Ask(admin => admin.DescribeConfigsAsync(
            [new ConfigResource { Type = ResourceType.Topic, Name = topic }], new() { RequestTimeout = s_limit }));
        return described[0].Entries.Values
            .Where(entry => entry.Source == ConfigSource.DynamicTopicConfig && entry.Value is not null
                && !entry.Name.EndsWith(".replication.throttled.replicas", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);
    }
}
