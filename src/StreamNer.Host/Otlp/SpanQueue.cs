using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using StreamNer.Diagnostics;
using StreamNer.Metering;

namespace StreamNer.Host.Otlp;

/// <summary>
/// The spans that wait for the collector or are under way, of a bounded number. Ending a span never blocks: when the queue is full it is dropped and
/// counted. Spans of other workers in this process are not ours to send.
/// </summary>
internal sealed class SpanQueue : BatchActivityExportProcessor
{
    private readonly SpanCount _waiting;
    private readonly int _most;
    private readonly Telemetry _telemetry;

    /// <summary>At most <paramref name="most"/> spans.</summary>
    public SpanQueue(Collector collector, int most, Telemetry telemetry)
        : this(new SpanExporter(collector, telemetry), most, telemetry)
    {
    }

    private SpanQueue(SpanExporter spans, int most, Telemetry telemetry)
        : base(spans, maxQueueSize: most, scheduledDelayMilliseconds: 1_000, maxExportBatchSize: Math.Min(most, 512)) =>
        (_waiting, _most, _telemetry) = (spans.Waiting, most, telemetry);

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (!ReferenceEquals(data.Source, _telemetry.Tracing)) return;
        if (_waiting.TryEnter(_most)) base.OnEnd(data);
        else _telemetry.Spans.Add(1, Labels.Span[SpanResult.QueueFull]);
    }
}

/// <summary>How many spans wait or are under way. Thread-safe.</summary>
internal sealed class SpanCount
{
    private int _count;

    /// <summary>Adds one, unless there are <paramref name="most"/> already.</summary>
    public bool TryEnter(int most)
    {
        if (Interlocked.Increment(ref _count) <= most) return true;
        Interlocked.Decrement(ref _count);
        return false;
    }

    /// <summary>Takes <paramref name="count"/> away.</summary>
    public void Leave(int count) => Interlocked.Add(ref _count, -count);
}

/// <summary>Sends spans and counts what became of them.</summary>
internal sealed class SpanExporter(Collector collector, Telemetry telemetry) : OtlpTraceExporter(collector.Options)
{
    /// <summary>Those that have not been sent or dropped yet.</summary>
    public SpanCount Waiting { get; } = new();

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Activity> activityBatch)
    {
        var count = (int)activityBatch.Count;
        var result = base.Export(activityBatch);
        Waiting.Leave(count);
        telemetry.Spans.Add(count, Labels.Span[result == ExportResult.Success ? SpanResult.Sent : SpanResult.ExportFailed]);
        collector.Report(result, $"{count} span{(count == 1 ? "" : "s")} dropped");
        return result;
    }
}
