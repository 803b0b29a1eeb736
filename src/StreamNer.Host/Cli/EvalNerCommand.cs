using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamNer.Host.Configuration;
using StreamNer.Host.Evaluation;
using StreamNer.Host.Work;

namespace StreamNer.Host.Cli;

/// <summary><c>eval ner</c>: strict entity-level precision, recall and F1 on CoNLL files, through the whole pipeline.</summary>
internal static class EvalNerCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = FileArgument.Several("CoNLL files: a token and its BIO2 tag a line, blank lines between sentences.");
        var rulesOnly = new Option<bool>("--rules-only") { Description = "Leave the model out, as when it is down and pii:onModelDown is degrade." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of tables." };
        var command = new Command("ner", "Entity-level precision, recall and F1 (strict spans) by type, on CoNLL files.") { files, json, rulesOnly };
        var flags = new SettingFlags(command, AnnotateCommand.Model, AnnotateCommand.Aggregation);
        command.SetAction(async (parsed, _) =>
        {
            if (flags.Load(parsed, kafka: false, ("pipeline:offsets", "utf16"), ("pii:onModelDown", "stop")) is not { Settings: var settings })
                return ExitCode.Usage;
            return await StopSignals.Run(stop => Run(settings, parsed.GetValue(files)!, parsed.GetValue(json), parsed.GetValue(rulesOnly), stop));
        });
        return command;
    }

    private static async Task<int> Run(Settings settings, string[] files, bool json, bool rulesOnly, CancellationToken cancel)
    {
        using var telemetry = new Telemetry();
        using var engine = await Engine.Load(settings, telemetry, EventLog.None, cancel, redact: false, withoutModel: rulesOnly);
        var started = TimeProvider.System.GetTimestamp();
        var scores = files.Select(file => (file, Score(engine, file, cancel))).ToArray();
        if (json) EvalCommand.WriteJson(engine, scores, WriteJson);
        else foreach (var (file, (score, rejected)) in scores) WriteTable(file, score, rejected);
        var total = scores.Sum(score => score.Item2.Score.Sentences);
        Console.Error.WriteLine(WorkSummary.Of("sentences", total, "scored", scores.Sum(score => score.Item2.Rejected),
            TimeProvider.System.GetElapsedTime(started)));
        return ExitCode.Ok;
    }

    private static (SpanScore Score, int Rejected) Score(Engine engine, string file, CancellationToken cancel)
    {
        var sentences = Read(file);
        var starts = new List<int>[sentences.Length];
        var texts = new string[sentences.Length];
        for (var i = 0; i < sentences.Length; i++) texts[i] = sentences[i].Join(starts[i] = []);
        var results = BatchAnnotator.Run(engine, texts, Path.GetFileName(file), cancel);
        var score = new SpanScore();
        for (var i = 0; i < sentences.Length; i++)
        {
            score.Add(sentences[i], results[i] is { } found ? SpanScore.OnTokens(found.Entities, starts[i]) : []);
        }

        return (score, results.Count(result => result is null));
    }

    private static LabelledSentence[] Read(string file)
    {
        try
        {
            using var reader = File.OpenText(file);
            return [.. ConllReader.Read(reader)];
        }
        catch (LabelledFileException e)
        {
            throw new LabelledFileException($"{file}: {e.Message}", e);
        }
    }

    private static void WriteTable(string file, SpanScore score, int rejected)
    {
        Console.Out.WriteLine($"{file}: {score.Sentences} sentences, {rejected} rejected");
        Console.Out.WriteLine($"{"type",-8}{"precision",10}{"recall",8}{"F1",8}{"expected",10}{"found",8}{"right",8}");
        foreach (var (type, counts) in score.Types) WriteRow(type, counts);
        WriteRow("all", score.Total);
        Console.Out.WriteLine();
    }

    private static void WriteRow(string name, TypeScore counts) => Console.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-8}{100 * counts.Precision,10:0.0}{100 * counts.Recall,8:0.0}{100 * counts.F1,8:0.0}{counts.Expected,10}{counts.Found,8}{counts.Right,8}"));

    private static void WriteJson(Utf8JsonWriter json, (SpanScore Score, int Rejected) result)
    {
        json.WriteNumber("sentences", result.Score.Sentences);
        json.WriteNumber("rejected", result.Rejected);
        WriteCounts(json, "all", result.Score.Total);
        json.WriteStartObject("types");
        foreach (var (type, counts) in result.Score.Types) WriteCounts(json, type, counts);
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, TypeScore counts)
    {
        json.WriteStartObject(name);
        json.WriteNumber("precision", Math.Round(counts.Precision, 4));
        json.WriteNumber("recall", Math.Round(counts.Recall, 4));
        json.WriteNumber("f1", Math.Round(counts.F1, 4));
        json.WriteNumber("expected", counts.Expected);
        json.WriteNumber("found", counts.Found);
        json.WriteNumber("right", counts.Right);
        json.WriteEndObject();
    }
}
