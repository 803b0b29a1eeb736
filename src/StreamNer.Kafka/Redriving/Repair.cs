using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Kafka.Reading;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Redriving;

/// <summary>What became of records that were to be mended.</summary>
internal sealed class RepairResult
{
    /// <summary>Written in place of the degraded record.</summary>
    public long Written { get; internal set; }

    /// <summary>Rejected by the full pipeline: the degraded record stays.</summary>
    public long Rejected { get; internal set; }

    /// <summary>No longer in the source: the degraded record stays.</summary>
    public long Gone { get; internal set; }

    /// <summary>How many are through.</summary>
    public long Total => Written + Rejected + Gone;
}

/// <summary>
/// Enriches records again that were made without the model: reads exactly those, by partition in order, and writes each with the coordinates and
/// snapshot of what it replaces. What has been mended is left alone, so a repair that was stopped or killed is simply started again.
/// </summary>
/// <param name="options">Brokers, the repair topic, the output and the inputs.</param>
/// <param name="decode">Bytes to a document.</param>
internal sealed class Repair(KafkaOptions options, RecordDecoder decode)
{
    // Offsets that are read and dropped rather than sought past.
    private const long Hole = 1_000;

    /// <summary>Records enriched and written together.</summary>
    public int BatchRecords { get; init; } = 256;

    /// <summary>What is to be done. Nothing is written.</summary>
    /// <exception cref="Comparing.ComparisonException">A value of the output is not an enriched record.</exception>
    /// <exception cref="KafkaFatalException">A topic is not there, or may not be read.</exception>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public RepairPlan Plan(CancellationToken cancel)
    {
        var plan = new RepairPlan(Mended(() => { }, cancel), options.Inputs);
        foreach (var record in TopicReader.Read(options, options.Repair, cancel)) plan.Add(record.Message.Value);
        return plan;
    }

    /// <summary>The sources whose records have been repaired, from the output topic as it is now.</summary>
    /// <param name="read">Called after each record.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="Comparing.ComparisonException">A value of the output is no enriched record.</exception>
    /// <exception cref="KafkaFatalException">The topic is not there, or may not be read.</exception>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public SourceBitmap Mended(Action read, CancellationToken cancel)
    {
        var mended = new SourceBitmap();
        foreach (var value in EnrichedTopic.Open(options, options.Output, cancel).Values)
        {
            if (value.Replaces) mended.Add(value.At.Topic, value.At.Partition, value.At.Offset);
            read();
        }

        return mended;
    }

    /// <summary>Does it.</summary>
    /// <param name="plan">From <see cref="Plan"/>.</param>
    /// <param name="enrich">The pipeline; what it makes by rules alone is not written.</param>
    /// <param name="writer">Writes.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancel">Ends it; what is written by then stays.</param>
    /// <exception cref="TransientFailureException">The model is down.</exception>
    public async Task<RepairResult> Run(
        RepairPlan plan, BatchEnricher enrich, RedriveWriter writer, Action<RepairResult> progress, CancellationToken cancel)
    {
        var result = new RepairResult();
        foreach (var (topic, number, offsets) in plan.Partitions())
        {
            var partition = new TopicPartition(topic, number);
            long found = 0;
            foreach (var batch in Records(partition, offsets, cancel).Chunk(BatchRecords))
            {
                found += batch.Length;
                await Mend(batch);
            }

            result.Gone += offsets.Count - found;
            progress(result);
        }

        return result;

        async Task Mend((InputRecord Record, string Snapshot)[] batch)
        {
            var outcomes = await enrich(new MicroBatch(0, [.. batch.Select(one => one.Record)]), cancel);

            // Whatever the settings say: one degraded record in place of another would count as repaired.
            if (outcomes.Any(outcome => outcome is Outcome.Deferred or Outcome.Enriched { Enrichment.Provenance.IsRulesOnly: true }))
                throw new TransientFailureException("the model is down");

            // What the full pipeline rejects has an output, if a degraded one: no dead letter.
            var made = batch.Zip(outcomes, (one, outcome) => (one.Record, Outcome: outcome, one.Snapshot))
                .Where(one => one.Outcome is not Outcome.Rejected).ToList();
            result.Rejected += batch.Length - made.Count;
            foreach (var outcome in made.Count == 0 ? [] : writer.Write(made, cancel))
            {
                if (outcome is Outcome.Rejected) result.Rejected++;
                else result.Written++;
            }

            progress(result);
        }
    }

    // Those that are still there, in order.
    private IEnumerable<(InputRecord Record, string Snapshot)> Records(
        TopicPartition partition, IReadOnlyDictionary<long, string> offsets, CancellationToken cancel)
    {
        foreach (var (from, to) in RepairPlan.Stretches(offsets.Keys, Hole))
        {
            foreach (var read in TopicReader.Read(options, partition, from, to, cancel))
            {
                if (offsets.TryGetValue(read.Offset.Value, out var snapshot)) yield return (decode.Decode(read), snapshot);
            }
        }
    }
}
