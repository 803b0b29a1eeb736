using Spectre.Console;
using StreamNer.Flow;
using StreamNer.Host.Cli;
using StreamNer.Output;
using StreamNer.Pipeline;
using StreamNer.Snapshots;

namespace StreamNer.Host.Evaluation;

/// <summary>Runs many texts through the pipeline at once, with progress on standard error when that is a terminal.</summary>
internal static class BatchAnnotator
{
    private const int BatchSize = 1024;

    /// <summary>One enrichment for each text, in order; null where the text was rejected.</summary>
    public static Enrichment?[] Run(Snapshot snapshot, IReadOnlyList<string> texts, string what, CancellationToken cancel)
    {
        var results = new Enrichment?[texts.Count];
        if (Console.IsErrorRedirected)
        {
            RunAll(snapshot, texts, results, _ => { }, cancel);
            return results;
        }

        TerminalProgress.Screen().Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(progress =>
            {
                var task = progress.AddTask(Markup.Escape(what), maxValue: Math.Max(1, texts.Count));
                RunAll(snapshot, texts, results, done => task.Value = done, cancel);
                task.Value = task.MaxValue;
            });
        return results;
    }

    private static void RunAll(Snapshot snapshot, IReadOnlyList<string> texts, Enrichment?[] results, Action<int> report, CancellationToken cancel)
    {
        for (var from = 0; from < texts.Count; from += BatchSize)
        {
            var count = Math.Min(BatchSize, texts.Count - from);
            var records = new InputRecord[count];
            for (var i = 0; i < count; i++) records[i] = new InputRecord { Document = new Document(texts[from + i]) };
            var outcomes = snapshot.Pipeline.Enrich(new MicroBatch(from / BatchSize, records), cancel);
            for (var i = 0; i < count; i++) results[from + i] = (outcomes[i] as Outcome.Enriched)?.Enrichment;
            report(from + count);
        }
    }
}
