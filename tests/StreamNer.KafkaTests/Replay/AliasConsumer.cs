using System.Text.Json;
using Confluent.Kafka;
using StreamNer.KafkaTests.Clusters;

namespace StreamNer.KafkaTests.Replay;

/// <summary>The consumer's rule as docs/replay.md has it: the lines between the marks stand there word for word.</summary>
internal sealed class AliasConsumer : IDisposable
{
    private readonly TimeSpan limit = TimeSpan.FromSeconds(10);
    private readonly string name;
    private readonly TopicPartition partition;
    private readonly IConsumer<string, string> control;
    private readonly IConsumer<string, string> ends;
    private long next;
    private JsonElement steps;

    public AliasConsumer(KafkaCluster cluster, string controlTopic, string alias)
    {
        (name, partition) = (alias, new TopicPartition(controlTopic, 0));
        control = Build(cluster, IsolationLevel.ReadCommitted);
        ends = Build(cluster, IsolationLevel.ReadUncommitted);
        control.Assign(new TopicPartitionOffset(partition, 0));
    }

    private static IConsumer<string, string> Build(KafkaCluster cluster, IsolationLevel level) =>
        new ConsumerBuilder<string, string>(new ConsumerConfig(cluster.Client())
        {
            GroupId = KafkaCluster.UniqueName("alias"),
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            IsolationLevel = level,
        }).Build();

    // docs: begin
    // Call it after records were received, never before.
    public void CatchUp()
    {
        var end = ends.QueryWatermarkOffsets(partition, limit).High.Value;
        while (next < end)
        {
            if (control.Consume(limit) is not { } read) continue;
            next = read.IsPartitionEOF ? read.Offset.Value : read.Offset.Value + 1;
            if (!read.IsPartitionEOF && read.Message.Key == "alias/" + name)
                steps = JsonDocument.Parse(read.Message.Value).RootElement.GetProperty("steps");
        }
    }

    // Whether a record of this topic counts, by the source in its value.
    public bool Counts(string topic, V1.Source at) =>
        steps.EnumerateArray().Last(step => at.Offset >= Fence(step, at)).GetProperty("topic").ValueEquals(topic);

    private static long Fence(JsonElement step, V1.Source at) =>
        step.GetProperty("fences").TryGetProperty(at.Topic, out var all) && at.Partition < all.GetArrayLength() ? all[at.Partition].GetInt64() : 0;
    // docs: end

    public void Dispose()
    {
        control.Dispose();
        ends.Dispose();
    }
}
