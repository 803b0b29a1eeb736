using System.Globalization;
using StreamNer.Diagnostics;
using StreamNer.Host.Configuration;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Replay;
using StreamNer.Kafka.Topics;
using StreamNer.Logging;
using StreamNer.Work;

namespace StreamNer.Host.Work;

/// <summary>How a worker takes part in a replay, beside what <see cref="ReplayPlan"/> says.</summary>
/// <param name="MaxPerSecond">Records a second; null: as fast as it goes.</param>
/// <param name="YieldTo">The group that goes first; null for none.</param>
/// <param name="MaxLagSeconds">That group's lag from which on this worker waits.</param>
internal sealed record ReplayManners(double? MaxPerSecond, string? YieldTo, double MaxLagSeconds);

/// <summary>One worker of a replay: begins it or joins it, works until the whole range is done, and counts what has become of it.</summary>
internal sealed class ReplayWork(
    ReplayPlan plan, ReplayManners manners, Settings settings, Telemetry telemetry, EventBridge events, WorkerHealth health, IntakeSwitch intake,
    StopSignals signals) : IAsyncDisposable
{
    private ReplayWatch? _watch;

    /// <summary>What it replays; null before it has begun.</summary>
    public ReplayRecord? Record { get; private set; }

    /// <summary>Offsets that are final, by all workers; 0 before it has begun.</summary>
    public long Done => _watch?.Done ?? 0;

    /// <summary>Works. True when the range is done, false when it was stopped before.</summary>
    /// <exception cref="KafkaFatalException">It must not begin, or cannot go on: the message says what to change.</exception>
    public async Task<bool> Run()
    {
        await using var yields = manners.YieldTo is { } group
            ? await YieldWatch.Start(settings.Kafka, group, manners.MaxLagSeconds, intake, events.Log, signals.Stop)
            : null;
        var worker = new StreamWorker(settings, telemetry, events.Log, health)
        {
            Intake = intake,
            Around = ProcessSurroundings.Of(settings, telemetry),
            Replay = Begin,
            MaxPerSecond = manners.MaxPerSecond,
        };
        var result = await worker.Run(signals.Stop);
        return result.Drained && !signals.Stop.IsCancellationRequested;
    }

    /// <summary>Ends the look at the group's positions.</summary>
    public ValueTask DisposeAsync() => _watch?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>What has become of each offset; null where that cannot be told, because the output is compacted.</summary>
    public async Task<Coverage?> Check(CancellationToken stop)
    {
        var output = Record!.Output;
        if (await TopicSettings.IsCompacted(settings.Kafka, output, stop)) return null;
        return await Task.Run(() => CoverageCheck.Run(settings.Kafka, Record, stop), stop);
    }

    private async Task<ReplayRecord> Begin(string snapshot, CancellationToken stop)
    {
        var begun = await ReplayStart.Begin(plan with { Snapshot = snapshot }, stop);
        Record = begun.Record;
        foreach (var note in begun.Notes) events.Log.Info("replay.note", note);
        events.Log.Info(
            begun.Resumed ? "replay.resumed" : "replay.begun",
            string.Create(CultureInfo.InvariantCulture,
                $"'{plan.Name}': {Record.Total()} offsets of {Record.Input}, {Record.From} to {Record.To}, to {Record.Output}"),
            ("replay", plan.Name), ("offsets", Record.Total()));
        _watch = new ReplayWatch(settings.Kafka, Record, telemetry, events.Log);
        return Record;
    }
}
