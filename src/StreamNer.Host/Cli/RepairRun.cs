using System.Globalization;
using StreamNer.Diagnostics;
using StreamNer.Host.Configuration;
using StreamNer.Host.Logging;
using StreamNer.Host.Work;
using StreamNer.Kafka.Redriving;
using StreamNer.Logging;

namespace StreamNer.Host.Cli;

/// <summary><c>replay --repair</c>: enriches again what was made while the model was down.</summary>
internal static class RepairRun
{
    /// <summary>Plans it and, unless it is a dry run, does it.</summary>
    public static async Task<int> Run(Settings settings, bool dryRun, bool overwriteNewer, CancellationToken stop)
    {
        FatalLine.Follow(Logs.FormatOf(settings.Log));
        using var logs = Logs.Create(settings.Log);
        using var bridge = new EventBridge(logs.CreateLogger(Logs.Category), TimeProvider.System);
        using var telemetry = new Telemetry();
        var work = new RepairWork(settings, telemetry, bridge.Log);
        var started = TimeProvider.System.GetTimestamp();
        long done = 0, total = 0;
        var running = Task.Run(
            () => work.Run(!dryRun, overwriteNewer, plan =>
            {
                Volatile.Write(ref total, plan.Total);
                Console.Out.WriteLine(Line(plan));
            }, now => Volatile.Write(ref done, now.Total), stop),
            CancellationToken.None);
        var result = await TerminalProgress.Follow(
            running, "repair", 100, () => Volatile.Read(ref total) is > 0 and var all ? 100 * Volatile.Read(ref done) / all : 0,
            () => string.Create(CultureInfo.InvariantCulture, $"{Volatile.Read(ref done)} of {Volatile.Read(ref total)}"));
        if (result is null)
        {
            await Console.Error.WriteLineAsync("streamner: nothing was written");
            return ExitCode.Ok;
        }

        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"streamner: {result.Total} read again: {result.Written} repaired, {result.Rejected} rejected, {result.Gone} gone from their source, in "
            + $"{seconds:0.0} s"));
        return result is { Gone: 0, Rejected: 0 } ? ExitCode.Ok : ExitCode.Failed;
    }

    private static string Line(RepairPlan plan)
    {
        var line = $"{plan.Total} to repair";
        foreach (var (count, words) in (ReadOnlySpan<(long, string)>)[(plan.Mended, "repaired before"), (plan.Repeated, "named again"),
            (plan.OtherTopic, "of a topic that is not in kafka:inputs"), (plan.Unreadable, "without coordinates")])
            if (count > 0) line += $", {count} {words}";
        return line;
    }
}
