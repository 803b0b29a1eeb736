using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka.Control;
using StreamNer.Kafka.Topics;

namespace StreamNer.Kafka.Replay;

/// <summary>
/// Begins a replay, or finds it under way: the output is made, then one transaction holds the range and the group's positions at its start. So a
/// process that is killed at any step leaves a replay that has begun, or none.
/// </summary>
internal static class ReplayStart
{
    private const int Attempts = 5;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);

    /// <summary>What <see cref="Begin"/> would find or write. Nothing is changed.</summary>
    /// <exception cref="KafkaFatalException">It must not begin: the message says what to change.</exception>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public static async Task<ReplayBegun> Preview(ReplayPlan plan, CancellationToken cancel)
    {
        var control = await ControlTopic.Open(plan.Options, cancel);
        using var cluster = new ClusterReader(plan.Options, cancel);
        if (await Running(control, cluster, plan, cancel) is { } running) return running;
        var (ranges, notes) = await Ranges(cluster, plan);
        var output = await ReplayOutput.Check(cluster, plan);
        var record = await Record(cluster, plan, ranges, output.Partitions);
        return new ReplayBegun(record, Resumed: false, [.. notes, output.Note]);
    }

    /// <summary>Begins, or resumes.</summary>
    /// <exception cref="KafkaFatalException">It must not begin, or is another replay than this worker's: the message says what to change.</exception>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public static async Task<ReplayBegun> Begin(ReplayPlan plan, CancellationToken cancel)
    {
        var control = await ControlTopic.Open(plan.Options, cancel);
        using var cluster = new ClusterReader(plan.Options, cancel);
        for (var attempt = 1; ; attempt++)
        {
            if (await Running(control, cluster, plan, cancel) is { } running) return running;
            try
            {
                // Whoever comes later fences this writer, and finds its record or writes one.
                using var writer = await Task.Run(() => control.Writer(ReplayRecord.Key(plan.Name)), cancel);
                if (await Running(control, cluster, plan, cancel) is { } begun) return begun;
                return await Write(writer, cluster, plan, cancel);
            }
            catch (KafkaException e) when (attempt < Attempts && ControlWriter.IsFenced(e.Error))
            {
                // Another worker of this name began at the same moment.
            }
        }
    }

    private static async Task<ReplayBegun> Write(ControlWriter writer, ClusterReader cluster, ReplayPlan plan, CancellationToken cancel)
    {
        var (ranges, notes) = await Ranges(cluster, plan);
        var output = await ReplayOutput.Make(cluster, plan, cancel);
        Failpoint.Reach("replay.output");
        var record = await Record(cluster, plan, ranges, output.Partitions);
        var note = OffsetNote.Of(record.InputId);
        var positions = ranges.Select(range => new GroupPosition(new TopicPartition(plan.Input, range.Partition), range.From, note)).ToList();
        using var member = new ConsumerBuilder<byte[]?, byte[]?>(ClientProperties.Consumer(plan.Options)).SetLogHandler((_, _) => { }).Build();
        try
        {
            await Task.Run(() => writer.Write(record, (member.ConsumerGroupMetadata, positions)), cancel);
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration)
        {
            throw new KafkaFatalException(
                $"group {plan.Options.Group} has members, but kafka:control has no replay '{plan.Name}': end them, or choose another --name", e);
        }

        Failpoint.Reach("replay.recorded");
        return new ReplayBegun(record, Resumed: false, [.. notes, output.Note]);
    }

    // The replay under way; null where there is none.
    private static async Task<ReplayBegun?> Running(ControlTopic control, ClusterReader cluster, ReplayPlan plan, CancellationToken cancel)
    {
        if (await Task.Run(() => control.Read<ReplayRecord>(ReplayRecord.Key(plan.Name), cancel), cancel) is not { } record) return null;
        if (record.Differences(plan, plan.From?.Text, plan.To?.Text) is { Count: > 0 } differences)
            throw new KafkaFatalException(
                $"replay '{plan.Name}' has other arguments: {string.Join("; ", differences)}. Resume it with the same, or choose another --name");
        var looks = await Looks(cluster, [record.Input, record.Output]);
        foreach (var (topic, id) in (ReadOnlySpan<(string, string)>)[(record.Input, record.InputId), (record.Output, record.OutputId)])
        {
            if (looks[topic].Partitions == 0) throw new KafkaFatalException($"replay '{plan.Name}': topic {topic} no longer exists; {Another}");
            if (looks[topic].Id != id)
                throw new KafkaFatalException($"replay '{plan.Name}': topic {topic} was deleted and created again since it began; {Another}");
        }

        if (record.Misfit(looks[record.Input].Partitions, looks[record.Output].Partitions) is { } misfit)
            throw new KafkaFatalException($"replay '{plan.Name}': {misfit}");
        return new ReplayBegun(record, Resumed: true, []);
    }

    private const string Another = "its offsets mean nothing there: choose another --name";

    private static async Task<(IReadOnlyList<PartitionRange> Ranges, IReadOnlyList<string> Notes)> Ranges(ClusterReader cluster, ReplayPlan plan)
    {
        var (from, to) = (plan.From ?? RangeBound.Beginning, plan.To ?? RangeBound.End);
        var bounds = await RangeReader.Bounds(cluster, plan.Input, from, to);
        var ranges = new List<PartitionRange>(bounds.Count);
        var (cut, notes) = (new List<string>(), new List<string>());
        foreach (var partition in bounds)
        {
            var name = PartitionName.Of(plan.Input, partition.Partition);
            var range = RangeRules.Of(from, to, partition, out var gone);
            ranges.Add(range);
            if (gone > 0) cut.Add($"{name} begins at offset {partition.Low}, and {from.Text} was asked for ({gone} offsets are gone)");
            if (from.Kind == RangeBoundKind.Time && range.From == partition.Low && partition.Low > 0 && range.Count() > 0)
                notes.Add($"{name} begins at offset {partition.Low}: retention may have taken records since {from.Text}");
            if (to.Kind == RangeBoundKind.Offset && to.Number > partition.End)
                notes.Add($"{name} ends at offset {partition.End}, before {to.Text}");
        }

        if (cut.Count > 0 && !plan.AllowCut)
            throw new KafkaFatalException(
                $"retention has cut the range: {string.Join("; ", cut)}. To replay what is left: --allow-cut");
        return (ranges, [.. cut, .. notes]);
    }

    private static async Task<ReplayRecord> Record(ClusterReader cluster, ReplayPlan plan, IReadOnlyList<PartitionRange> ranges, int outputPartitions)
    {
        var looks = await Looks(cluster, [plan.Input, plan.Options.Output]);
        return new ReplayRecord
        {
            Input = plan.Input,
            InputId = looks[plan.Input].Id,
            Output = plan.Options.Output,
            OutputId = looks[plan.Options.Output].Id,
            OutputPartitions = outputPartitions,
            DeadLetter = plan.Options.DeadLetter,
            From = (plan.From ?? RangeBound.Beginning).Text,
            To = (plan.To ?? RangeBound.End).Text,
            Snapshot = plan.Snapshot,
            StartedMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            Ranges = ranges,
        };
    }

    private static Task<Dictionary<string, TopicLook>> Looks(ClusterReader cluster, IReadOnlyCollection<string> topics) =>
        cluster.Ask(admin => Task.Run(() => TopicLooks.Ask(admin, topics, s_limit)));
}
