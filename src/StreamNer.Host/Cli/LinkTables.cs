using System.Globalization;
using System.Text.Json;
using StreamNer.Host.Evaluation;
using StreamNer.Linking;

namespace StreamNer.Host.Cli;

/// <summary>The scores of linking as tables and as JSON.</summary>
/// <param name="knowledgeBase">What was linked to.</param>
/// <param name="rule">When a link is right.</param>
/// <param name="threshold">The score from which the pipeline makes a link.</param>
internal sealed class LinkTables(KnowledgeBase knowledgeBase, MatchRule rule, double threshold)
{
    /// <summary>Writes one file's scores to standard output.</summary>
    public void Write(string file, FileLinkScore score, int examples)
    {
        LinkCounts counts = score.Ranked.At(threshold), prior = score.PriorOnly.At(0);
        Line($"{file}: {score.Texts} texts, {score.Rejected} rejected, {counts.Mentions} mentions");
        Line($"{knowledgeBase.Version} ({knowledgeBase.Count} entities) has those of {counts.InBase} by {Word(rule)}; threshold {threshold:0.00}");
        Line($"{"given mentions (%)",-26}{"linker",10}{"prior only",12}");
        Row("candidate recall", counts.CandidateRecall, prior.CandidateRecall);
        Row("accuracy", counts.Accuracy, prior.Accuracy);
        Row("wrong of links made", counts.Wrong, prior.Wrong);
        Row("NIL precision", counts.NilPrecision, prior.NilPrecision);
        Row("NIL recall", counts.NilRecall, prior.NilRecall);
        Row("NIL F1", counts.NilF1, prior.NilF1);
        Line($"{"links made",-26}{counts.Links,10}{prior.Links,12}");
        var (links, right) = score.EndToEnd;
        double precision = LinkCounts.Share(right, links), recall = LinkCounts.Share(right, counts.InBase);
        Line($"{"end to end (%)",-26}{"precision",10}{"recall",8}{"F1",8}{"links",8}{"right",8}");
        Line($"{"span and entity",-26}{100 * precision,10:0.0}{100 * recall,8:0.0}{100 * F1(score),8:0.0}{links,8}{right,8}");
        Counts("by label", score.Ranked.Labels.Select(label => (label.Length == 0 ? "none" : label, score.Ranked.At(threshold, label))));
        Counts("by threshold", score.Ranked.Curve().Select(point => (point.Threshold.ToString("0.00", CultureInfo.InvariantCulture), point.Counts)));
        Line($"{"score of the best",-18}{"mentions",10}{"mean",8}{"right %",9}");
        foreach (var row in score.Ranked.Calibration())
            Line($"{row.From,4:0.0} to {row.From + 0.1,-10:0.0}{row.Links,10}{row.MeanScore,8:0.00}{100 * row.Right,9:0.0}");
        foreach (var wrong in score.Wrong.Take(examples))
        {
            var title = wrong.Title.Length == 0 ? "nothing known" : wrong.Title;
            Line($"wrong: {wrong.Mention} to {wrong.Link.Name} ({wrong.Link.Id}, {wrong.Link.Score:0.00}), means {title}  in  {wrong.Text}");
        }

        Console.Out.WriteLine();
    }

    /// <summary>Writes one file's scores into an object; shares are 0 to 1.</summary>
    public void WriteJson(Utf8JsonWriter json, FileLinkScore score)
    {
        json.WriteString("knowledgeBase", knowledgeBase.Version);
        json.WriteString("match", Word(rule));
        json.WriteNumber("threshold", Math.Round(threshold, 4));
        json.WriteNumber("texts", score.Texts);
        json.WriteNumber("rejected", score.Rejected);
        WriteCounts(json, "linker", score.Ranked.At(threshold));
        WriteCounts(json, "priorOnly", score.PriorOnly.At(0));
        json.WriteStartObject("endToEnd");
        json.WriteNumber("links", score.EndToEnd.Links);
        json.WriteNumber("right", score.EndToEnd.Right);
        json.WriteNumber("f1", Math.Round(F1(score), 4));
        json.WriteEndObject();
        json.WriteStartObject("labels");
        foreach (var label in score.Ranked.Labels) WriteCounts(json, label, score.Ranked.At(threshold, label));
        json.WriteEndObject();
        json.WriteStartArray("curve");
        foreach (var (at, counts) in score.Ranked.Curve())
        {
            json.WriteStartObject();
            json.WriteNumber("threshold", at);
            json.WriteNumber("links", counts.Links);
            json.WriteNumber("wrong", Math.Round(counts.Wrong, 4));
            json.WriteNumber("accuracy", Math.Round(counts.Accuracy, 4));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("calibration");
        foreach (var row in score.Ranked.Calibration())
        {
            json.WriteStartObject();
            json.WriteNumber("from", row.From);
            json.WriteNumber("mentions", row.Links);
            json.WriteNumber("meanScore", Math.Round(row.MeanScore, 4));
            json.WriteNumber("right", Math.Round(row.Right, 4));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, in LinkCounts counts)
    {
        json.WriteStartObject(name);
        json.WriteNumber("mentions", counts.Mentions);
        json.WriteNumber("inBase", counts.InBase);
        json.WriteNumber("candidateRecall", Math.Round(counts.CandidateRecall, 4));
        json.WriteNumber("accuracy", Math.Round(counts.Accuracy, 4));
        json.WriteNumber("links", counts.Links);
        json.WriteNumber("right", counts.Right);
        json.WriteNumber("wrong", Math.Round(counts.Wrong, 4));
        json.WriteNumber("nilF1", Math.Round(counts.NilF1, 4));
        json.WriteEndObject();
    }

    private static void Counts(string by, IEnumerable<(string Name, LinkCounts Counts)> rows)
    {
        Line($"{by,-18}{"mentions",10}{"in base",9}{"recall",8}{"accuracy",10}{"links",8}{"wrong %",9}{"NIL F1",8}");
        foreach (var (name, counts) in rows)
        {
            double recall = 100 * counts.CandidateRecall, accuracy = 100 * counts.Accuracy, wrong = 100 * counts.Wrong, nil = 100 * counts.NilF1;
            Line($"{name,-18}{counts.Mentions,10}{counts.InBase,9}{recall,8:0.0}{accuracy,10:0.0}{counts.Links,8}{wrong,9:0.0}{nil,8:0.0}");
        }
    }

    private double F1(FileLinkScore score) =>
        LinkCounts.Share(2 * score.EndToEnd.Right, score.EndToEnd.Links + score.Ranked.At(threshold).InBase);

    private static void Row(string name, double linker, double prior) => Line($"{name,-26}{100 * linker,10:0.0}{100 * prior,12:0.0}");

    private static void Line(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static string Word(MatchRule rule) => rule == MatchRule.Id ? "id" : "name";
}
