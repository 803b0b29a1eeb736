namespace StreamNer.Flow;

/// <summary>The loop's instruments on the meter <c>StreamNer</c>.</summary>
internal sealed class FlowGauges
{
    private readonly Telemetry _telemetry;

    public FlowGauges(Telemetry telemetry, Func<long> read, Func<long> enriched, Func<long> bytes, Func<long> retrying)
    {
        _telemetry = telemetry;
        telemetry.Meter.CreateObservableGauge<long>(
            "streamner.queue_batches",
            () => [new(read(), new KeyValuePair<string, object?>("queue", "read")), new(enriched(), new KeyValuePair<string, object?>("queue", "enriched"))],
            description: "Micro-batches that wait, by queue (read, enriched).");
        telemetry.Meter.CreateObservableGauge("streamner.in_flight", bytes, unit: "By", description: "Input bytes read and not yet written.");
        telemetry.Meter.CreateObservableGauge("streamner.retrying_batches", retrying, description: "Micro-batches being retried for a reason outside the data.");
    }

    public void Stage(string stage, TimeSpan took) => _telemetry.StageSeconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("stage", stage));

    public void Committed(FlowCounts final, TimeSpan took)
    {
        Stage("commit", took);
        Count("enriched", final.Enriched);
        Count("rejected", final.Rejected);
        Count("tombstone", final.Tombstones);
        foreach (var kind in Enum.GetValues<FailureKind>())
        {
            if (final.RejectedBy(kind) is > 0 and var count) _telemetry.DeadLetters.Add(count, new KeyValuePair<string, object?>("reason", kind.Code()));
        }
    }

    private void Count(string outcome, long count)
    {
        if (count > 0) _telemetry.Documents.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
    }
}
