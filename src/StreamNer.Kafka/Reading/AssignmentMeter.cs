using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Metering;

namespace StreamNer.Kafka.Reading;

/// <summary>
/// What is measured of the partitions that we hold: how many, how they come and go, and what retention took of them. A partition that goes takes its
/// series with it. Written by the poll thread, read by whoever collects metrics.
/// </summary>
internal sealed class AssignmentMeter
{
    private readonly IReadOnlyList<string> _topics;
    private readonly Telemetry _telemetry;
    private readonly ConcurrentDictionary<TopicPartition, long> _lost = new();

    /// <summary>Of these input topics.</summary>
    public AssignmentMeter(IReadOnlyList<string> topics, Telemetry telemetry)
    {
        (_topics, _telemetry) = (topics, telemetry);
        telemetry.Observe(MetricTable.AssignedPartitions, () =>
            _topics.Select(topic => new Measurement<double>(_lost.Keys.Count(p => p.Topic == topic), Topic(topic))));
        telemetry.Observe(MetricTable.LostOffsets, () =>
            _lost.Select(p => new Measurement<double>(p.Value, Topic(p.Key.Topic), Partition(p.Key.Partition.Value))));
    }

    /// <summary>The label <c>topic</c>.</summary>
    public static KeyValuePair<string, object?> Topic(string topic) => new("topic", topic);

    /// <summary>The label <c>partition</c>.</summary>
    public static KeyValuePair<string, object?> Partition(int partition) => new("partition", partition.ToString(CultureInfo.InvariantCulture));

    /// <summary>Partitions have become ours.</summary>
    public void Assigned(IEnumerable<TopicPartition> partitions)
    {
        _telemetry.Rebalances.Add(1, Labels.Rebalance[RebalanceKind.Assigned]);
        foreach (var partition in partitions) _lost[partition] = 0;
    }

    /// <summary>Partitions are no longer ours.</summary>
    public void Gone(RebalanceKind kind, IEnumerable<TopicPartitionOffset> partitions)
    {
        _telemetry.Rebalances.Add(1, Labels.Rebalance[kind]);
        foreach (var partition in partitions) _lost.TryRemove(partition.TopicPartition, out _);
    }

    /// <summary>Retention deleted <paramref name="offsets"/> offsets before they were read.</summary>
    public void Lost(TopicPartition partition, long offsets)
    {
        if (_lost.TryGetValue(partition, out var before)) _lost[partition] = before + offsets;
    }
}
