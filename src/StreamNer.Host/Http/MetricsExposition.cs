using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace StreamNer.Host.Http;

/// <summary>Collects one <see cref="Meter"/> and writes it for Prometheus, with a few figures of the process.</summary>
internal sealed class MetricsExposition : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _scrape = new();
    private readonly List<MetricFamily> _families = [];
    private readonly string _version;

    /// <summary>Listens to <paramref name="meter"/> only; other meters of that name in this process are not counted.</summary>
    public MetricsExposition(Meter meter, string version)
    {
        _version = version;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter, meter)) return;
            var family = new MetricFamily(instrument);
            lock (_families) _families.Add(family);
            listener.EnableMeasurementEvents(instrument, family);
        };
        _listener.SetMeasurementEventCallback<long>(static (instrument, value, labels, family) => Record(instrument, value, labels, family));
        _listener.SetMeasurementEventCallback<int>(static (instrument, value, labels, family) => Record(instrument, value, labels, family));
        _listener.SetMeasurementEventCallback<double>(static (instrument, value, labels, family) => Record(instrument, value, labels, family));
        _listener.SetMeasurementEventCallback<float>(static (instrument, value, labels, family) => Record(instrument, value, labels, family));
        _listener.Start();
    }

    /// <summary>The exposition as it stands now. Scrapes wait for each other.</summary>
    public string Scrape()
    {
        lock (_scrape)
        {
            MetricFamily[] families;
            lock (_families) families = [.. _families];
            foreach (var family in families)
            {
                if (family.IsObservable) family.Clear();
            }

            _listener.RecordObservableInstruments();
            var writer = new ExpositionWriter();
            foreach (var family in families.OrderBy(family => family.Name, StringComparer.Ordinal)) family.Write(writer);
            WriteProcess(writer);
            return writer.ToString();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels, object? family) =>
        ((MetricFamily)family!).Record(value, labels, replace: instrument.IsObservable);

    private void WriteProcess(ExpositionWriter writer)
    {
        using var process = Process.GetCurrentProcess();
        One("process_cpu_seconds_total", "Processor time used.", MetricKind.Counter, process.TotalProcessorTime.TotalSeconds);
        One("process_resident_memory_bytes", "Resident memory.", MetricKind.Gauge, process.WorkingSet64);
        One("process_start_time_seconds", "Start time in Unix seconds.", MetricKind.Gauge, (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);
        One("process_threads", "Threads of the process.", MetricKind.Gauge, process.Threads.Count);
        One("dotnet_gc_heap_bytes", "Managed heap after the last collection.", MetricKind.Gauge, GC.GetGCMemoryInfo().HeapSizeBytes);
        writer.Header("streamner_build_info", "Version of the program.", MetricKind.Gauge);
        writer.Sample("streamner_build_info", [KeyValuePair.Create<string, object?>("version", _version)], 1);

        void One(string name, string help, MetricKind kind, double value)
        {
            writer.Header(name, help, kind);
            writer.Sample(name, [], value);
        }
    }
}
