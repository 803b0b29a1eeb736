using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamNer.Diagnostics;
using StreamNer.Host.Configuration;
using StreamNer.Host.Evaluation;
using StreamNer.Host.Work;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pii.Evaluation;
using StreamNer.Snapshots;

namespace StreamNer.Host.Cli;

/// <summary><c>eval pii</c>: findings of personal data against labels, by type (exact spans) and by token (whatever the type).</summary>
internal static class EvalPiiCommand
{
    private static readonly SettingFlag s_profile =
        new("--profile", "pii:profile", "NAME", "Profile of the policy; strict, the default here, finds names too.");

    private static readonly (string, string)[] s_withoutModel =
        [("pii:profile", "default"), ("pii:actions:PERSON", "tag"), ("pii:actions:LOCATION", "tag"), ("pii:actions:ORGANIZATION", "tag")];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = FileArgument.Several("Labelled files: JSON with full_text and spans, or JSON lines {text, type, start, end}.");
        var rulesOnly = new Option<bool>("--rules-only") { Description = "Use no model, as when it is down and pii:onModelDown is degrade." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of tables." };
        var examples = new NumberOption("--examples", 0, "Show N misses of each kind, quoting the file.", fallback: 0);
        var command = new Command("pii", "Measure precision, recall, F1 and F2 of PII findings, by type and by token.") { files, json, examples,
            rulesOnly };
        var flags = new SettingFlags(command, AnnotateCommand.Model, s_profile);
        command.SetAction(async (parsed, _) =>
        {
            // Strict requires the model; without it, a policy that finds the same.
            var profile = parsed.GetValue(rulesOnly) ? s_withoutModel : parsed.GetResult(s_profile.Name) is null ? [("pii:profile", "strict")] : [];
            if (flags.Load(parsed, kafka: false,
                [("pipeline:offsets", "utf16"), ("pii:onModelDown", "stop"), .. profile]) is not { Settings: var settings }) return ExitCode.Usage;
            return await StopSignals.Run(
                stop =>
                    Run(settings, parsed.GetValue(files)!, parsed.GetValue(json), parsed.GetValue(examples)!.Value,
                        parsed.GetValue(rulesOnly), stop));
        });
        return command;
    }

    private static async Task<int> Run(Settings settings, string[] files, bool json, int examples, bool rulesOnly, CancellationToken cancel)
    {
        using var telemetry = new Telemetry();
        using var snapshot = await Snapshot.Load(settings, telemetry, EventLog.None, cancel, new() { Redact = false, WithoutModel = rulesOnly });
        var started = TimeProvider.System.GetTimestamp();
        int total = 0, rejected = 0;
        var scores = files.Select(file => (file, Scored(file))).ToArray();
        if (json) EvalCommand.WriteJson(snapshot, scores, WriteJson);
        else foreach (var (file, score) in scores) WriteTable(file, score, examples);
        Console.Error.WriteLine(WorkSummary.Of("text", total, "scored", rejected, TimeProvider.System.GetElapsedTime(started)));
        return ExitCode.Ok;

        PiiScore Scored(string file)
        {
            var (score, results) = Score(snapshot, file, cancel);
            total += results.Length;
            rejected += results.Count(result => result is null);
            return score;
        }
    }

    private static (PiiScore Score, Enrichment?[] Results) Score(Snapshot snapshot, string file, CancellationToken cancel)
    {
        IReadOnlyList<LabelledText> texts;
        try
        {
            texts = LabelledText.Read(file);
        }
        catch (FormatException e)
        {
            throw new LabelledFileException($"{file}: {e.Message}", e);
        }

        var results = BatchAnnotator.Run(snapshot, [.. texts.Select(text => text.Text)], Path.GetFileName(file), cancel);
        var score = new PiiScore();
        for (var i = 0; i < texts.Count; i++)
        {
            score.Add(texts[i],
                [.. (results[i]?.Pii ?? []).Select(found => new PiiSpan(found.Type, found.Start, found.End, found.Detector, PiiEvidence.Shape))]);
        }

        return (score, results);
    }

    private static void WriteTable(string file, PiiScore score, int examples)
    {
        Console.Out.WriteLine(file);
        Console.Out.WriteLine($"{"type (exact spans)",-22}{"precision",10}{"recall",8}{"F1",8}{"F2",8}{"labelled",10}{"found",8}");
        foreach (var (type, counts) in score.ByType) WriteRow(type, counts);
        WriteRow("tokens, any type", score.Tokens);
        foreach (var group in score.Misses.GroupBy(miss => (miss.Type, miss.Missed)))
        {
            foreach (var miss in group.Take(examples))
                Console.Out.WriteLine($"{(miss.Missed ? "missed" : "wrong")} {miss.Type}: {miss.Value}  in  {miss.Text.ReplaceLineEndings(" ")}");
        }

        Console.Out.WriteLine();
    }

    private static void WriteRow(string name, PiiCounts counts) => Console.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-22}{counts.Precision,10:0.000}{counts.Recall,8:0.000}{counts.F1,8:0.000}{counts.F2,8:0.000}{counts.TruePositives + counts.FalseNegatives,10}{counts.TruePositives + counts.FalsePositives,8}"));

    private static void WriteJson(Utf8JsonWriter json, PiiScore score)
    {
        WriteCounts(json, "tokens", score.Tokens);
        json.WriteStartObject("types");
        foreach (var (type, counts) in score.ByType) WriteCounts(json, type, counts);
        json.WriteEndObject();
        json.WriteStartObject("tokenRecall");
        foreach (var (type, (found, all)) in score.TokensByType) json.WriteNumber(type, Math.Round((double)found / all, 4));
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, PiiCounts counts)
    {
        json.WriteStartObject(name);
        json.WriteNumber("precision", Math.Round(counts.Precision, 4));
        json.WriteNumber("recall", Math.Round(counts.Recall, 4));
        json.WriteNumber("f1", Math.Round(counts.F1, 4));
        json.WriteNumber("f2", Math.Round(counts.F2, 4));
        json.WriteNumber("labelled", counts.TruePositives + counts.FalseNegatives);
        json.WriteNumber("found", counts.TruePositives + counts.FalsePositives);
        json.WriteEndObject();
    }
}
