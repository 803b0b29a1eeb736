using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Host.Configuration;
using StreamNer.Host.Evaluation;
using StreamNer.Host.Work;
using StreamNer.Snapshots;

namespace StreamNer.Host.Cli;

/// <summary><c>eval ner</c>: strict entity-level precision, recall and F1 on CoNLL files, through the whole pipeline, by tokens and by
/// characters.</summary>
internal static class EvalNerCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = FileArgument.Several("CoNLL files: a token and its BIO2 tag a line, blank lines between sentences.");
        var rulesOnly = new Option<bool>("--rules-only") { Description = "Use no model, as when it is down and pii:onModelDown is degrade." };
        var spacing = new Option<Spacing>("--spacing")
        {
            Description = "How tokens are joined into text: with spaces (spaced), or as people write (natural).",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of tables." };
        var command = new Command("ner", "Measure entity precision, recall and F1 (strict spans) by type, on CoNLL files.")
        {
            files, json, rulesOnly, spacing,
        };
        var flags = new SettingFlags(command, AnnotateCommand.Model, AnnotateCommand.Aggregation, AnnotateCommand.Words);
        command.SetAction(async (parsed, _) =>
        {
            if (flags.Load(parsed, kafka: false, ("pipeline:offsets", "utf16"), ("pii:onModelDown", "stop")) is not { Settings: var settings })
                return ExitCode.Usage;
            var choices = new Choices(parsed.GetValue(files)!, parsed.GetValue(spacing), parsed.GetValue(json), parsed.GetValue(rulesOnly));
            return await StopSignals.Run(stop => Run(settings, choices, stop));
        });
        return command;
    }

    private static async Task<int> Run(Settings settings, Choices choices, CancellationToken cancel)
    {
        using var telemetry = new Telemetry();
        var unredacted = new SnapshotChoices { Redact = false, WithoutModel = choices.RulesOnly };
        using var snapshot = await Snapshot.Load(settings, telemetry, EventLog.None, cancel, unredacted);
        var started = TimeProvider.System.GetTimestamp();
        var scores = choices.Files.Select(file => (file, Score: Score(snapshot, file, choices.Spacing, settings.Pipeline.Words, cancel))).ToArray();
        if (choices.Json) EvalCommand.WriteJson(snapshot, scores, WriteJson);
        else foreach (var (file, score) in scores) WriteTables(file, score);
        var total = scores.Sum(score => score.Score.Tokens.Sentences);
        Console.Error.WriteLine(WorkSummary.Of("sentence", total, "scored", scores.Sum(score => score.Score.Rejected),
            TimeProvider.System.GetElapsedTime(started)));
        return ExitCode.Ok;
    }

    private static NerScore Score(Snapshot snapshot, string file, Spacing spacing, WordRule words, CancellationToken cancel)
    {
        var sentences = Read(file);
        var starts = new List<int>[sentences.Length];
        var texts = new string[sentences.Length];
        for (var i = 0; i < sentences.Length; i++) texts[i] = sentences[i].Join(spacing, starts[i] = []);
        var results = BatchAnnotator.Run(snapshot, texts, Path.GetFileName(file), cancel);
        var score = new NerScore(new SpanScore(), new SpanScore(), results.Count(result => result is null));
        for (var i = 0; i < sentences.Length; i++)
        {
            var sentence = sentences[i];
            var found = results[i]?.Entities ?? [];
            // Words of the text begin after the sign of a hashtag, those of the tokeniser with it.
            var names = words == WordRule.Text ? sentence.NameStarts(starts[i]) : starts[i];
            score.Tokens.Add(sentence.Spans, SpanScore.OnTokens(found, names), sentence.Unlabelled);
            score.Characters.Add(sentence.OnCharacters(starts[i]), SpanScore.OnCharacters(found), sentence.Unlabelled);
        }

        return score;
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

    private static void WriteTables(string file, NerScore score)
    {
        Console.Out.WriteLine($"{file}: {score.Tokens.Sentences} sentences, {score.Rejected} rejected");
        WriteTable("tokens", score.Tokens);
        WriteTable("characters", score.Characters);
    }

    private static void WriteTable(string unit, SpanScore score)
    {
        Console.Out.WriteLine($"{"by " + unit,-14}{"precision",10}{"recall",8}{"F1",8}{"expected",10}{"found",8}{"right",8}");
        foreach (var (type, counts) in score.Types) WriteRow(type, counts);
        WriteRow("all", score.Total);
        Console.Out.WriteLine();
    }

    private static void WriteRow(string name, TypeScore counts) => Console.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-14}{100 * counts.Precision,10:0.0}{100 * counts.Recall,8:0.0}{100 * counts.F1,8:0.0}"
        + $"{counts.Expected,10}{counts.Found,8}{counts.Right,8}"));

    private static void WriteJson(Utf8JsonWriter json, NerScore score)
    {
        json.WriteNumber("sentences", score.Tokens.Sentences);
        json.WriteNumber("rejected", score.Rejected);
        WriteScores(json, score.Tokens);
        json.WriteStartObject("characters");
        WriteScores(json, score.Characters);
        json.WriteEndObject();
    }

    private static void WriteScores(Utf8JsonWriter json, SpanScore score)
    {
        WriteCounts(json, "all", score.Total);
        json.WriteStartObject("types");
        foreach (var (type, counts) in score.Types) WriteCounts(json, type, counts);
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

    private sealed record Choices(string[] Files, Spacing Spacing, bool Json, bool RulesOnly);

    /// <summary>One file's scores, both on the same text.</summary>
    private sealed record NerScore(SpanScore Tokens, SpanScore Characters, int Rejected);
}
