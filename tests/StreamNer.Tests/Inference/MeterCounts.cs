using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using StreamNer.Diagnostics;

namespace StreamNer.Tests.Inference;

/// <summary>Sums what one telemetry's instruments were told, by <c>name/first label value</c>.</summary>
internal sealed class MeterCounts : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _sums = new(StringComparer.Ordinal);

    public MeterCounts(Telemetry telemetry)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (telemetry.Owns(instrument)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public double this[string key] => _sums.GetValueOrDefault(key);

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _sums.AddOrUpdate(tags.IsEmpty ? instrument.Name : $"{instrument.Name}/{tags[0].Value}", value, (_, sum) => sum + value);
}
