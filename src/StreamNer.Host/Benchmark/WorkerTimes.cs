using System.Diagnostics.Metrics;
using StreamNer.Diagnostics;
using StreamNer.Metering;

namespace StreamNer.Host.Benchmark;

/// <summary>Every single time that a worker reports, where its histograms have buckets. Listens until it is disposed.</summary>
internal sealed class WorkerTimes : IDisposable
{
    private readonly MeterListener _listener = new();

    /// <summary>Listens to <paramref name="telemetry"/> alone.</summary>
    public WorkerTimes(Telemetry telemetry)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument == telemetry.EndToEnd || instrument == telemetry.StageSeconds || instrument == telemetry.BatchDocuments)
                listener.EnableMeasurementEvents(instrument);
        };
        var commit = Labels.Stage[Stage.Commit];
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if (instrument == telemetry.EndToEnd) EndToEnd.Add(value);
            else if (tags.Length > 0 && Equals(tags[0].Value, commit.Value)) Commits.Add(value);
        });
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Batches.Add(value));
        _listener.Start();
    }

    /// <summary>Seconds from a record's timestamp to the commit of its output.</summary>
    public Samples EndToEnd { get; } = new();

    /// <summary>Seconds of a commit.</summary>
    public Samples Commits { get; } = new();

    /// <summary>Documents of a batch.</summary>
    public Samples Batches { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
