using StreamNer.Diagnostics;
using StreamNer.Metering;
using StreamNer.Pipeline;

namespace StreamNer.Flow;

/// <summary>The loop's instruments on the meter <c>StreamNer</c>.</summary>
internal sealed class FlowGauges
{
    private static readonly FailureDetail[] s_details = Enum.GetValues<FailureDetail>();
    private readonly Telemetry _telemetry;

    public FlowGauges(Telemetry telemetry, IBatchSource source, Func<long> enriched, Func<long> retrying)
    {
        _telemetry = telemetry;
        telemetry.Observe(
            MetricTable.QueueBatches, () => [new(source.Waiting, Labels.Queue[QueueName.Read]), new(enriched(), Labels.Queue[QueueName.Enriched])]);
        telemetry.Observe(MetricTable.InFlight, () => source.InFlight.Used);
        telemetry.Observe(MetricTable.RetryingBatches, () => retrying());
    }

    public void Read(MicroBatch batch) => _telemetry.BatchDocuments.Record(batch.Records.Count);

    public void Took(Stage stage, TimeSpan time) => _telemetry.StageSeconds.Record(time.TotalSeconds, Labels.Stage[stage]);

    public void Committed(FlowCounts final, TimeSpan took)
    {
        Took(Stage.Commit, took);
        _telemetry.Documents.Add(final.Enriched, Labels.Outcome[RecordOutcome.Enriched]);
        _telemetry.Documents.Add(final.Rejected, Labels.Outcome[RecordOutcome.Rejected]);
        _telemetry.Documents.Add(final.Tombstones, Labels.Outcome[RecordOutcome.Tombstone]);
        foreach (var kind in Enum.GetValues<FailureKind>())
        {
            foreach (var detail in s_details)
            {
                if (final.RejectedBy(kind, detail) is > 0 and var count)
                    _telemetry.DeadLetters.Add(count, Labels.Reason[kind], Labels.Detail[detail]);
            }
        }
    }
}
