using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Kafka.Topics;

namespace StreamNer.Kafka.Control;

/// <summary>
/// Moves a name from one output to another. The fences lie at or behind the ends of the input topics, so that no record beyond them has an output
/// when the change becomes visible: the record is written, then the ends are asked for, and only where no fence was passed the record is kept.
/// Consumers that read the control topic to its end, open transactions included, after they have received records, all learn of it in time.
/// </summary>
internal static class Alias
{
    private const int Attempts = 12;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);

    /// <summary>What an alias stands for; null where there is none of that name.</summary>
    /// <exception cref="KafkaFatalException">The control topic does not fit, or its record was written by a later version.</exception>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public static async Task<AliasRecord?> Find(KafkaOptions options, string name, CancellationToken cancel)
    {
        var control = await ControlTopic.Open(options, cancel);
        return await Task.Run(() => control.Read<AliasRecord>(AliasRecord.Key(name), cancel), cancel);
    }

    /// <summary>Lets the alias name <paramref name="topic"/> from now on; the first promotion makes the alias.</summary>
    /// <param name="options">Brokers, the control topic, and, for the first promotion, the input topics.</param>
    /// <param name="name">The alias.</param>
    /// <param name="topic">The output; a worker must go on writing to it.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="KafkaFatalException">It cannot: the message says what to change.</exception>
    /// <exception cref="KafkaException">No broker answers, or somebody else moves the alias at the same moment.</exception>
    public static Task<AliasRecord> Promote(KafkaOptions options, string name, string topic, CancellationToken cancel) =>
        Move(options, name, "promote", _ => topic, cancel);

    /// <summary>Lets the alias name the topic that it named before.</summary>
    /// <exception cref="KafkaFatalException">There is none, or it cannot: the message says what to change.</exception>
    /// <exception cref="KafkaException">As <see cref="Promote"/>.</exception>
    public static Task<AliasRecord> RollBack(KafkaOptions options, string name, CancellationToken cancel) => Move(
        options, name, "rollback",
        alias => alias is { Steps.Count: > 1 }
            ? alias.Steps[^2].Topic
            : throw new KafkaFatalException($"alias '{name}' has named no other topic before: there is nothing to go back to"),
        cancel);

    private static async Task<AliasRecord> Move(
        KafkaOptions options, string name, string action, Func<AliasRecord?, string> target, CancellationToken cancel)
    {
        var control = await ControlTopic.Open(options, cancel);
        using var writer = await Task.Run(() => control.Writer(AliasRecord.Key(name)), cancel);
        var alias = await Task.Run(() => control.Read<AliasRecord>(AliasRecord.Key(name), cancel), cancel);
        var topic = target(alias);
        if (alias?.Current() == topic) throw new KafkaFatalException($"alias '{name}' names {topic} already");
        var inputs = alias?.Inputs.Keys.ToArray() ?? options.Inputs;
        if (inputs.Length == 0) throw new KafkaFatalException($"alias '{name}' is new: name the topics that its outputs are made from (--input)");
        return await Task.Run(() => Write(options, writer, alias, name, action, topic, inputs, cancel), cancel);
    }

    private static AliasRecord Write(
        KafkaOptions options, ControlWriter writer, AliasRecord? alias, string name, string action, string topic, string[] inputs,
        CancellationToken cancel)
    {
        using var admin = new OwnedAdmin(new AdminClientBuilder(ClientProperties.Common(options)).SetLogHandler((_, _) => { }));
        var looks = TopicLooks.Ask(admin.Client, [topic, .. inputs], s_limit);
        foreach (var one in (string[])[topic, .. inputs])
            if (!looks.TryGetValue(one, out var look) || look.Partitions == 0) throw new KafkaFatalException($"topic {one} does not exist");
        foreach (var (input, id) in alias?.Inputs ?? new Dictionary<string, string>())
            if (looks[input].Id != id)
                throw new KafkaFatalException(
                    $"topic {input} was deleted and created again since alias '{name}' was made: its offsets mean nothing there; make another alias");
        var partitions = inputs.SelectMany(input => Enumerable.Range(0, looks[input].Partitions).Select(p => new TopicPartition(input, p))).ToList();
        var ends = Ends(admin.Client, partitions);
        long margin = 0;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            cancel.ThrowIfCancellationRequested();
            var fences = alias is null ? [] : partitions.ToDictionary(
                partition => partition,
                partition => Math.Max(ends[partition] + margin, alias.Steps[^1].Fence(partition.Topic, partition.Partition.Value)));
            var moved = new AliasRecord
            {
                Inputs = inputs.ToDictionary(input => input, input => looks[input].Id, StringComparer.Ordinal),
                Steps =
                [
                    .. alias?.Steps ?? [],
                    new AliasStep
                    {
                        Topic = topic,
                        Action = action,
                        AtMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
                        Fences = fences.GroupBy(fence => fence.Key.Topic, StringComparer.Ordinal).ToDictionary(
                            input => input.Key,
                            input => (IReadOnlyList<long>)[.. input.OrderBy(fence => fence.Key.Partition.Value).Select(fence => fence.Value)],
                            StringComparer.Ordinal),
                    },
                ],
            };
            var now = ends;
            if (writer.Write(moved, holds: () => (now = Ends(admin.Client, partitions)) is var seen && fences.All(f => seen[f.Key] <= f.Value)))
                return moved;

            // The input grows faster than a change takes: twice what it grew by meanwhile, and twice that with each attempt.
            margin = Math.Max(2 * margin, 2 * partitions.Max(partition => now[partition] - ends[partition]));
            ends = now;
        }

        throw new KafkaFatalException(
            $"the input has passed the fences of alias '{name}' {Attempts} times while they were written: nothing was changed");
    }

    // Of the whole log, open transactions included: nobody has read further.
    private static Dictionary<TopicPartition, long> Ends(IAdminClient admin, List<TopicPartition> partitions)
    {
        var ends = TopicLooks.Ends(admin, partitions, s_limit);
        foreach (var partition in partitions)
            if (!ends.ContainsKey(partition))
                throw new KafkaException(new Error(
                    ErrorCode.Local_TimedOut, $"{PartitionName.Of(partition.Topic, partition.Partition.Value)}: no broker says where it ends"));
        return ends;
    }
}
