using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>
/// What became of a record to its one output record: enriched, tombstone or dead letter. What does not fit the output topic becomes a dead letter
/// (<c>oversize_output</c>) before it is sent, so that no transaction fails for it. <see cref="Encode"/> is an <see cref="OutcomeEncoder"/>. Thread-safe.
/// </summary>
/// <param name="enriched">Encodes enrichments and tombstones.</param>
/// <param name="deadLetters">Encodes rejections.</param>
/// <param name="outputLimit">The output topic's <c>max.message.bytes</c>: <see cref="PreflightReport.Limit"/>.</param>
/// <param name="snapshot">The id of the snapshot in force, for records that failed before they met one.</param>
public sealed class OutcomeCodec(EnrichmentCodec enriched, DeadLetterCodec deadLetters, long outputLimit, Func<string> snapshot)
{
    private static readonly Failure s_oversize = new(FailureKind.OversizeOutput, FailureStage.Write);

    /// <summary>The output record and whether it goes to the dead-letter topic.</summary>
    public OutputRecord Encode(InputRecord input, Outcome outcome)
    {
        if (outcome is Outcome.Rejected rejected) return new(true, deadLetters.Encode(input, rejected.Failure, snapshot()));
        var enrichment = (outcome as Outcome.Enriched)?.Enrichment;
        var message = enrichment is null ? enriched.EncodeTombstone(input) : enriched.Encode(input, enrichment);
        if (RecordSize.InBatch(message) <= outputLimit) return new(false, message);
        return new(true, deadLetters.Encode(input, s_oversize, enrichment?.Provenance.Snapshot ?? snapshot()));
    }
}
