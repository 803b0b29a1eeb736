using System.CommandLine;
using StreamNer.Decoding;
using StreamNer.Host.Configuration;
using StreamNer.Host.Evaluation;
using StreamNer.Host.Work;
using StreamNer.Linking;

namespace StreamNer.Host.Cli;

/// <summary><c>eval linking</c>: links against files with known ones, for given mentions and end to end.</summary>
internal static class EvalLinkingCommand
{
    private const int MostCandidates = 20;

    private static readonly SettingFlag s_base = new("--knowledge-base", "linking:knowledgeBase", "FILE", "What entities are linked to.");

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = FileArgument.Several("JSON lines: {sentence, index, link} or {text, labels}, offsets in code points.");
        var match = new Option<MatchRule>("--match")
        {
            Description = "When a link is right: equal ids (id), or title and type where the base has no such id (name).",
            DefaultValueFactory = _ => MatchRule.Name,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of tables." };
        var examples = new NumberOption("--examples", 0, "Show N wrong links of given mentions; they quote the file.", fallback: 0);
        var command = new Command("linking", "Candidate recall, accuracy, wrong links and NIL of entity linking, by type and over the threshold.")
        {
            files, match, json, examples,
        };
        var flags = new SettingFlags(command, AnnotateCommand.Model, s_base);
        command.SetAction(async (parsed, _) =>
        {
            if (flags.Load(parsed, kafka: false, ("pipeline:offsets", "utf16"), ("pii:onModelDown", "stop")) is not { Settings: var settings })
                return ExitCode.Usage;
            if (!settings.Linking.Enabled)
            {
                SettingFlags.Refuse([new OptionError("linking:enabled", "eval linking measures links: set it to true")]);
                return ExitCode.Usage;
            }

            return await StopSignals.Run(stop => Run(settings, parsed.GetValue(files)!, parsed.GetValue(match), parsed.GetValue(json),
                parsed.GetValue(examples)!.Value, stop));
        });
        return command;
    }

    private static async Task<int> Run(Settings settings, string[] files, MatchRule rule, bool json, int examples, CancellationToken cancel)
    {
        using var telemetry = new Telemetry();
        using var engine = await Engine.Load(settings, telemetry, EventLog.None, cancel, redact: false);
        var started = TimeProvider.System.GetTimestamp();
        var every = settings.Linking with { Threshold = 0, Candidates = MostCandidates };
        var texts = new LinkedTexts(
            new EntityLinker(engine.KnowledgeBase, every, new LabelMap(settings.Pii.Labels)), engine.KnowledgeBase,
            new GoldMatch(engine.KnowledgeBase, rule), settings.Linking.Threshold);
        var scores = files.Select(file => (file, Score: Score(engine, texts, file, cancel))).ToArray();
        var tables = new LinkTables(engine.KnowledgeBase, rule, settings.Linking.Threshold);
        if (json) EvalCommand.WriteJson(engine, scores, tables.WriteJson);
        else foreach (var (file, score) in scores) tables.Write(file, score, examples);
        Console.Error.WriteLine(WorkSummary.Of("text", scores.Sum(score => score.Score.Texts), "scored", scores.Sum(score => score.Score.Rejected),
            TimeProvider.System.GetElapsedTime(started)));
        return ExitCode.Ok;
    }

    private static FileLinkScore Score(Engine engine, LinkedTexts linked, string file, CancellationToken cancel)
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

        var results = BatchAnnotator.Run(engine, [.. texts.Select(text => text.Text)], Path.GetFileName(file), cancel);
        var score = new FileLinkScore();
        for (var i = 0; i < texts.Count; i++) linked.Add(texts[i], results[i], score);
        return score;
    }
}
