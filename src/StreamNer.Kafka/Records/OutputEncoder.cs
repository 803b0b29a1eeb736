using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Kafka.Writing;
using StreamNer.Output;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Records;

/// <summary>Outcomes to output records: enriched with its repair record, dead letter, or tombstone. Thread-safe.</summary>
/// <param name="enriched">Makes enriched records.</param>
/// <param name="rejected">Makes dead letters.</param>
/// <param name="identifiers">Gives the keys that records are written with.</param>
/// <param name="snapshot">The snapshot's id, for dead letters and repair records.</param>
internal sealed class OutputEncoder(EnrichmentCodec enriched, DeadLetterCodec rejected, RecordIdentifiers identifiers, string snapshot)
{
    /// <summary>
    /// The record for an outcome. What cannot be encoded becomes a dead letter, and what cannot become one with its content becomes one without.
    /// </summary>
    public OutputRecord Encode(InputRecord record, Outcome outcome) => DocumentFault.Contain(
        (Encoder: this, Record: record, Outcome: outcome),
        static _ => FailureStage.Write,
        static at => at.Encoder.Try(at.Record, at.Outcome),
        static (at, failure) => at.Encoder.Letter(at.Record, failure));

    private OutputRecord Letter(InputRecord record, Failure failure) => DocumentFault.Contain(
        (Encoder: this, Record: record, Failure: failure),
        static _ => FailureStage.Write,
        static at => at.Encoder.Try(at.Record, new Outcome.Rejected(at.Failure)) with { Instead = new Outcome.Rejected(at.Failure) },
        static (at, _) => at.Encoder.BareLetter(at.Record, at.Failure));

    private OutputRecord BareLetter(InputRecord record, Failure failure) =>
        new(true, rejected.EncodeBare(record, failure, snapshot)) { Instead = new Outcome.Rejected(failure) };

    private OutputRecord Try(InputRecord record, Outcome outcome) => outcome switch
    {
        Outcome.Enriched { Enrichment: var made } =>
            new(false, enriched.Encode(record, made, identifiers.Key(record)), Repair(record, made.Provenance)),
        Outcome.Rejected { Failure: var failure } => new(true, rejected.Encode(record, failure, snapshot)),
        Outcome.Tombstone => new(false, enriched.EncodeTombstone(record, identifiers.Key(record))),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome.GetType().Name, "nothing is written for it"),
    };

    // Settings with a mode that makes such records name a topic for them.
    private Message<byte[]?, byte[]?>? Repair(InputRecord record, Provenance provenance) =>
        provenance.IsRulesOnly ? RepairCodec.Encode(record.Position!.Value, provenance.DegradedReason, snapshot) : null;
}
