using StreamNer.Diagnostics;
using StreamNer.Host.Cli;
using StreamNer.Host.Configuration;
using StreamNer.Host.Exposition;
using StreamNer.Host.Http;
using StreamNer.Host.Logging;
using StreamNer.Host.Otlp;
using StreamNer.Kafka;
using StreamNer.Logging;
using StreamNer.Work;

namespace StreamNer.Host.Work;

/// <summary>What surrounds a worker in a process of its own: signals, log, metrics, health.</summary>
/// <param name="Settings">Checked settings.</param>
/// <param name="Telemetry">Takes the instruments.</param>
/// <param name="Log">Takes the events.</param>
/// <param name="Health">What the health endpoints say.</param>
/// <param name="Intake">Pauses the intake.</param>
/// <param name="Stop">Cancelled by the first signal.</param>
internal sealed record WorkerHost(
    Settings Settings, Telemetry Telemetry, EventLog Log, WorkerHealth Health, IntakeSwitch Intake, CancellationToken Stop)
{
    // Beyond the drain: to close the clients, or to find out that they do not close.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(4);

    /// <summary>Sets all of it up, and runs <paramref name="work"/> in it. Its exit code, or null where it left work undone: then the signal's, or
    /// that of a failure.</summary>
    public static async Task<int> Run(Settings settings, Func<WorkerHost, Task<int?>> work)
    {
        using var signals = new StopSignals(TimeSpan.FromSeconds(settings.Flow.DrainSeconds) + s_grace);
        FatalLine.Follow(Logs.FormatOf(settings.Log));
        using var logs = Logs.Create(settings.Log, TimeProvider.System);
        using var bridge = new EventBridge(logs.CreateLogger(Logs.Category), TimeProvider.System);
        var log = bridge.Log;
        signals.Explain = () =>
        {
            log.Error(
                "run.forced",
                $"a call has not returned {s_grace.TotalSeconds:0} s after the drain's end: leaving at once; what is uncommitted will be read again",
                ("seconds", s_grace.TotalSeconds));
            bridge.Dispose();
            logs.Dispose();
        };
        using var telemetry = new Telemetry();
        using var metrics = new PrometheusExposition(telemetry);
        using var otlp = OtlpExport.Start(settings, telemetry, log);
        var health = new WorkerHealth();
        var intake = new IntakeSwitch(TimeProvider.System);
        await using var http =
            settings.Http.Port is null ? null : await HttpServer.Start(settings.Http, metrics, health, intake, signals.Stop);
        if (http is not null) log.Info("http.listening", $"{http.Address}/metrics, /health/live, /health/ready", ("address", http.Address));
        using var onStop = signals.Stop.Register(() => log.Info(
            "run.draining", $"stopping; a second signal leaves at once, else at most {settings.Flow.DrainSeconds} s (flow:drainSeconds)",
            ("seconds", settings.Flow.DrainSeconds)));
        if (await work(new WorkerHost(settings, telemetry, log, health, intake, signals.Stop)) is { } code) return code;
        return signals.Code != 0 ? signals.Code : ExitCode.Failed;
    }
}
