using System.CommandLine;
using StreamNer.Configuration;
using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Host.Configuration;
using StreamNer.Host.Evaluation;
using StreamNer.Host.Work;
using StreamNer.Linking;
using StreamNer.Snapshots;

namespace StreamNer.Host.Cli;

/// <summary><c>eval linking</c>: links against files with known ones, for given mentions and end to end.</summary>
internal static class EvalLinkingCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = FileArgument.Several("JSON lines: {sentence, index, link} or {text, labels}, offsets in code points.");
        var match = new Option<MatchRule>("--match")
        {
            HelpName = "id|name",
            Description = "When a link is right: if ids are equal (id), or also if title and type match and the base lacks the id (name).",
            DefaultValueFactory = _ => MatchRule.Name,
            CustomParser = result =>
            {
                var rule = result.Tokens is [var only] ? only.Value : "";
                if (rule.Equals("id", StringComparison.OrdinalIgnoreCase)) return MatchRule.Id;
                if (!rule.Equals("name", StringComparison.OrdinalIgnoreCase)) result.AddError($"--match must be id or name, is '{rule}'");
                return MatchRule.Name;
            },
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of tables." };
        var examples = new NumberOption("--examples", 0, "Show N wrong links of given mentions, quoting the file.", fallback: 0);
        var features = new Option<string?>("--features")
        {
            HelpName = "FILE",
            Description = "Write the features of each candidate, for fitting weights.",
        };
        var weights = new Option<string?>("--weights") { HelpName = "FILE", Description = "Weights to use instead of the built-in ones." };
        weights.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } path && FileFault.OfFile(path) is { } fault) result.AddError($"'{path}': {fault}");
        });
        var command = new Command("linking", "Measure entity linking: candidate recall, accuracy, wrong links and NIL, by type and by threshold.")
        {
            files, match, json, examples, features, weights,
        };
        var flags = new SettingFlags(command, AnnotateCommand.Model, AnnotateCommand.KnowledgeBase);
        command.SetAction(async (parsed, _) =>
        {
            if (flags.Load(parsed, kafka: false, ("pipeline:offsets", "utf16"), ("pii:onModelDown", "stop")) is not { Settings: var settings })
                return ExitCode.Usage;
            if (!settings.Linking.Enabled)
            {
                SettingFlags.Refuse([new OptionError("linking:enabled", "eval linking measures links: set it to true")]);
                return ExitCode.Usage;
            }

            var choices = new Choices(parsed.GetValue(files)!, parsed.GetValue(match), parsed.GetValue(json), parsed.GetValue(examples)!.Value,
                parsed.GetValue(features), parsed.GetValue(weights));
            return await StopSignals.Run(stop => Run(settings, choices, stop));
        });
        return command;
    }

    private static async Task<int> Run(Settings settings, Choices choices, CancellationToken cancel)
    {
        var weights = choices.Weights is { } path ? Read(path) : LinkWeights.BuiltIn;
        using var telemetry = new Telemetry();
        using var snapshot = await Snapshot.Load(settings, telemetry, EventLog.None, cancel, new() { Redact = false });
        await using var features = choices.Features is { } to ? File.CreateText(to) : null;
        features?.WriteLine("text\tmention\tinBase\tid\tright\t" + string.Join('\t', LinkTrace.Features));
        var started = TimeProvider.System.GetTimestamp();
        var (knowledge, threshold) = (snapshot.KnowledgeBase, settings.Linking.Threshold);
        var every = settings.Linking with { Threshold = 0, Candidates = KnowledgeBase.MostCandidates };
        var linker = new EntityLinker(knowledge, every, new LabelMap(settings.Pii.Labels), weights);
        var texts = new LinkedTexts(linker, knowledge, new GoldMatch(knowledge, choices.Match), threshold, features);
        var scores = choices.Files.Select(file => (file, Score: Score(snapshot, texts, file, cancel))).ToArray();
        var tables = new LinkTables(knowledge, choices.Match, threshold);
        if (choices.Json) EvalCommand.WriteJson(snapshot, scores, tables.WriteJson);
        else foreach (var (file, score) in scores) tables.Write(file, score, choices.Examples);
        Console.Error.WriteLine(WorkSummary.Of("text", scores.Sum(score => score.Score.Texts), "scored", scores.Sum(score => score.Score.Rejected),
            TimeProvider.System.GetElapsedTime(started)));
        return ExitCode.Ok;
    }

    private static LinkWeights Read(string path)
    {
        try
        {
            using var reader = File.OpenText(path);
            return LinkWeights.Read(reader);
        }
        catch (InvalidDataException e)
        {
            throw new LabelledFileException($"{path}: {e.Message}", e);
        }
    }

    private static FileLinkScore Score(Snapshot snapshot, LinkedTexts linked, string file, CancellationToken cancel)
    {
        List<LinkedText> texts;
        try
        {
            using var reader = File.OpenText(file);
            texts = [.. LinkedText.Read(reader)];
        }
        catch (LabelledFileException e)
        {
            throw new LabelledFileException($"{file}: {e.Message}", e);
        }

        var results = BatchAnnotator.Run(snapshot, [.. texts.Select(text => text.Text)], Path.GetFileName(file), cancel);
        var score = new FileLinkScore();
        for (var i = 0; i < texts.Count; i++) linked.Add(texts[i], results[i], score);
        return score;
    }

    private sealed record Choices(string[] Files, MatchRule Match, bool Json, int Examples, string? Features, string? Weights);
}
