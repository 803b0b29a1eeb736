using System.Diagnostics.Metrics;
using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Metering;

namespace StreamNer.Kafka.Writing;

/// <summary>What is measured of runs: how they end, why they are taken back, and how old their records are when they become final. One caller at a
/// time.</summary>
internal sealed class RunMeter
{
    private readonly Telemetry _telemetry;
    private readonly TimeProvider _time;
    private long _lastCommitMs = -1;

    public RunMeter(Telemetry telemetry, TimeProvider time)
    {
        (_telemetry, _time) = (telemetry, time);
        telemetry.Observe(MetricTable.LastCommit, LastCommit);
    }

    /// <summary>A run has ended.</summary>
    public void Ended(RunResult result) => _telemetry.Transactions.Add(1, Labels.Run[result]);

    /// <summary>A run's records are read again, by what was decided about its failure.</summary>
    public void TakenBack(FaultRule rule) => _telemetry.Rewinds.Add(1, Labels.Rewind[ReasonOf(rule)]);

    /// <summary>Parts of a run have become final.</summary>
    public void Final(IEnumerable<KeyValuePair<PartitionEpoch, RunPart>> parts)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var any = false;
        foreach (var (at, part) in parts)
        {
            any = true;
            var topic = new KeyValuePair<string, object?>("topic", at.Topic);
            foreach (var stamp in part.TimestampsMs) _telemetry.EndToEnd.Record(Math.Max(0, now - stamp) / 1_000.0, topic);
        }

        if (any) Volatile.Write(ref _lastCommitMs, now);
    }

    internal static RewindReason ReasonOf(FaultRule rule) => rule switch
    {
        { Action: FaultAction.RejectRecord } => RewindReason.RefusedRecord,
        { Action: FaultAction.Fenced } => RewindReason.Fenced,
        _ when rule.Codes.Contains(ErrorCode.IllegalGeneration) => RewindReason.Membership,
        { Site: FaultSite.Produce } => RewindReason.Delivery,
        { Site: FaultSite.Commit } => RewindReason.Commit,
        _ => RewindReason.Transaction,
    };

    private IEnumerable<Measurement<double>> LastCommit() => Volatile.Read(ref _lastCommitMs) is >= 0 and var ms ? [new(ms / 1_000.0)] : [];
}
