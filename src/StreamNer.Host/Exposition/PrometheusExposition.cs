using System.Diagnostics.Metrics;
using Prometheus;
using StreamNer.Diagnostics;
using StreamNer.Metering;

namespace StreamNer.Host.Exposition;

/// <summary>
/// A worker's metrics in a registry of their own: every row of <see cref="MetricTable"/>, some figures of the runtime, and prometheus-net's of the
/// process. prometheus-net's own adapter for meters is not used: it makes gauges of counters.
/// </summary>
internal sealed class PrometheusExposition : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, Metric> _metrics;
    private readonly Dictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly List<MetricSeries> _observed = [];
    private readonly Lock _look = new();
    private readonly IMetricFactory _factory;

    /// <summary>Listens to <paramref name="telemetry"/> only; another one in this process is not counted.</summary>
    public PrometheusExposition(Telemetry telemetry)
    {
        Registry = Metrics.NewCustomRegistry();
        DotNetStats.Register(Registry);
        _factory = Metrics.WithCustomRegistry(Registry);
        _factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        _metrics = MetricTable.All.Concat(RuntimeTable.All).ToDictionary(metric => metric.Name, StringComparer.Ordinal);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!telemetry.Owns(instrument) && instrument.Meter.Name != RuntimeTable.MeterName) return;
            if (_metrics.TryGetValue(instrument.Name, out var metric))
                listener.EnableMeasurementEvents(instrument, SeriesOf(metric, instrument.IsObservable));
        };
        _listener.SetMeasurementEventCallback<long>(static (instrument, value, tags, series) => Record(instrument, value, tags, series));
        _listener.SetMeasurementEventCallback<int>(static (instrument, value, tags, series) => Record(instrument, value, tags, series));
        _listener.SetMeasurementEventCallback<double>(static (instrument, value, tags, series) => Record(instrument, value, tags, series));
        _listener.Start();
        Registry.AddBeforeCollectCallback(Look);
    }

    /// <summary>What <c>/metrics</c> serves.</summary>
    public CollectorRegistry Registry { get; }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? series) =>
        ((MetricSeries)series!).Record(value, tags, instrument.IsObservable);

    /// <summary>Asks for all that is observed, once for each scrape.</summary>
    private void Look()
    {
        lock (_look)
        {
            MetricSeries[] observed;
            lock (_observed) observed = [.. _observed];
            foreach (var series in observed) series.BeginLook();
            _listener.RecordObservableInstruments();
            foreach (var series in observed) series.EndLook();
        }
    }

    private MetricSeries SeriesOf(Metric metric, bool observed)
    {
        lock (_observed)
        {
            if (_series.TryGetValue(metric.Name, out var known)) return known;
            var series = _series[metric.Name] = MetricSeries.Create(metric, _factory, observed);
            if (observed) _observed.Add(series);
            return series;
        }
    }
}
