using System.Collections.Concurrent;
using Confluent.Kafka;
using StreamNer.Flow;

namespace StreamNer.Kafka.Writing;

/// <summary>Where an output record goes.</summary>
internal enum OutputKind
{
    /// <summary>The enriched topic.</summary>
    Enriched,

    /// <summary>The dead-letter topic.</summary>
    DeadLetter,

    /// <summary>The repair topic.</summary>
    Repair,
}

/// <summary>A record whose delivery failed: the input, where its output went, whether it was sent by itself (then its size in bytes, else 0), and the
/// error.</summary>
internal readonly record struct FailedDelivery(InputRecord Record, OutputKind Kind, bool Alone, long Bytes, Error Error);

/// <summary>What a run holds of one partition.</summary>
internal sealed class RunPart
{
    public NextOffset Next { get; set; } = new(-1);

    /// <summary>No record brings it: a position alone is to be committed, and nothing is to be read again if that fails.</summary>
    public bool PositionOnly { get; set; }

    public long TimestampMs { get; set; } = -1;

    /// <summary>The timestamps of its records in Unix milliseconds, of those that have one.</summary>
    public List<long> TimestampsMs { get; } = [];

    public FlowCounts Counts { get; } = new();
}

/// <summary>Consecutive micro-batches that become final together. Touched by the writer; deliveries are reported from the client's thread.</summary>
internal sealed class OpenRun(long opened)
{
    private int _outstanding;

    /// <summary>When it was opened: a <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Opened { get; } = opened;

    /// <summary>When its last record had been read, at the latest: a <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Read { get; set; } = opened;

    public int Records { get; set; }

    public long Bytes { get; set; }

    public Dictionary<PartitionEpoch, RunPart> Parts { get; } = [];

    /// <summary>The first record of a partition that must wait: it and what follows are not part of the run.</summary>
    public Dictionary<PartitionEpoch, long> Deferred { get; } = [];

    /// <summary>Records sent and not yet reported.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>Reported failures, in the order of their reports.</summary>
    public ConcurrentQueue<FailedDelivery> Failures { get; } = new();

    public RunPart Part(PartitionEpoch at)
    {
        if (!Parts.TryGetValue(at, out var part)) Parts[at] = part = new RunPart();
        return part;
    }

    /// <summary>Adds a position without records, unless the run has the partition already.</summary>
    public void Place(PartitionEpoch at, long offset) => Parts.TryAdd(at, new RunPart { Next = new NextOffset(offset), PositionOnly = true });

    /// <summary>Leaves out the positions without records of partitions that are no longer ours: the run can do without them.</summary>
    public void LeaveOut(Func<PartitionEpoch, bool> gone)
    {
        foreach (var at in Parts.Where(part => part.Value.PositionOnly && gone(part.Key)).Select(part => part.Key).ToList()) Parts.Remove(at);
    }

    /// <summary>The delivery handler for one record; the record counts as outstanding from now on.</summary>
    public Action<DeliveryReport<byte[]?, byte[]?>> Sending(InputRecord record, OutputKind kind, bool alone, long bytes)
    {
        Interlocked.Increment(ref _outstanding);
        return report =>
        {
            if (report.Error.IsError) Failures.Enqueue(new FailedDelivery(record, kind, alone, bytes, report.Error));
            Interlocked.Decrement(ref _outstanding);
        };
    }

    /// <summary>Takes back <see cref="Sending"/> for a record that was refused at once.</summary>
    public void NotSent() => Interlocked.Decrement(ref _outstanding);
}

/// <summary>The open run cannot become final; <see cref="Rule"/> says what follows.</summary>
internal sealed class RunFailedException(FaultRule rule, string message, Exception? inner = null) : Exception(message, inner)
{
    public FaultRule Rule { get; } = rule;
}
