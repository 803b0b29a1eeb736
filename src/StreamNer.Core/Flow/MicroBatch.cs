namespace StreamNer.Flow;

/// <summary>A partition under one assignment of it. A new assignment, and each rewind, has a higher epoch.</summary>
internal readonly record struct PartitionEpoch(string Topic, int Partition, int Epoch);

/// <summary>The offset to read next (last read + 1): what Kafka commits.</summary>
internal readonly record struct NextOffset(long Value);

/// <summary>
/// The unit of order, retry and transaction: consecutive records, in read order per partition, and the offsets that follow them.
/// It is immutable; nothing ever asks a consumer for its position.
/// </summary>
internal sealed class MicroBatch
{
    /// <summary>Creates a batch over <paramref name="records"/>, computing its next offsets.</summary>
    public MicroBatch(long sequence, IReadOnlyList<InputRecord> records)
    {
        Sequence = sequence;
        Records = records;
        var next = new Dictionary<PartitionEpoch, NextOffset>();
        long bytes = 0;
        foreach (var record in records)
        {
            bytes += record.Bytes;
            if (record.Position is { } at) next[new PartitionEpoch(at.Topic, at.Partition, record.Epoch)] = new NextOffset(at.Offset + 1);
        }

        Bytes = bytes;
        Next = next;
    }

    /// <summary>Rises by one from batch to batch of a source.</summary>
    public long Sequence { get; }

    /// <summary>The records, at least one.</summary>
    public IReadOnlyList<InputRecord> Records { get; }

    /// <summary>Sum of the records' sizes.</summary>
    public long Bytes { get; }

    /// <summary>The offset to commit for each partition once this batch and all before it are written; empty for standard input.</summary>
    public IReadOnlyDictionary<PartitionEpoch, NextOffset> Next { get; }
}
