using Confluent.Kafka;

namespace StreamNer.Kafka;

/// <summary>
/// Backpressure on the poll thread. A pause throws prefetched records away and a resume fetches them again, so a full queue is first met by short
/// waits without polling; only when it stays full are the partitions paused, and then polling goes on, which keeps us in the group and runs
/// rebalances. Room means half empty. Poll thread only.
/// </summary>
internal sealed class IntakeValve(IConsumer<byte[]?, byte[]?> consumer, AssignedPartitions assigned, ReadyBatches ready, EventLog log,
    TimeProvider time)
{
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_tooLong = TimeSpan.FromSeconds(1);
    private long _heldSince;
    private bool _shut;

    /// <summary>True when nothing may be received now; <paramref name="decodeWaits"/>: a record waits to be decoded; <paramref name="mayOpen"/>: what
    /// is paused may go on.</summary>
    public bool Holds(bool decodeWaits, bool mayOpen)
    {
        if (!decodeWaits && !ready.IsFull)
        {
            _heldSince = 0;
            if (_shut && mayOpen && ready.HasRoom) Turn(shut: false);
            return false;
        }

        if (_shut)
        {
            // Whoever polls next gets nothing of paused partitions; while a record waits to be decoded that is our part.
            if (decodeWaits) Poll();
            return decodeWaits;
        }

        var now = time.GetTimestamp();
        if (_heldSince == 0) _heldSince = now;
        if (time.GetElapsedTime(_heldSince, now) >= s_tooLong) Turn(shut: true);
        else ready.Wait(s_wait);
        return true;
    }

    /// <summary>Pauses everything, for good.</summary>
    public void Shut()
    {
        if (!_shut) Turn(shut: true);
    }

    /// <summary>After partitions came: the client remembers a pause over the loss of a partition, and new partitions are not paused though the others
    /// are.</summary>
    public void Apply()
    {
        if (_shut) consumer.Pause(assigned.Partitions);
        else consumer.Resume(assigned.Partitions);
    }

    private void Turn(bool shut)
    {
        _shut = shut;
        Apply();
        log.Info(
            shut ? "kafka.paused" : "kafka.resumed", $"{assigned.Partitions.Count} partitions, {ready.Count} batches wait",
            ("partitions", assigned.Partitions.Count), ("batches", ready.Count));
    }

    private void Poll()
    {
        try
        {
            // A record that was on its way when the pause began is read again later.
            if (consumer.Consume(s_poll) is not { IsPartitionEOF: false } result || assigned.Find(result.TopicPartition) is not { } partition) return;
            if (partition.Next < 0) partition.Next = result.Offset.Value;
            partition.SeekPending = true;
        }
        catch (ConsumeException e)
        {
            log.Warn("kafka.consume", $"{e.Error.Code}: {e.Error.Reason}", ("code", e.Error.Code));
        }
    }
}
