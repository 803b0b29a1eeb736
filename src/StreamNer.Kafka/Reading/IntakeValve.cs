using Confluent.Kafka;
using StreamNer.Diagnostics;

namespace StreamNer.Kafka.Reading;

/// <summary>
/// Pauses and resumes partitions as <see cref="IntakePolicy"/> and <see cref="IntakeSwitch"/> decide; those with a held record stay paused. Poll
/// thread only.
/// </summary>
internal sealed class IntakeValve(
    IConsumer<byte[]?, byte[]?> consumer, AssignedPartitions assigned, HeldPartitions held, ReadyBatches ready, IntakeSwitch control, EventLog log,
    TimeProvider time)
{
    private readonly IntakePolicy _policy = new(time);
    private bool _shut;

    /// <summary>What to do now; <paramref name="over"/>: nothing more is to be read.</summary>
    public Intake Next(bool over)
    {
        var intake = _policy.Decide(ready.IsFull, ready.HasRoom, over);
        var paused = control.Paused;
        if (paused) intake = Intake.Shut;
        if (intake == Intake.Shut == _shut) return intake;
        _shut = intake == Intake.Shut;
        Apply();
        log.Info(
            _shut ? "kafka.paused" : "kafka.resumed",
            $"{assigned.Partitions.Count} partitions, {ready.Count} batches wait{(paused ? Reason() : "")}",
            ("partitions", assigned.Partitions.Count), ("batches", ready.Count));
        return intake;
    }

    private string Reason() => control.YieldsTo is { } group ? $"; yields to group {group}" : "; POST /control/resume continues";

    /// <summary>
    /// Puts all partitions into their state. Also after partitions came: the client remembers a pause over the loss of a partition, and new
    /// partitions are not paused though the others are.
    /// </summary>
    public void Apply()
    {
        var (paused, open) = (new List<TopicPartition>(), new List<TopicPartition>());
        foreach (var partition in assigned.Partitions) (_shut || held.Holds(partition) ? paused : open).Add(partition);
        if (paused.Count > 0) consumer.Pause(paused);
        if (open.Count > 0) consumer.Resume(open);
    }

    /// <summary>Puts one partition into its state, if it is ours.</summary>
    public void Apply(TopicPartition partition)
    {
        if (assigned.Find(partition) is null) return;
        if (_shut || held.Holds(partition)) consumer.Pause([partition]);
        else consumer.Resume([partition]);
    }
}
