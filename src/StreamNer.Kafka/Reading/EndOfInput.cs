using Confluent.Kafka;

namespace StreamNer.Kafka;

/// <summary>
/// For <c>--until-end</c>: the ends that partitions had when they first became ours, and which have been reached. Under <c>read_committed</c> an
/// end is the last stable offset; control records may stand before it, so the client's end-of-partition notice counts too. Poll thread only.
/// </summary>
internal sealed class EndOfInput(TimeProvider time)
{
    /// <summary>The longest time that one partition's end is asked for.</summary>
    public static readonly TimeSpan LearnLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_nothingLeft = TimeSpan.FromSeconds(10);
    private readonly Dictionary<TopicPartition, long> _ends = [];
    private readonly Dictionary<TopicPartition, long> _reached = [];
    private long _assigned;

    /// <summary>The group has given us partitions, or none.</summary>
    public void Assigned() => _assigned = time.GetTimestamp();

    /// <summary>Asks for the ends that are not known yet; without an answer within 30 s the source fails.</summary>
    public void Learn(IConsumer<byte[]?, byte[]?> consumer, IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            if (!_ends.ContainsKey(partition)) _ends[partition] = consumer.QueryWatermarkOffsets(partition, LearnLimit).High.Value;
        }
    }

    /// <summary>The client had nothing beyond <paramref name="offset"/>.</summary>
    public void Reached(TopicPartition partition, long offset) => _reached[partition] = offset;

    /// <summary>The partition is read again.</summary>
    public void Reopen(TopicPartition partition) => _reached.Remove(partition);

    /// <summary>Whether the record was written after the start.</summary>
    public bool IsBeyond(TopicPartition partition, long offset)
    {
        if (!_ends.TryGetValue(partition, out var end) || offset < end) return false;
        _reached[partition] = offset;
        return true;
    }

    /// <summary>Whether all partitions have been read to their ends; a worker that is given none ends after ten seconds.</summary>
    public bool IsOver(IReadOnlyCollection<TopicPartition> assigned, Func<TopicPartition, long> next)
    {
        if (_assigned == 0) return false;
        if (assigned.Count == 0) return time.GetElapsedTime(_assigned) > s_nothingLeft;
        var over = true;
        foreach (var partition in assigned)
        {
            over &= _ends.TryGetValue(partition, out var end) && Math.Max(next(partition), _reached.GetValueOrDefault(partition, -1)) >= end;
        }

        return over;
    }
}
