using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace StreamNer.Host.Otlp;

/// <summary>Sends metrics and logs it when they are not taken; the next report has the same totals and more, so nothing is kept.</summary>
internal sealed class MetricExporter(Collector collector) : OtlpMetricExporter(collector.Options)
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> metrics)
    {
        var result = base.Export(metrics);
        collector.Report(result, "metrics were not sent");
        return result;
    }
}
