using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamNer.Flow;
using StreamNer.Kafka.Control;
using StreamNer.Kafka.Records;

namespace StreamNer.Kafka.Topics;

/// <summary>What is to become of a topic.</summary>
internal enum TopicAction
{
    /// <summary>It was created (with a dry run: would be).</summary>
    Created,

    /// <summary>It is there and fits.</summary>
    Kept,

    /// <summary>It is there and does not fit, or cannot be made; nothing was created.</summary>
    Refused,
}

/// <summary>One topic of <see cref="TopicAdmin"/>: what was done and, in a sentence, with which numbers or why not.</summary>
internal readonly record struct TopicChange(string Topic, TopicAction Action, string Message);

/// <summary>Makes the output, dead-letter and (where they are named) repair and control topics with the partition counts and sizes that are needed.
/// Safe to repeat.</summary>
internal static class TopicAdmin
{
    /// <summary>
    /// Creates what is missing. Partitions are as many as the widest input's, so that records keep their partition; the output takes records of twice
    /// the largest input's size, the dead-letter topic that size and <see cref="DeadLetterCodec.Headroom"/>; the repair topic has the brokers'
    /// default and may have any count of partitions; the control topic has one and is compacted. A topic that is there is never changed.
    /// </summary>
    /// <param name="options">Brokers, security and topic names; the inputs must exist.</param>
    /// <param name="replication">Replicas of each partition; null for the brokers' default.</param>
    /// <param name="dryRun">Only says what would be done.</param>
    /// <returns>All of them; when one is refused, nothing was created.</returns>
    /// <exception cref="KafkaException">No broker answers, or the brokers failed.</exception>
    public static async Task<IReadOnlyList<TopicChange>> Create(KafkaOptions options, short? replication = null, bool dryRun = false)
    {
        using var reader = new ClusterReader(options);
        var (brokers, absent) = await reader.Brokers();
        if (absent is not null)
            throw new KafkaException(new Error(ErrorCode.Local_AllBrokersDown,
                $"no broker of {options.BootstrapServers} (kafka:bootstrapServers) answers: {absent}"));
        if (TopicPatterns.AreIn(options))
        {
            var matching = TopicPatterns.Matching(options, await reader.Names());
            options = options with { Inputs = [.. options.Inputs.Where(input => !TopicPatterns.IsPattern(input)), .. matching] };
        }

        var control = options.Control.Length > 0 ? [options.Control] : Array.Empty<string>();
        var facts = (await reader.Read([.. options.Inputs, .. options.Written, .. control], null, brokers[0])).Topics;
        var plans = Plan(options, facts);
        if (dryRun || plans.Exists(p => p.Change.Action == TopicAction.Refused)) return [.. plans.Select(p => p.Change)];
        for (var i = 0; i < plans.Count; i++)
        {
            if (plans[i].Specification is { } specification)
                plans[i] = plans[i] with { Change = await Create(reader, specification, plans[i].Change, replication) };
        }

        return [.. plans.Select(p => p.Change)];
    }

    /// <summary>What is to be done, given the facts. Pure.</summary>
    internal static List<TopicPlan> Plan(KafkaOptions options, IReadOnlyDictionary<string, TopicFacts> facts)
    {
        if (options.Inputs.Length == 0)
        {
            const string Why = "no topic matches kafka:inputs: partitions and sizes follow from the inputs, so create one first";
            return [.. options.Written.Select(topic => new TopicPlan(new(topic, TopicAction.Refused, Why), null))];
        }

        var missing = options.Inputs.Where(i => !facts[i].Exists).ToList();
        if (missing.Count > 0)
        {
            var why =
                $"input topic '{missing[0]}' (kafka:inputs) "
                + (facts[missing[0]].Error == ErrorCode.UnknownTopicOrPart
                    ? "does not exist: create it first"
                    : "cannot be described: " + facts[missing[0]].Error.GetReason());
            return [.. options.Written.Select(topic => new TopicPlan(new(topic, TopicAction.Refused, why), null))];
        }

        var partitions = options.Inputs.Max(i => facts[i].Partitions);
        var size = options.Inputs.Max(i => facts[i].MaxMessageBytes);
        List<TopicPlan> plans =
        [
            Plan(facts[options.Output], partitions, Math.Min(2 * size, int.MaxValue), least: 1, compactedIsFine: true),
            Plan(facts[options.DeadLetter], partitions, Math.Min(size + DeadLetterCodec.Headroom, int.MaxValue),
                least: DeadLetterCodec.LargestBare(options.Group), compactedIsFine: false, better: size + DeadLetterCodec.Headroom),
        ];
        if (options.Repair.Length > 0)
            plans.Add(Plan(facts[options.Repair], partitions, TopicFacts.DefaultMaxMessageBytes, RepairCodec.LargestRecord, compactedIsFine: false,
                anyCount: true));
        if (options.Control.Length > 0) plans.Add(Control(facts[options.Control]));
        return plans;
    }

    private static TopicPlan Control(TopicFacts topic)
    {
        if (topic.Error != ErrorCode.UnknownTopicOrPart)
            return new(ControlTopic.Misfit(topic) is { } misfit
                ? new(topic.Name, TopicAction.Refused, misfit)
                : new(topic.Name, TopicAction.Kept, "1 partition, cleanup.policy compact"), null);
        var specification = new TopicSpecification
        {
            Name = topic.Name,
            NumPartitions = 1,
            Configs = new() { ["cleanup.policy"] = "compact" },
        };
        return new(new(topic.Name, TopicAction.Created, "1 partition, cleanup.policy compact"), specification);
    }

    private static TopicPlan Plan(TopicFacts topic, int partitions, long size, long least, bool compactedIsFine, bool anyCount = false,
        long better = 0)
    {
        if (topic.Error == ErrorCode.UnknownTopicOrPart)
        {
            var specification = new TopicSpecification
            {
                Name = topic.Name,
                NumPartitions = partitions,
                Configs = new() { ["max.message.bytes"] = size.ToString(CultureInfo.InvariantCulture), ["cleanup.policy"] = "delete" },
            };
            return new(new(topic.Name, TopicAction.Created, $"{PartitionName.Count(partitions)}, max.message.bytes {size}, cleanup.policy delete"),
                specification);
        }

        var wrong = new List<string>();
        if (!topic.Exists) wrong.Add($"cannot be described: {topic.Error.GetReason()}");
        else if (topic.Partitions != partitions
            && !anyCount) wrong.Add($"has {PartitionName.Count(topic.Partitions)}, not {partitions}: delete it, or name another");
        if (topic is { Exists: true, SettingsKnown: true }
            && topic.MaxMessageBytes < least) wrong.Add($"takes {topic.MaxMessageBytes} bytes: set its max.message.bytes to {least}");
        if (topic is { Exists: true, Compacted: true } && !compactedIsFine) wrong.Add("is compacted: set its cleanup.policy to delete");
        var small = topic.SettingsKnown && topic.MaxMessageBytes < better
            ? $"; with less than {better} its largest letters go without their value"
            : "";
        return wrong.Count > 0
            ? new(new(topic.Name, TopicAction.Refused, string.Join("; ", wrong)), null)
            : new(new(topic.Name, TopicAction.Kept,
                $"{PartitionName.Count(topic.Partitions)}, max.message.bytes "
                    + $"{(topic.SettingsKnown ? topic.MaxMessageBytes : "unknown")}{small}"), null);
    }

    private static async Task<TopicChange> Create(ClusterReader reader, TopicSpecification specification, TopicChange planned, short? replication)
    {
        specification.ReplicationFactor = replication ?? -1;
        try
        {
            await reader.Ask(async admin =>
            {
                await admin.CreateTopicsAsync([specification], new() { RequestTimeout = TimeSpan.FromSeconds(30) });
                return true;
            });
            return planned;
        }
        catch (CreateTopicsException e) when (e.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            return planned with { Action = TopicAction.Kept, Message = "made by somebody else at the same moment: run this again to check it" };
        }
        catch (CreateTopicsException e)
        {
            return planned with { Action = TopicAction.Refused, Message = e.Results[0].Error.Reason };
        }
    }
}

/// <summary>A topic's fate before it is carried out; the specification where it is to be created.</summary>
internal sealed record TopicPlan(TopicChange Change, TopicSpecification? Specification);
