using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using StreamNer.Diagnostics;
using StreamNer.Host.Cli;
using StreamNer.Host.Configuration;
using StreamNer.Host.Exposition;
using StreamNer.Metering;

namespace StreamNer.Host.Otlp;

/// <summary>
/// Sends one worker's metrics and spans to a collector, from threads of its own. A collector that is slow or away costs the worker nothing but spans:
/// the queue is bounded, and what exceeds it is dropped and counted. Disposing sends what waits, for at most two seconds.
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    private const int LeaveMs = 1_000;
    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    private OtlpExport(TracerProvider? traces, MeterProvider? metrics) => (_traces, _metrics) = (traces, metrics);

    /// <summary>Begins to send what <c>otlp</c> asks for; null where it asks for nothing.</summary>
    public static OtlpExport? Start(Settings settings, Telemetry telemetry, EventLog log)
    {
        var options = settings.Otlp;
        if (options.Endpoint.Length == 0 || options is { Traces: false, Metrics: false }) return null;
        var resource = Resource(settings);
        log.Info("otlp.started", $"{string.Join(" and ", Signals(options))} go to {options.Endpoint}", ("address", options.Endpoint));
        return new OtlpExport(
            options.Traces ? Traces(options, resource, telemetry, log) : null,
            options.Metrics ? Metrics(options, resource, telemetry, log) : null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces?.Shutdown(LeaveMs);
        _metrics?.Shutdown(LeaveMs);
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static IEnumerable<string> Signals(OtlpOptions options)
    {
        if (options.Traces) yield return "traces";
        if (options.Metrics) yield return "metrics";
    }

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last, so that a platform's own names hold.
    private static ResourceBuilder Resource(Settings settings)
    {
        var (instance, group) = (settings.Kafka.Instance, settings.Kafka.Group);
        var resource = ResourceBuilder.CreateEmpty().AddTelemetrySdk().AddService(
            "streamner", serviceVersion: CommandLine.Version, autoGenerateServiceInstanceId: instance.Length == 0,
            serviceInstanceId: instance.Length == 0 ? null : instance);
        if (group.Length > 0) resource.AddAttributes([new("messaging.consumer.group.name", group)]);
        return resource.AddEnvironmentVariableDetector();
    }

    private static TracerProvider Traces(OtlpOptions options, ResourceBuilder resource, Telemetry telemetry, EventLog log)
    {
        var collector = new Collector(options, "/v1/traces", log);
        return Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Telemetry.MeterName)
            .SetSampler(new TraceIdRatioBasedSampler(options.SampleRatio)).AddProcessor(new SpanQueue(collector, options.QueueSpans, telemetry)).Build();
    }

    private static MeterProvider Metrics(OtlpOptions options, ResourceBuilder resource, Telemetry telemetry, EventLog log)
    {
        var collector = new Collector(options, "/v1/metrics", log);
        var reader = new PeriodicExportingMetricReader(new MetricExporter(collector), options.MetricsSeconds * 1_000, options.TimeoutMs);
        return Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Telemetry.MeterName, RuntimeTable.MeterName)
            .AddView(instrument => View(instrument, telemetry)).AddReader(reader).Build();
    }

    /// <summary>The rows of the two tables with their buckets, and nothing else.</summary>
    private static MetricStreamConfiguration? View(Instrument instrument, Telemetry telemetry)
    {
        var table = telemetry.Owns(instrument) ? MetricTable.All : instrument.Meter.Name == RuntimeTable.MeterName ? RuntimeTable.All : [];
        if (table.FirstOrDefault(metric => metric.Name == instrument.Name) is not { } metric) return MetricStreamConfiguration.Drop;
        return metric.Kind == MetricKind.Histogram ? new ExplicitBucketHistogramConfiguration { Boundaries = metric.Buckets } : null;
    }
}
