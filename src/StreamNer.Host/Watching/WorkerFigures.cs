using System.Diagnostics.Metrics;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Host.Configuration;
using StreamNer.Metering;

namespace StreamNer.Host.Watching;

/// <summary>Figures of a worker that are made from others: what a thousand documents cost, and how far the labels have drifted.</summary>
internal sealed class WorkerFigures : IDisposable
{
    private static readonly TimeSpan s_everyMinute = TimeSpan.FromMinutes(1);
    private readonly EventLog _log;
    private readonly string _out;
    private readonly LabelWindow _window;
    private readonly LabelListener? _listener;
    private readonly ITimer? _timer;

    /// <summary>Begins to listen and publishes what the settings ask for.</summary>
    public WorkerFigures(Settings settings, Telemetry telemetry, Func<FlowCounts> counts, EventLog log, TimeProvider time)
    {
        (_log, _out, _window) = (log, settings.Drift.Out, new LabelWindow(time));
        if (settings.Cost.PerHour > 0)
        {
            var cost = new CostMeter(settings.Cost.PerHour, time);
            telemetry.Observe(MetricTable.Cost, () => Known(cost.Measure(counts().Total)));
        }

        if (settings.Drift is { Reference.Length: 0, Out.Length: 0 }) return;
        _listener = new LabelListener(telemetry, _window.Add);
        if (_out.Length > 0) _timer = time.CreateTimer(_ => Write(), null, s_everyMinute, s_everyMinute);
        if (settings.Drift.Reference.Length > 0 && LabelMix.Read(settings.Drift.Reference, out _) is { } reference)
            telemetry.Observe(MetricTable.LabelDrift, () => Known(_window.Current().Psi(reference)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _listener?.Dispose();
        if (_out.Length > 0) Write();
    }

    private static IEnumerable<Measurement<double>> Known(double? value) => value is { } known ? [new Measurement<double>(known)] : [];

    // The reference of another day is not worth a worker's end.
    private void Write()
    {
        try
        {
            _window.Current().Write(_out);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Warn("drift.out", $"drift:out: the label mix cannot be written ({e.GetType().Name})");
        }
    }
}
