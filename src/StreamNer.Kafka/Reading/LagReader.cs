using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamNer.Diagnostics;

namespace StreamNer.Kafka.Reading;

/// <summary>
/// What <see cref="LagProbe"/> asks the brokers, by a client of its own so that the consumer's fetching and polling are left alone. It reads
/// partitions by hand and never joins the group; its name is needed for the access list only. One caller at a time; calls block, at most about
/// <see cref="s_limit"/> each.
/// </summary>
internal sealed class LagReader : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(3);
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly IAdminClient _admin;
    private readonly EventLog _log;
    private bool _warned;

    public LagReader(KafkaOptions options, EventLog log)
    {
        _log = log;
        var config = new ConsumerConfig(ClientProperties.Consumer(options with { GroupProtocol = MembershipProtocol.Classic }))
        {
            // One record of each partition is wanted: after the first fetch the queue is full, and the partition is let go before the next one is
            // due. The client waits as long before the first fetch.
            QueuedMinMessages = 1,
            FetchQueueBackoffMs = 500,
            FetchMinBytes = 1,
            MaxPartitionFetchBytes = 16 * 1024,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            StatisticsIntervalMs = 0,
        };
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetKeyDeserializer(NoBytes.Instance)
            .SetValueDeserializer(NoBytes.Instance)
            .SetErrorHandler((_, _) => { })
            .SetLogHandler((_, _) => { })
            .Build();
        _admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
    }

    /// <summary>All partitions have their figures: the next failure is worth a line again.</summary>
    public void AllWell() => _warned = false;

    /// <summary>
    /// The offsets of each partition, as far as the brokers say: what is committed for those of which we have committed nothing yet, first, so that
    /// the end is never older; then the ends.
    /// </summary>
    public Dictionary<(string Topic, int Partition), PartitionOffsets> Offsets(IReadOnlyList<PartitionView> held, CancellationToken stop)
    {
        var partitions = held.Select(view => new TopicPartition(view.Topic, view.Partition)).ToList();
        var committed = Committed([.. held.Where(view => view.Committed < 0).Select(view => new TopicPartition(view.Topic, view.Partition))]);
        var led = stop.IsCancellationRequested ? [] : Led(partitions);
        var stable = stop.IsCancellationRequested ? [] : Ends(led, OffsetSpec.Latest());
        var begins = held.Where(view => view is { Committed: < 0, First: < 0 }).Select(view => new TopicPartition(view.Topic, view.Partition))
            .ToHashSet();
        var low = stop.IsCancellationRequested
            ? []
            : Ends([.. led.Where(partition => begins.Contains(partition) && !committed.ContainsKey(partition))], OffsetSpec.Earliest());
        return partitions.ToDictionary(
            partition => (partition.Topic, partition.Partition.Value),
            partition =>
                new PartitionOffsets(committed.GetValueOrDefault(partition, -1), low.GetValueOrDefault(partition, -1),
                    stable.GetValueOrDefault(partition, -1)));
    }

    /// <summary>Reads the first record from each of these offsets on. What does not come within the limit is left out.</summary>
    public void ReadFirst(IReadOnlyList<FirstRecordWanted> wanted, LagBook book, CancellationToken stop)
    {
        var open = wanted.ToDictionary(want => new TopicPartition(want.Topic, want.Partition), want => want.Offset);
        var started = TimeProvider.System.GetTimestamp();
        _consumer.Assign(open.Select(want => new TopicPartitionOffset(want.Key, want.Value)));
        try
        {
            while (open.Count > 0 && TimeProvider.System.GetElapsedTime(started) < s_limit && !stop.IsCancellationRequested)
            {
                if (Next() is not { } result || !open.Remove(result.TopicPartition)) continue;
                if (result.IsPartitionEOF) book.FoundNothing(result.Topic, result.Partition.Value, result.Offset.Value);
                else book.Found(result.Topic, result.Partition.Value, result.Offset.Value,
                    result.Message.TimestampMs());
                _consumer.IncrementalUnassign([result.TopicPartition]);
            }
        }
        finally
        {
            _consumer.Unassign();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _admin.Dispose();
        _consumer.Dispose();
    }

    private ConsumeResult<byte[]?, byte[]?>? Next()
    {
        try
        {
            return _consumer.Consume(TimeSpan.FromMilliseconds(100));
        }
        catch (ConsumeException e)
        {
            Warn(e.Error);
            return null;
        }
    }

    /// <summary>The group's offsets. They do not come while one of them is being committed; partitions are ours by then, so nobody else commits
    /// them.</summary>
    private Dictionary<TopicPartition, long> Committed(IReadOnlyList<TopicPartition> partitions)
    {
        if (partitions.Count == 0) return [];
        try
        {
            return Known(_consumer.Committed(partitions, s_limit));
        }
        catch (TopicPartitionOffsetException e)
        {
            Warn(e.Error);
            return Known(e.Results.Where(result => !result.Error.IsError).Select(result => result.TopicPartitionOffset));
        }
        catch (KafkaException e)
        {
            Warn(e.Error);
            return [];
        }

        static Dictionary<TopicPartition, long> Known(IEnumerable<TopicPartitionOffset> found) =>
            found.Where(f => f.Offset.Value >= 0).ToDictionary(f => f.TopicPartition, f => f.Offset.Value);
    }

    /// <summary>Those that have a leader: the client asks for none when one of them has none.</summary>
    private List<TopicPartition> Led(IReadOnlyList<TopicPartition> partitions)
    {
        var led = new List<TopicPartition>(partitions.Count);
        foreach (var topic in partitions.GroupBy(partition => partition.Topic, StringComparer.Ordinal))
        {
            try
            {
                var leaders = _admin.GetMetadata(topic.Key, s_limit).Topics.Find(t => t.Topic == topic.Key)?.Partitions.Where(p => p.Leader >= 0)
                    .Select(p => p.PartitionId).ToHashSet();
                if (leaders is not null) led.AddRange(topic.Where(partition => leaders.Contains(partition.Partition.Value)));
            }
            catch (KafkaException e)
            {
                Warn(e.Error);
            }
        }

        return led;
    }

    private Dictionary<TopicPartition, long> Ends(IReadOnlyList<TopicPartition> partitions, OffsetSpec spec)
    {
        if (partitions.Count == 0) return [];
        var options = new ListOffsetsOptions { RequestTimeout = s_limit, IsolationLevel = IsolationLevel.ReadCommitted };
        List<ListOffsetsResultInfo> found;
        try
        {
            found =
                _admin.ListOffsetsAsync(partitions.Select(partition =>
                new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = spec }), options).GetAwaiter().GetResult().ResultInfos;
        }
        catch (ListOffsetsException e)
        {
            Warn(e.Error);
            found = e.Result.ResultInfos;
        }
        catch (KafkaException e)
        {
            Warn(e.Error);
            return [];
        }

        return found.Select(f => f.TopicPartitionOffsetError).Where(f => !f.Error.IsError && f.Offset.Value >= 0)
            .ToDictionary(f => f.TopicPartition, f => f.Offset.Value);
    }

    /// <summary>Said once until all is well again.</summary>
    private void Warn(Error error)
    {
        if (!_warned) _log.Warn("kafka.probe", $"lag is unknown for some partitions: {error.Code}: {error.Reason}", ("code", error.Code));
        _warned = true;
    }

    /// <summary>Only offset and timestamp are of interest.</summary>
    private sealed class NoBytes : IDeserializer<byte[]?>
    {
        public static NoBytes Instance { get; } = new();

        public byte[]? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => null;
    }
}
