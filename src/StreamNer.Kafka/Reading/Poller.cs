using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka.Topics;

namespace StreamNer.Kafka.Reading;

/// <summary>
/// What the poll thread does, turn by turn; it never runs inference:
/// <para>
/// 1. Takes rewinds: drops what it has of the partition and seeks. 2. Puts partitions that came into their state. 3. Asks <see cref="IntakeValve"/>.
/// Open: hands over the batch when it is due, tries held partitions again, polls, decodes, batches. Hold: waits for the queue. Shut: polls with all
/// partitions paused. Rebalances run inside the polls.
/// </para>
/// Offsets are never taken from the client's position: the batch carries its own. Poll thread only.
/// </summary>
internal sealed class Poller(
    IConsumer<byte[]?, byte[]?> consumer, AssignedPartitions assigned, HeldPartitions held, IntakeValve valve, IntakeSwitch control,
    MicroBatcher batcher, ReadyBatches ready, PartitionLedger ledger, PositionCheck positions, LostRanges lost, EndOfInput? end,
    Heartbeat heartbeat, EventLog log, TimeProvider time)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_hold = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_askAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_decode = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_positions = TimeSpan.FromSeconds(5);

    /// <summary>
    /// One turn, at most about <see cref="s_poll"/> long unless a rebalance or the registry takes longer. <paramref name="over"/>: nothing more is
    /// read; what the loop has not taken is left for the next worker, and polling goes on, so that rebalances and commits work.
    /// </summary>
    public void Turn(bool over)
    {
        heartbeat.Beat();
        foreach (var rewind in assigned.TakeRewinds(consumer))
        {
            held.Hold(rewind);
            valve.Apply(new TopicPartition(rewind.Topic, rewind.Partition));
        }

        if (assigned.TakeChange()) TakeUp();
        switch (valve.Next(over))
        {
            case Intake.Open: Receive(); break;
            case Intake.Hold: ready.Wait(s_hold); break;
            default: PollShut(over); break;
        }
    }

    /// <summary>After partitions came: what waits for the end of the call-back, from which no request should be made.</summary>
    private void TakeUp()
    {
        valve.Apply();
        heartbeat.Beat(EndOfInput.LearnLimit * assigned.Partitions.Count);
        end?.Learn(assigned.Partitions, partition => consumer.QueryWatermarkOffsets(partition, EndOfInput.LearnLimit).High.Value);
    }

    private void Receive()
    {
        if (batcher.Due == TimeSpan.Zero)
        {
            HandOver();

            // A record taken into a full queue's next batch would grow old there, and be handed over alone as soon as there is room.
            if (ready.IsFull) return;
        }

        foreach (var (partition, record) in held.Retry())
        {
            valve.Apply(partition);
            if (record is not null && assigned.Find(partition) is { } at) Add(at, partition, record);
        }

        var result = Poll(batcher.Due is { } due && due < s_poll ? due : s_poll);
        if ((result is null || !Take(result)) && end is not null) CheckEnd(end);
    }

    private void PollShut(bool over)
    {
        if (over)
        {
            batcher.Take();
            held.Clear();
        }
        else if (control.Paused && batcher.Due == TimeSpan.Zero && !ready.IsFull)
        {
            // A pause may last for hours: what was read before it becomes final.
            HandOver();
        }

        if (Poll(s_poll) is not { } result || assigned.Find(result.TopicPartition) is not { SeekPending: false } at) return;
        if (result.IsPartitionEOF && PositionCheck.Follows(at, result.Offset.Value))
        {
            ReachedEnd(at, result);
            return;
        }

        // It was on its way when the pause began, and is read again later.
        if (at.Next < 0) at.Next = result.Offset.Value;
        at.SeekPending = true;
    }

    private ConsumeResult<byte[]?, byte[]?>? Poll(TimeSpan limit)
    {
        try
        {
            return consumer.Consume(limit);
        }
        catch (ConsumeException e)
        {
            var rule = KafkaFaults.Decide(FaultSite.Consume, e);
            if (rule.Action == FaultAction.Stop)
                throw new KafkaFatalException($"{e.Error.Code} on {e.ConsumerRecord?.TopicPartition.Name()}: {rule.Meaning}", e);
            log.Warn("kafka.consume", $"{e.Error.Code}: {e.Error.Reason}", ("code", e.Error.Code));
        }
        catch (Exception e) when (e is not KafkaException)
        {
            // A call-back of the client threw: the record it was about to give us is gone and its position has moved.
            log.Error(
                "kafka.reseat", $"a call-back of the client failed: {e.GetType().Name}; reading goes on from our offsets",
                ("error", e.GetType().Name));
            assigned.Reseat(consumer);
        }

        return null;
    }

    /// <summary>True when the record joined the batch.</summary>
    private bool Take(ConsumeResult<byte[]?, byte[]?> result)
    {
        if (assigned.Find(result.TopicPartition) is not { SeekPending: false, AskAgain: 0 } at) return false;
        if (!PositionCheck.Follows(at, result.Offset.Value) && !MayBegin(at, result)) return false;
        if (result.IsPartitionEOF)
        {
            ReachedEnd(at, result);
            return false;
        }

        if (end?.IsBeyond(result.TopicPartition, result.Offset.Value) == true)
        {
            PassOver(end, at, result.TopicPartition);
            return false;
        }

        // The registry may take its time, as long as its own limit.
        heartbeat.Beat(s_decode);
        at.LeaderEpoch = result.LeaderEpoch ?? -1;
        if (held.Decode(result, at.Epoch, log) is { } record)
        {
            Add(at, result.TopicPartition, record);
            return true;
        }

        valve.Apply(result.TopicPartition);
        return false;
    }

    /// <summary>
    /// False where what came does not follow from our position, or nobody knows yet: then the partition is read again from there a little later, and
    /// what comes meanwhile is dropped.
    /// </summary>
    private bool MayBegin(AssignedPartition at, ConsumeResult<byte[]?, byte[]?> result)
    {
        heartbeat.Beat(PositionCheck.LookLimit);
        var verdict = positions.Look(at, result, out var because);
        if (verdict == PositionVerdict.Go) return true;
        if (verdict == PositionVerdict.Restarted) return false;
        if (verdict == PositionVerdict.Again)
        {
            log.Error(
                "kafka.order", $"{result.TopicPartition.Name()} gave offset {result.Offset.Value} after {at.Next - 1}",
                ("topic", result.Topic), ("partition", result.Partition.Value), ("offset", result.Offset.Value), ("expected", at.Next));
            at.SeekPending = true;
            return false;
        }

        log.Warn(
            "kafka.position", $"{result.TopicPartition.Name()} waits: {because}", ("topic", result.Topic), ("partition", result.Partition.Value));
        if (at.Next < 0) at.Next = result.Offset.Value;
        at.AskAgain = time.GetTimestamp() + (long)(s_askAgain.TotalSeconds * time.TimestampFrequency);
        return false;
    }

    private void Add(AssignedPartition at, TopicPartition partition, InputRecord record)
    {
        var offset = record.Position!.Value.Offset;
        if (offset > at.Expected) lost.Gap(consumer, partition, at.Expected, offset);
        at.Next = offset + 1;
        if (!batcher.Fits(record)) HandOver();
        batcher.Add(record);
    }

    private void HandOver()
    {
        if (batcher.Take() is { } batch) ready.Add(batch);
    }

    private void ReachedEnd(AssignedPartition at, ConsumeResult<byte[]?, byte[]?> result)
    {
        if (held.Holds(result.TopicPartition)) return;
        if (!at.PassedOver) ledger.ReachedEnd(result.Topic, result.Partition.Value, result.Offset.Value, at.Next);
        end?.Reached(result.TopicPartition, result.Offset.Value);
        at.Expected = result.Offset.Value;
    }

    // Beyond a fixed end a whole topic may follow: it is not fetched. The position becomes that end, for nothing stands before it any more.
    private void PassOver(EndOfInput end, AssignedPartition at, TopicPartition partition)
    {
        at.PassedOver = true;
        if (!end.IsFixed || end.EndOf(partition) is not { } last) return;
        ledger.ReachedEnd(partition.Topic, partition.Partition.Value, last, at.Next);
        consumer.Pause([partition]);
    }

    private void CheckEnd(EndOfInput end)
    {
        if (!end.IsOver(assigned.Partitions, partition => assigned.Find(partition)!.Next)) return;
        HandOver();
        if (ready.Count == 0 && ledger.AllIdle() && end.IsGroupDone(Positions)) ready.Complete(null);
    }

    private IReadOnlyList<long>? Positions(IReadOnlyList<TopicPartition> partitions)
    {
        heartbeat.Beat(s_positions);
        return GroupOffsets.CommittedOrNull(consumer, partitions, s_positions);
    }
}
