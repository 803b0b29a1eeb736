using System.CommandLine;
using StreamNer.Comparing;
using StreamNer.Configuration;
using StreamNer.Host.Lines;
using StreamNer.Host.Work;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;

namespace StreamNer.Host.Cli;

/// <summary><c>diff</c>: what differs between two outputs, topics or files.</summary>
internal static class DiffCommand
{
    private const string TopicPrefix = "topic:";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var a = Side("A", "The output to compare with: a file of JSON lines, or a topic of enriched records.");
        var b = Side("B", "The output to judge.");
        var gates = Enum.GetValues<DiffMeasure>().Select(measure => (Measure: measure, Option: Gate(measure))).ToArray();
        var reports = new Option<string[]>("--report")
        {
            HelpName = "FILE",
            Description = "Write the report to FILE.md, FILE.html or FILE.json; repeatable. By default Markdown goes to standard output.",
        };
        reports.Validators.Add(result =>
        {
            foreach (var path in result.GetValueOrDefault<string[]>() ?? [])
                if (DiffReports.FormOf(path) is null) result.AddError($"--report {path}: its name must end in .md, .html or .json");
        });
        var tolerance = new Option<double>("--score-tolerance")
        {
            HelpName = "X",
            Description = "Treat scores that differ by no more than this as equal.",
            DefaultValueFactory = _ => new DiffOptions().ScoreTolerance,
        };
        var examples = new NumberOption("--examples", 0, "Number of examples of each kind of difference.", 1_000, new DiffOptions().Examples);
        var memory = new NumberOption("--memory-mb", 2, "MiB of records held in memory; the rest goes to temporary files.", 1 << 20, 256);
        var command = new Command("diff", "Compare two outputs record by record: entities, links, redaction. Exit code 1 if a gate fails.")
        {
            a, b, reports, examples, tolerance, memory,
        };
        foreach (var (_, option) in gates) command.Add(option);
        var flags = new SettingFlags(command, RunCommand.Servers);
        command.SetAction(async (parsed, _) =>
        {
            var options = new DiffOptions
            {
                ScoreTolerance = parsed.GetValue(tolerance),
                Examples = parsed.GetValue(examples)!.Value,
                MemoryBytes = (long)parsed.GetValue(memory)!.Value << 20,
            };
            string[] sides = [parsed.GetValue(a)!, parsed.GetValue(b)!];
            var kafka = new KafkaOptions();
            if (sides.Any(IsTopic))
            {
                // No group takes part, and no other topic is touched.
                (string, string)[] others = [("kafka:group", "diff"), ("kafka:inputs", ""), ("kafka:inputs:0", "(input)"),
                    ("kafka:output", "(output)"), ("kafka:deadLetter", "(dead letters)"), ("kafka:repair", ""), ("repair:auto", "false"),
                    ("pii:onModelDown", "stop")];
                if (flags.Load(parsed, kafka: true, others) is not { Settings: var settings }) return ExitCode.Usage;
                kafka = settings.Kafka;
            }

            var limits = gates.Where(gate => parsed.GetResult(gate.Option) is not null)
                .Select(gate => new DiffGate(gate.Measure, parsed.GetValue(gate.Option))).ToArray();
            return await StopSignals.Run(stop => Run(kafka, sides, options, limits, parsed.GetValue(reports) ?? [], stop));
        });
        return command;
    }

    private static async Task<int> Run(KafkaOptions kafka, string[] sides, DiffOptions options, DiffGate[] gates, string[] reports,
        CancellationToken cancel)
    {
        var started = TimeProvider.System.GetTimestamp();
        var diff = new OutputDiff(options);
        var work = Task.Run(
            () =>
            {
                using var left = Open(sides[0]);
                using var right = Open(sides[1]);
                return diff.Run(Input(kafka, sides[0], left, cancel), Input(kafka, sides[1], right, cancel), cancel);
            },
            CancellationToken.None);
        var tally = await TerminalProgress.Follow(work, "diff", null, () => 0, () => $"{ReportPage.Number(diff.Compared)} compared");
        var report = new DiffReport(NameOf(sides[0]), NameOf(sides[1]), tally, [.. gates.Select(gate => gate.Judge(tally))]);
        if (reports.Length == 0) DiffReports.Write(report, ReportForm.Markdown, StandardOutput.Open());
        foreach (var path in reports) DiffReports.Write(report, path);
        await Console.Error.WriteLineAsync(
            $"streamner: {DiffPage.Of(report).Lead} ({TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s)");
        foreach (var failed in report.Gates.Where(gate => !gate.Passed))
        {
            await Console.Error.WriteLineAsync(
                $"streamner: --max-{DiffGate.Name(failed.Gate.Measure)} {failed.Gate.Limit}: "
                + (tally.Both + tally.RejectedByOne + tally.RejectedByBoth == 0
                    ? "the two have no document in common"
                    : $"there are {failed.Count} of {failed.Total} ({ReportPage.Share(failed.Count, failed.Total)})"));
        }

        return report.Passed ? ExitCode.Ok : ExitCode.Failed;
    }

    private static DiffInput Input(KafkaOptions kafka, string side, Stream? file, CancellationToken cancel)
    {
        if (file is null) return EnrichedTopic.Open(kafka, NameOf(side), cancel);
        var (numbered, values) = LineValues.Open(NameOf(side), file);
        return new DiffInput(NameOf(side), values, numbered) { Read = EnrichmentJsonReader.Read };
    }

    private static FileStream? Open(string side) =>
        IsTopic(side) ? null : new FileStream(side, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, FileOptions.SequentialScan);

    // A topic's name has no slash; what exists as a file is one unless it is called a topic.
    private static bool IsTopic(string side) =>
        side.StartsWith(TopicPrefix, StringComparison.Ordinal) || (!side.Contains('/', StringComparison.Ordinal) && !Path.Exists(side));

    private static string NameOf(string side) =>
        side.StartsWith(TopicPrefix, StringComparison.Ordinal) ? side[TopicPrefix.Length..] : IsTopic(side) ? side : Path.GetFileName(side);

    private static Argument<string> Side(string name, string description)
    {
        var side = new Argument<string>(name) { Description = description };
        side.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } path && !IsTopic(path) && FileFault.OfFile(path) is { } fault)
                result.AddError($"'{path}': {fault}");
        });
        return side;
    }

    private static Option<DiffLimit> Gate(DiffMeasure measure)
    {
        var name = "--max-" + DiffGate.Name(measure);
        return new Option<DiffLimit>(name)
        {
            HelpName = "N|N%",
            Description = $"Fail when more are {DiffGate.Name(measure)}.",
            CustomParser = result =>
            {
                var text = result.Tokens is [var only] ? only.Value : "";
                if (DiffLimit.TryParse(text, out var limit)) return limit;
                result.AddError($"{name} must be a count such as 10 or a share such as 1%, is '{text}'");
                return default;
            },
        };
    }
}
