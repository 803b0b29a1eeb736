using System.Text;
using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Records;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Redriving;

/// <summary>What became of records that were sent again.</summary>
internal sealed class RedriveResult
{
    /// <summary>Enriched, or passed through as tombstones.</summary>
    public long Written { get; internal set; }

    /// <summary>Rejected again.</summary>
    public long Rejected { get; internal set; }

    /// <summary>Not in the letter, and no longer in the source.</summary>
    public long Gone { get; internal set; }

    /// <summary>How many are through.</summary>
    public long Total => Written + Rejected + Gone;
}

/// <summary>
/// Sends the records of dead letters through the pipeline again. A record is sent only where its source has no output; so a redrive that was stopped
/// or killed is simply started again. What fails once more becomes a dead letter with one attempt more.
/// </summary>
/// <param name="letters">The dead letters in their order; enumerated twice.</param>
/// <param name="filter">Which of them are meant.</param>
/// <param name="decode">Bytes to a document, for the pipeline and for the tenant.</param>
internal sealed class Redrive(IEnumerable<(TopicPartitionOffset At, DeadLetter Letter)> letters, LetterFilter filter, RecordDecoder decode)
{
    private const int BatchRecords = 256;

    /// <summary>Whether a letter is meant by the filter.</summary>
    public bool Means(DeadLetter letter) => filter.Matches(letter, TenantOf);

    /// <summary>Whose record a letter holds; null where it does not hold it.</summary>
    public string? TenantOf(DeadLetter letter) => letter.Unopened is not null || letter.Lacks("value") ? null : Decode(letter, null).Tenant;

    /// <summary>The sources that have an output, from the output topic as it is now.</summary>
    /// <exception cref="Comparing.ComparisonException">A value is not an enriched record.</exception>
    public static SourceBitmap Outputs(KafkaOptions options, CancellationToken cancel)
    {
        var seen = new SourceBitmap();
        foreach (var value in EnrichedTopic.Open(options, options.Output, cancel).Values)
            seen.Add(value.At.Topic, value.At.Partition, value.At.Offset);
        return seen;
    }

    /// <summary>What is to be done, by counts. Nothing is written.</summary>
    /// <param name="outputs">From <see cref="Outputs"/>.</param>
    /// <param name="inputs">Topics whose records may be sent again.</param>
    public RedrivePlan Plan(SourceBitmap outputs, IReadOnlyCollection<string> inputs)
    {
        var plan = new RedrivePlan(outputs, inputs);
        foreach (var (at, letter) in letters)
        {
            if (filter.IsOfGroups(letter)) plan.Add(at, letter, Means(letter));
            else plan.AddOther(letter);
        }

        return plan;
    }

    /// <summary>Does it.</summary>
    /// <param name="plan">From <see cref="Plan"/>.</param>
    /// <param name="enrich">The pipeline.</param>
    /// <param name="fetch">Reads a record again from its source, where its letter does not hold it as it was; null when it is gone.</param>
    /// <param name="writer">Writes.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancel">Ends it; what is written by then stays.</param>
    /// <exception cref="TransientFailureException">The model is down.</exception>
    public async Task<RedriveResult> Run(
        RedrivePlan plan, BatchEnricher enrich, SourceFetcher fetch, RedriveWriter writer, Action<RedriveResult> progress, CancellationToken cancel)
    {
        var result = new RedriveResult();
        var records = new List<InputRecord>(BatchRecords);
        var snapshots = new List<string>(BatchRecords);
        foreach (var (at, letter) in letters)
        {
            if (!plan.Takes(at, letter)) continue;
            if (Record(letter, fetch, cancel) is not { } record)
            {
                result.Gone++;
                continue;
            }

            records.Add(record);
            snapshots.Add(letter.Find("snapshot") ?? "");
            if (records.Count == BatchRecords) await Flush();
        }

        if (records.Count > 0) await Flush();
        progress(result);
        return result;

        async Task Flush()
        {
            var outcomes = await enrich(new MicroBatch(0, [.. records]), cancel);
            foreach (var outcome in writer.Write([.. records.Select((record, i) => (record, outcomes[i], snapshots[i]))], cancel))
            {
                if (outcome is Outcome.Rejected) result.Rejected++;
                else result.Written++;
            }

            records.Clear();
            snapshots.Clear();
            progress(result);
        }
    }

    // Null when it is gone.
    private InputRecord? Record(DeadLetter letter, SourceFetcher fetch, CancellationToken cancel)
    {
        if (letter.IsWhole) return Decode(letter, letter.Find("attempts"));
        if (fetch.Fetch(letter.Source!.Value, cancel) is not { } original) return null;
        return Decode(letter with { Key = original.Key, Value = original.Value, Headers = original.Headers }, letter.Find("attempts"));
    }

    // The next letter adds to the attempts that the record's header tells of.
    private InputRecord Decode(DeadLetter letter, string? attempts)
    {
        IReadOnlyList<RecordHeader> headers = attempts is null
            ? letter.Headers
            : [.. letter.Headers, new RecordHeader(DeadLetterCodec.Prefix + "attempts", Encoding.UTF8.GetBytes(attempts))];
        return decode(letter.Source, letter.Key, letter.Value, headers, 0, 0);
    }
}
