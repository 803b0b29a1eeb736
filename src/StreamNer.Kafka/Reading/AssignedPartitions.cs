using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Metering;

namespace StreamNer.Kafka.Reading;

/// <summary>The poll thread's own account of one partition.</summary>
internal sealed class AssignedPartition
{
    /// <summary>Records read now carry it. The ledger's may be higher already: then a rewind waits to be taken, and what is read until then is
    /// dropped.</summary>
    public int Epoch { get; set; }

    /// <summary>The next offset by our own account; -1 before the first record.</summary>
    public long Next { get; set; } = -1;

    /// <summary>A record has been read under this assignment.</summary>
    public bool Begun { get; set; }

    /// <summary>Offsets below it have been seen, records or not.</summary>
    public long Expected { get => Math.Max(field, Next); set; } = -1;

    /// <summary>
    /// Nobody could say whether what came follows from the position: it is read again then (a <see cref="TimeProvider.GetTimestamp"/>); 0 otherwise.
    /// </summary>
    public long AskAgain { get; set; }

    /// <summary>The leader under which the last record was written; -1 where unknown.</summary>
    public int LeaderEpoch { get; set; } = -1;

    /// <summary>Records were passed over because they lie beyond the end of the input.</summary>
    public bool PassedOver { get; set; }

    /// <summary>The client is to be moved to <see cref="Next"/>; what it gives until then is ignored.</summary>
    public bool SeekPending { get; set; }
}

/// <summary>Which partitions the poll thread reads and from where: rebalances, rewinds, seeks. Poll thread only (the client runs rebalance handlers
/// there).</summary>
internal sealed class AssignedPartitions(
    KafkaOptions options, MicroBatcher batcher, PartitionLedger ledger, AssignmentMeter meter, Membership membership, Heartbeat heartbeat,
    EndOfInput? end, EventLog log, TimeProvider time)
{
    private readonly TimeSpan _releaseLimit =
        TimeSpan.FromMilliseconds(Math.Min(ClientProperties.MaxPollInterval(options).TotalMilliseconds / 2, options.Transaction.TimeoutMs));
    private readonly Dictionary<TopicPartition, AssignedPartition> _partitions = [];
    private bool _changed;

    public IReadOnlyCollection<TopicPartition> Partitions => _partitions.Keys;

    public AssignedPartition? Find(TopicPartition partition) => _partitions.GetValueOrDefault(partition);

    /// <summary>True once after partitions came.</summary>
    public bool TakeChange()
    {
        var changed = _changed;
        _changed = false;
        return changed;
    }

    public void Assign(List<TopicPartition> partitions)
    {
        log.Info("kafka.assigned", $"{Names(partitions)}", ("partitions", partitions.Count));
        meter.Assigned(partitions);
        end?.Assigned(partitions);
        foreach (var partition in partitions)
            _partitions[partition] = new AssignedPartition { Epoch = ledger.Assign(partition.Topic, partition.Partition.Value) };
        membership.Assigned();
        _changed = true;
    }

    public void Revoke(List<TopicPartitionOffset> partitions)
    {
        foreach (var partition in partitions) batcher.Remove(partition.Topic, partition.Partition.Value);
        var started = time.GetTimestamp();
        heartbeat.Beat(_releaseLimit);
        var drained = ledger.Release([.. partitions.Select(p => (p.Topic, p.Partition.Value))], _releaseLimit);
        foreach (var partition in partitions) _partitions.Remove(partition.TopicPartition);
        end?.Revoked();
        meter.Gone(RebalanceKind.Revoked, partitions);
        var took = time.GetElapsedTime(started).TotalSeconds;
        var names = Names(partitions.Select(p => p.TopicPartition));
        ReadOnlySpan<LogField> fields = [("partitions", partitions.Count), ("seconds", took)];
        if (drained) log.Info("kafka.revoked", $"{names}, all committed after {took:0.000} s", fields);
        else log.Warn("kafka.revoked", $"{names}, work given up after {took:0.000} s: the next owner reads it again", fields);
    }

    public void Lose(List<TopicPartitionOffset> partitions)
    {
        membership.Lost();
        foreach (var partition in partitions)
        {
            batcher.Remove(partition.Topic, partition.Partition.Value);
            _partitions.Remove(partition.TopicPartition);
        }

        meter.Gone(RebalanceKind.Lost, partitions);
        ledger.Lose(partitions.Select(p => (p.Topic, p.Partition.Value)));
        log.Warn("kafka.lost", $"{Names(partitions.Select(p => p.TopicPartition))}", ("partitions", partitions.Count));
    }

    /// <summary>Takes the rewinds that the writer has asked for, and makes the seeks that are still to be made.</summary>
    /// <returns>Those that are to be read after a pause.</returns>
    public IReadOnlyList<Rewind> TakeRewinds(IConsumer<byte[]?, byte[]?> consumer)
    {
        List<Rewind>? paused = null;
        foreach (var rewind in ledger.TakeRewinds())
        {
            var partition = new TopicPartition(rewind.Topic, rewind.Partition);
            if (Find(partition) is not { } assigned) continue;
            batcher.Remove(rewind.Topic, rewind.Partition);
            assigned.Epoch = rewind.Epoch;
            if (rewind.Anew) (assigned.Begun, assigned.Expected, assigned.LeaderEpoch, assigned.PassedOver) = (true, -1, -1, false);
            (assigned.Next, assigned.SeekPending, assigned.AskAgain) = (rewind.Offset, true, 0);
            end?.Reopen(partition);
            if (assigned.PassedOver && end?.IsFixed == true)
            {
                // It was not read any further.
                assigned.PassedOver = false;
                consumer.Resume([partition]);
            }

            if (rewind.Pause > TimeSpan.Zero) (paused ??= []).Add(rewind);
        }

        foreach (var assigned in _partitions.Values)
            if (assigned.AskAgain > 0 && time.GetTimestamp() >= assigned.AskAgain) (assigned.AskAgain, assigned.SeekPending) = (0, true);
        foreach (var (partition, assigned) in _partitions) if (assigned.SeekPending) assigned.SeekPending = !Seek(consumer, partition, assigned.Next);
        return paused ?? (IReadOnlyList<Rewind>)[];
    }

    /// <summary>After the client lost its place: back to our own next offsets, or the group's, or the start.</summary>
    public void Reseat(IConsumer<byte[]?, byte[]?> consumer)
    {
        foreach (var (partition, assigned) in _partitions)
        {
            if (assigned.Next < 0) assigned.Next = CommittedOf(consumer, partition);
            if (assigned.Next >= 0) assigned.SeekPending = true;
            else if (options.OffsetReset == OffsetReset.Earliest) Seek(consumer, partition, Offset.Beginning);
        }
    }

    /// <summary>The group's offset at the broker; -1 when there is none or nobody answers.</summary>
    public long CommittedOf(IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition)
    {
        try
        {
            return consumer.Committed([partition], TimeSpan.FromSeconds(5)) is [{ Offset.Value: >= 0 and var offset }] ? offset : -1;
        }
        catch (KafkaException e)
        {
            log.Warn(
                "kafka.committed", $"{partition.Name()}: {e.Error.Code}",
                ("topic", partition.Topic), ("partition", partition.Partition.Value), ("code", e.Error.Code));
            return -1;
        }
    }

    private static string Names(IEnumerable<TopicPartition> partitions) =>
        string.Join(' ', partitions.Select(p => p.Name())) is { Length: > 0 } names ? names : "no partitions";

    /// <summary>False when the client cannot seek now (it is still looking for the partition's leader); it is tried again.</summary>
    private bool Seek(IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition, Offset offset)
    {
        try
        {
            consumer.Seek(new TopicPartitionOffset(partition, offset));
            return true;
        }
        catch (KafkaException e)
        {
            log.Warn(
                "kafka.seek", $"{partition.Name()}: {e.Error.Code}",
                ("topic", partition.Topic), ("partition", partition.Partition.Value), ("code", e.Error.Code));
            return false;
        }
    }
}
