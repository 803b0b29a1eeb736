using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka.Records;

namespace StreamNer.Kafka.Topics;

/// <summary>What the facts of a cluster mean for a worker. Pure.</summary>
internal static class PreflightRules
{
    private const int ShortTimeoutMs = 15_000;

    /// <summary>Appends all findings.</summary>
    public static void Check(KafkaOptions options, ClusterFacts facts, List<Finding> findings)
    {
        foreach (var input in options.Inputs) Existing("kafka:inputs", facts.Topics[input], AclOperation.Read, findings);
        var output = facts.Topics[options.Output];
        var deadLetter = facts.Topics[options.DeadLetter];
        Existing("kafka:output", output, AclOperation.Write, findings);
        Existing("kafka:deadLetter", deadLetter, AclOperation.Write, findings);
        var repair = options.Repair.Length > 0 ? facts.Topics[options.Repair] : null;
        if (repair is not null) Existing("kafka:repair", repair, AclOperation.Write, findings);
        var inputs = options.Inputs.Select(i => facts.Topics[i]).Where(t => t.Exists).ToList();
        if (output.Exists) Partitions("kafka:output", output, inputs, findings);
        if (deadLetter.Exists) Partitions("kafka:deadLetter", deadLetter, inputs, findings);
        if (deadLetter.Exists) DeadLetterSize(options, deadLetter, inputs, findings);
        foreach (var (key, topic) in new[] { ("kafka:output", output), ("kafka:deadLetter", deadLetter), ("kafka:repair", repair) })
        {
            if (topic is { Exists: true }) ProducerSizes(options, key, topic, findings);
        }

        if (output is { Exists: true, Compacted: true })
            findings.Add(new(Severity.Warning, "kafka:output",
                $"topic '{output.Name}' is compacted: records without a key become dead letters (invalid_record, topic.key), and of equal keys "
                + "only the last stays"));
        if (deadLetter is { Exists: true, Compacted: true })
            findings.Add(new(Severity.Error, "kafka:deadLetter",
                $"topic '{deadLetter.Name}' is compacted: dead letters without a key could not be written and others would replace each other; set "
                + "its cleanup.policy to delete"));
        if (repair is { Exists: true, Compacted: true })
            findings.Add(new(Severity.Error, "kafka:repair",
                $"topic '{repair.Name}' is compacted: of each partition's coordinates only the last would stay; set its cleanup.policy to delete"));
        if (repair is { Exists: true, MaxMessageBytes: < RepairCodec.LargestRecord })
            findings.Add(new(Severity.Error, "kafka:repair",
                $"topic '{repair.Name}' takes {repair.MaxMessageBytes} bytes: set its max.message.bytes to at least {RepairCodec.LargestRecord}"));
        foreach (var (key, topic) in new[] { ("kafka:output", output), ("kafka:deadLetter", deadLetter), ("kafka:repair", repair) })
        {
            if (topic is { Exists: true }) Durability(key, topic, findings);
        }

        Group(options, facts, findings);
        if (options.Delivery == Delivery.ExactlyOnce && options.Transaction.TimeoutMs < ShortTimeoutMs)
        {
            findings.Add(new(
                Severity.Warning, "kafka:transaction:timeoutMs",
                $"is {options.Transaction.TimeoutMs}: losing a broker can stall a transaction for about 9 s, and the brokers would abort it; set "
                    + $"it to {ShortTimeoutMs} or more (default 30000)"));
        }

        if (options.Delivery == Delivery.ExactlyOnce && facts.MaxTransactionTimeoutMs < options.Transaction.TimeoutMs)
            findings.Add(new(Severity.Error, "kafka:transaction:timeoutMs",
                $"is {options.Transaction.TimeoutMs}, more than the brokers' "
                + $"transaction.max.timeout.ms of {facts.MaxTransactionTimeoutMs}: lower it"));
    }

    /// <summary>
    /// The inputs without those that match a pattern and may not be read: nobody named them, so they are no mistake. Where nothing is left to read,
    /// that is one.
    /// </summary>
    public static string[] Readable(
        KafkaOptions options, IReadOnlyList<string> inputs, IReadOnlyList<string> matching, ClusterFacts facts, List<Finding> findings)
    {
        var closed = matching.Where(topic => facts.Topics[topic] is { Allowed: { } allowed }
            && !allowed.Contains(AclOperation.Read) && !allowed.Contains(AclOperation.All)).ToList();
        foreach (var topic in closed)
            findings.Add(new(Severity.Warning, "kafka:inputs",
                $"topic '{topic}' matches, but this user may not read it: it is left out; allow Read on it and restart"));
        string[] left = [.. inputs.Except(closed, StringComparer.Ordinal)];
        if (left.Length > 0) return left;
        var patterns = string.Join("', '", options.Inputs);
        findings.Add(new(Severity.Error, "kafka:inputs", $"no topic that may be read matches '{patterns}': create one, or change the pattern"));
        return left;
    }

    private static void Existing(string key, TopicFacts topic, AclOperation needed, List<Finding> findings)
    {
        var message = topic.Error switch
        {
            ErrorCode.NoError => null,
            ErrorCode.UnknownTopicOrPart => needed == AclOperation.Write
                ? $"topic '{topic.Name}' does not exist: make it with 'streamner topics create', or name another"
                : $"topic '{topic.Name}' does not exist: create it, or name another",
            ErrorCode.TopicAuthorizationFailed =>
                $"this user may not describe topic '{topic.Name}', or it does not exist: allow {needed} and Describe on it",
            ErrorCode.TopicException => $"'{topic.Name}' is not a valid topic name",
            var error => $"topic '{topic.Name}' cannot be described: {error.GetReason()}",
        };
        if (message is not null)
        {
            findings.Add(new(Severity.Error, key, message));
            return;
        }

        if (topic.Allowed is { } allowed && !allowed.Contains(needed) && !allowed.Contains(AclOperation.All))
            findings.Add(new(Severity.Error, key,
                $"this user may not {(needed == AclOperation.Read ? "read" : "write")} topic '{topic.Name}': allow {needed} on it"));
        if (!topic.SettingsKnown)
        {
            findings.Add(new(
                Severity.Warning, key,
                $"the settings of topic '{topic.Name}' may not be read: its max.message.bytes is taken as {TopicFacts.DefaultMaxMessageBytes}; "
                    + "allow DescribeConfigs on it so that sizes are checked"));
        }
    }

    private static void Partitions(string key, TopicFacts topic, List<TopicFacts> inputs, List<Finding> findings)
    {
        foreach (var input in inputs.Where(i => i.Partitions != topic.Partitions))
        {
            findings.Add(new(
                Severity.Warning, key,
                $"topic '{topic.Name}' has {PartitionName.Count(topic.Partitions)} and input '{input.Name}' has {input.Partitions}: records go by "
                    + "the hash of their key (murmur2), not to the partition they came from"));
        }
    }

    private static void DeadLetterSize(KafkaOptions options, TopicFacts deadLetter, List<TopicFacts> inputs, List<Finding> findings)
    {
        var least = DeadLetterCodec.LargestBare(options.Group);
        if (deadLetter.MaxMessageBytes < least)
        {
            findings.Add(new(
                Severity.Error, "kafka:deadLetter",
                $"topic '{deadLetter.Name}' takes {deadLetter.MaxMessageBytes} bytes, too few for a dead letter's own headers: set its "
                    + $"max.message.bytes to at least {least}"));
            return;
        }

        if (inputs.Count == 0) return;
        var largest = inputs.MaxBy(i => i.MaxMessageBytes)!;
        var needed = largest.MaxMessageBytes + DeadLetterCodec.Headroom;
        if (deadLetter.MaxMessageBytes >= needed) return;
        findings.Add(new(
            Severity.Warning, "kafka:deadLetter",
            $"topic '{deadLetter.Name}' takes {deadLetter.MaxMessageBytes} bytes, and input '{largest.Name}' records of {largest.MaxMessageBytes}: "
            + $"the largest dead letters are written without their value; set its max.message.bytes to {needed} to keep it"));
    }

    // What exactly-once rests on; docs/delivery.md says how it fails without.
    private static void Durability(string key, TopicFacts topic, List<Finding> findings)
    {
        var weak = new List<string>(3);
        if (topic.Replicas == 1) weak.Add(
            "has one replica: records are lost with its broker, and aborted ones can become readable when it dies; use 3");
        else if (topic.MinInSync == 1) weak.Add(
            "has min.insync.replicas 1: a record that one broker has counts as written, and is lost with it; set it to 2");
        if (topic.UncleanElection) weak.Add(
            "has unclean.leader.election.enable true: a replica that lags behind may become leader, and written records are lost; set it to false");
        if (weak.Count > 0) findings.Add(new(Severity.Warning, key, $"topic '{topic.Name}' {string.Join("; it ", weak)}"));
    }

    // Only what the user set himself can be wrong: otherwise the sizes follow from the topics.
    private static void ProducerSizes(KafkaOptions options, string key, TopicFacts topic, List<Finding> findings)
    {
        if (Given("message.max.bytes") is { } max && max < topic.MaxMessageBytes)
        {
            findings.Add(new(
                Severity.Error, "kafka:producer:message.max.bytes",
                $"is {max}, less than the {topic.MaxMessageBytes} that topic '{topic.Name}' ({key}) takes: raise it to that, or leave it out"));
        }

        if (Given("batch.size") is { } batch && batch > topic.MaxMessageBytes)
        {
            findings.Add(new(
                Severity.Error, "kafka:producer:batch.size",
                $"is {batch}, more than the {topic.MaxMessageBytes} that topic '{topic.Name}' ({key}) takes: records sent together would be "
                    + "refused; lower it to that, or leave it out"));
        }

        long? Given(string name) => (options.Producer.TryGetValue(name, out var text) || options.Client.TryGetValue(name, out text))
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static void Group(KafkaOptions options, ClusterFacts facts, List<Finding> findings)
    {
        if (facts.GroupError is ErrorCode.GroupAuthorizationFailed
            || (facts.GroupError == ErrorCode.NoError && facts.GroupAllowed is { } allowed && !allowed.Contains(AclOperation.Read)
            && !allowed.Contains(AclOperation.All)))
            findings.Add(new(Severity.Error, "kafka:group", $"this user may not join group '{options.Group}': allow Read on it"));
        else if (facts.GroupError != ErrorCode.NoError)
            findings.Add(new(Severity.Warning, "kafka:group", $"group '{options.Group}' cannot be described: {facts.GroupError.GetReason()}"));
    }
}
