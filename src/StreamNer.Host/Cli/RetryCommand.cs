using System.CommandLine;
using System.Globalization;
using StreamNer.Diagnostics;
using StreamNer.Host.Configuration;
using StreamNer.Host.Logging;
using StreamNer.Host.Work;
using StreamNer.Kafka.Redriving;
using StreamNer.Logging;

namespace StreamNer.Host.Cli;

/// <summary><c>dead-letters retry</c>: sends the records of dead letters through the pipeline again.</summary>
internal static class RetryCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Count what would be sent, by reason, and send nothing." };
        var overwrite = new Option<bool>("--overwrite-newer")
        {
            Description = "Write to a compacted output even though a retried record hides a later one with its key.",
        };
        var command = new Command(
            "retry", "Send the records of dead letters through the pipeline again, with the settings of the worker. Only records "
            + "without an output are sent; records that fail again become dead letters.") { dryRun, overwrite };
        var filter = new LetterFilterOptions(command);
        var flags = new SettingFlags(command, [.. RunCommand.Flags.Where(flag => flag.Key is not "kafka:repair" and not "pii:onModelDown"
            && !flag.Key.StartsWith("http:", StringComparison.Ordinal))]);
        command.SetAction(async (parsed, _) =>
        {
            // A record is retried by the model or not at all.
            if (flags.Load(parsed, kafka: true, ("pii:onModelDown", "stop"), ("kafka:repair", ""), ("repair:auto", "false"))
                is not { Settings: var settings }) return ExitCode.Usage;
            return await StopSignals.Run(stop =>
                Run(settings, filter.Filter(parsed), parsed.GetValue(dryRun), parsed.GetValue(overwrite), stop));
        });
        return command;
    }

    private static async Task<int> Run(Settings settings, LetterFilter filter, bool dryRun, bool overwrite, CancellationToken stop)
    {
        FatalLine.Follow(Logs.FormatOf(settings.Log));
        using var logs = Logs.Create(settings.Log);
        using var bridge = new EventBridge(logs.CreateLogger(Logs.Category), TimeProvider.System);
        using var telemetry = new Telemetry();
        var work = new RetryWork(settings, filter, telemetry, bridge.Log);
        await using var session = await work.Open(write: !dryRun, overwrite, stop);
        var plan = session.Plan;
        foreach (var (why, counts) in plan.Counts) Console.Out.WriteLine(Line(why.Reason, why.Detail, counts));
        if (dryRun)
        {
            await Console.Error.WriteLineAsync($"streamner: {plan.Total} would be sent again; nothing was written");
            return ExitCode.Ok;
        }

        var started = TimeProvider.System.GetTimestamp();
        long done = 0;
        var result = await TerminalProgress.Follow(
            Task.Run(() => session.Run(now => Volatile.Write(ref done, now.Total), stop), CancellationToken.None), "retry", plan.Total,
            () => Volatile.Read(ref done), () => string.Create(CultureInfo.InvariantCulture, $"{Volatile.Read(ref done)} of {plan.Total}"));
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"streamner: {result.Total} sent again: {result.Written} written, {result.Rejected} rejected again, {result.Gone} gone from their "
            + $"source, in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s"));
        return result.Gone == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static string Line(string reason, string detail, RedriveCounts counts)
    {
        var line = $"{reason}  {detail}  {counts[RedriveFate.Retry]} to send";
        foreach (var (fate, words) in (ReadOnlySpan<(RedriveFate, string)>)[(RedriveFate.HasOutput, "with an output"),
            (RedriveFate.Superseded, "with a later letter"), (RedriveFate.Sealed, "not opened"), (RedriveFate.NoSource, "without coordinates"),
            (RedriveFate.OtherTopic, "of a topic that is not in kafka:inputs"), (RedriveFate.OtherGroup, "of another group")])
            if (counts[fate] > 0) line += $", {counts[fate]} {words}";
        return line;
    }
}
