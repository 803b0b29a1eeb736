using System.Diagnostics.Metrics;
using StreamNer.Diagnostics;
using StreamNer.Metering;

namespace StreamNer.Host.Watching;

/// <summary>Hands each entity that is counted to <c>count</c>, by its label, from whichever thread counts it.</summary>
internal sealed class LabelListener : IDisposable
{
    private readonly MeterListener _listener = new();

    /// <summary>Listens from now on.</summary>
    public LabelListener(Telemetry telemetry, Action<string, long> count)
    {
        var name = MetricTable.Entities.Labels[0].Name;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (telemetry.Owns(instrument) && instrument.Name == MetricTable.Entities.Name) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, entities, tags, _) =>
        {
            // Zeros make series begin; they are no entities.
            if (entities == 0) return;
            foreach (var tag in tags) if (tag.Key == name && tag.Value is string label) count(label, entities);
        });
        _listener.Start();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
