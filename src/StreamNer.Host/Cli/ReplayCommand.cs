using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamNer.Diagnostics;
using StreamNer.Host.Configuration;
using StreamNer.Host.Work;
using StreamNer.Kafka.Replay;

namespace StreamNer.Host.Cli;

/// <summary><c>replay</c>: a range of a topic through the pipeline, into an output of its own.</summary>
internal static class ReplayCommand
{
    // A batch of a throttled replay waits about a second at most.
    private const int BatchDocuments = 1_024;

    /// <summary>Where ranges and aliases are kept; <c>alias</c> and <c>topics create</c> have it too.</summary>
    public static readonly SettingFlag Control = new("--control", "kafka:control", "TOPIC", "Topic that stores ranges and aliases.");

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "replay", "Process a range of a topic into another output, with the settings of a worker. Any number of processes can share one "
            + "--name; starting one again resumes. With --repair: enrich again the records made while the model was down.");
        var arguments = new ReplayArguments(command);
        var flags = new SettingFlags(command, [Control, .. RunCommand.Flags.Where(flag => flag.Key is not ("kafka:repair" or "kafka:output"))]);
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetResult(arguments.Repair) is not null) return await Repair(arguments, flags, parsed);
            if (parsed.GetValue(arguments.Name) is not { } name || parsed.GetValue(arguments.Output) is not { } output)
                return Refuse("--name and --output are required");
            List<(string, string)> more = [("kafka:group", ReplayRecord.Group(name)), ("kafka:untilEnd", "true"), ("batch:profile", "replay")];
            var old = flags.Read(parsed, kafka: true, more).Settings.Kafka.Output;
            if (output == old)
                return Refuse("--output is kafka:output, which the workers write to: each record would stand there twice; name another");
            more.Add(("kafka:output", output));
            var rate = parsed.GetValue(arguments.Throttle);
            if (rate < BatchDocuments) more.Add(("batch:documents", Math.Ceiling(rate.Value).ToString(CultureInfo.InvariantCulture)));
            if (flags.Load(parsed, kafka: true, more) is not { Settings: var settings }) return ExitCode.Usage;
            if (settings.Kafka.Output != output || settings.Kafka.Group != ReplayRecord.Group(name))
                return Refuse("--set kafka:output and kafka:group do not go with replay: they follow from --output and --name");
            if (settings.Kafka.Inputs is not [var input] || input.StartsWith('^')) return Refuse("a replay reads one topic, named by --input");
            if (settings.Kafka.Control.Length == 0) return Refuse("kafka:control is not set: name the topic that keeps the range (--control)");
            var plan = new ReplayPlan
            {
                Name = name,
                Options = settings.Kafka,
                Like = parsed.GetValue(arguments.Like) ?? old,
                From = parsed.GetValue(arguments.From),
                To = parsed.GetValue(arguments.To),
                AllowCut = parsed.GetValue(arguments.AllowCut),
                Snapshot = "",
            };
            if (parsed.GetValue(arguments.DryRun)) return await StopSignals.Run(stop => ReplayPreview.Run(plan, settings, rate, stop));
            var manners = new ReplayManners(rate, parsed.GetValue(arguments.YieldTo), parsed.GetValue(arguments.MaxLag));
            return await Run(settings, plan, manners, parsed.GetValue(arguments.SkipCheck));
        });
        return command;
    }

    private static async Task<int> Repair(ReplayArguments arguments, SettingFlags flags, ParseResult parsed)
    {
        // A record is repaired by the model or not at all.
        List<(string, string)> more = [("pii:onModelDown", "stop")];
        if (parsed.GetValue(arguments.Repair) is { Length: > 0 } topic) more.Add(("kafka:repair", topic));
        if (parsed.GetValue(arguments.Output) is { } output) more.Add(("kafka:output", output));
        if (flags.Load(parsed, kafka: true, more) is not { Settings: var settings }) return ExitCode.Usage;
        if (settings.Kafka.Repair.Length == 0) return Refuse("kafka:repair is not set: name the topic of coordinates (--repair TOPIC)");
        return await StopSignals.Run(stop =>
            RepairRun.Run(settings, parsed.GetValue(arguments.DryRun), parsed.GetValue(arguments.OverwriteNewer), stop));
    }

    private static int Refuse(string why)
    {
        Console.Error.WriteLine($"streamner: {why}");
        return ExitCode.Usage;
    }

    private static Task<int> Run(Settings settings, ReplayPlan plan, ReplayManners manners, bool skipCheck)
    {
        // Lines of the log would tear the bar apart.
        var seen = TerminalProgress.IsSeen(writesOutput: false);
        if (seen && settings.Log.Level < LogLevel.Warning) settings = settings with { Log = settings.Log with { Level = LogLevel.Warning } };
        return Composition.Run(settings, static _ => { }, async services =>
        {
            await using var work = ActivatorUtilities.CreateInstance<ReplayWork>(services, plan, manners);
            var running = Task.Run(work.Run, CancellationToken.None);
            var pace = new Pace(TimeProvider.System);
            var done = await TerminalProgress.Follow(
                running, "replay", 100, () => work.Record?.Total() is > 0 and var total ? 100 * work.Done / total : 0, () => Progress(work, pace),
                writesOutput: false);
            if (!done)
            {
                await Console.Error.WriteLineAsync(
                    $"streamner: replay '{plan.Name}' was stopped; the same command resumes it");
                return null;
            }

            if (skipCheck) return ExitCode.Ok;
            Failpoint.Reach("replay.check");
            return await Report(work, plan.Name, services.GetRequiredService<StopSignals>().Stop);
        });
    }

    private static string Progress(ReplayWork work, Pace pace)
    {
        if (work.Record is not { } record) return "begins";
        var done = work.Done;
        var rate = pace.Of(done) is { } measured ? string.Create(CultureInfo.InvariantCulture, $", {measured:0}/s") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{done} of {record.Total()} offsets{rate}");
    }

    private static async Task<int> Report(ReplayWork work, string name, CancellationToken stop)
    {
        if (await work.Check(stop) is not { } coverage)
        {
            await Console.Error.WriteLineAsync(
                $"streamner: replay '{name}' is done; {work.Record!.Output} is compacted, so that it cannot tell whether each record has an output");
            return ExitCode.Ok;
        }

        await Console.Error.WriteLineAsync(
            $"streamner: replay '{name}': {coverage.Total} offsets = {coverage.Enriched} enriched + {coverage.DeadLetters} dead letters + "
            + $"{coverage.Tombstones} tombstones + {coverage.Gaps} without a record"
            + (coverage.Gone > 0 ? $" + {coverage.Gone} taken by retention before they had an output" : "")
            + (coverage.Missing > 0 ? $" + {coverage.Missing} missing ({string.Join(", ", coverage.MissingNames)}"
                + (coverage.Missing > coverage.MissingNames.Count ? " …)" : ")") : "")
            + (coverage.Repeated > 0 ? $"; {coverage.Repeated} have more than one output" : ""));
        return coverage.IsComplete ? ExitCode.Ok : ExitCode.Failed;
    }
}
