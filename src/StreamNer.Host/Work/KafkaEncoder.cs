using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Host.Configuration;
using StreamNer.Kafka;
using StreamNer.Pii;

namespace StreamNer.Host.Work;

/// <summary>Outcomes to output records: enriched, dead letter or tombstone. Thread-safe.</summary>
internal sealed class KafkaEncoder
{
    private readonly EnrichmentCodec _enriched;
    private readonly DeadLetterCodec _rejected;
    private readonly RecordIdentifiers _identifiers;
    private readonly string _snapshot;
    private readonly Func<long> _outputLimit;

    internal KafkaEncoder(EnrichmentCodec enriched, DeadLetterCodec rejected, RecordIdentifiers identifiers, string snapshot,
        Func<long> outputLimit) =>
        (_enriched, _rejected, _identifiers, _snapshot, _outputLimit) = (enriched, rejected, identifiers, snapshot, outputLimit);

    /// <summary>Makes the codecs; with a registry, asks it for the output schema's id.</summary>
    public static async Task<KafkaEncoder> Create(Settings settings, Engine engine, SchemaRegistry? registry, WrittenTopics topics,
        CancellationToken cancel)
    {
        var kafka = settings.Kafka;
        var enriched = await EnrichmentCodec.Registered(settings.Output, registry, kafka.Output, cancel);
        var seal = settings.Pii.EncryptDeadLetters ? new DeadLetterSeal(new DeadLetterCipher(engine.Keys)) : null;
        var scrubber = engine.Policies.ScrubsDeadLetters ? new CardDataScrubber(engine.Scan) : null;
        var rejected = new DeadLetterCodec(kafka.Group, () => topics.Limit(kafka.DeadLetter), TimeProvider.System, seal, scrubber);
        return new KafkaEncoder(enriched, rejected, engine.Identifiers, engine.Snapshot, () => topics.Limit(kafka.Output));
    }

    /// <summary>The record for an outcome.</summary>
    public OutputRecord Encode(InputRecord record, Outcome outcome) => outcome switch
    {
        Outcome.Enriched enriched =>
            new(false, _enriched.Encode(record, enriched.Enrichment, _identifiers.Key(record)),
                Repair: Repair(record, enriched.Enrichment.Provenance)),
        Outcome.Rejected rejected => new(true, _rejected.Encode(record, rejected.Failure, _snapshot)),
        _ => new(false, _enriched.EncodeTombstone(record, _identifiers.Key(record))),
    };

    // Settings with a mode that makes such records name a topic for them.
    private Message<byte[]?, byte[]?>? Repair(InputRecord record, Provenance provenance) =>
        provenance.IsRulesOnly ? RepairCodec.Encode(record.Position!.Value, provenance.DegradedReason, _snapshot) : null;

    /// <summary>Rejects enrichments that the output topic would not take, before anything is sent.</summary>
    public IReadOnlyList<Outcome> Fit(MicroBatch batch, IReadOnlyList<Outcome> outcomes)
    {
        Outcome[]? changed = null;
        var limit = _outputLimit();
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i] is not Outcome.Enriched { Enrichment: var enrichment } || MostBytes(batch.Records[i], enrichment) <= limit) continue;
            var message = _enriched.Encode(batch.Records[i], enrichment, _identifiers.Key(batch.Records[i]));
            if (RecordSize.InBatch(message) <= limit) continue;
            changed ??= [.. outcomes];
            changed[i] = new Outcome.Rejected(new Failure(FailureKind.OversizeOutput, FailureStage.Write));
        }

        return changed ?? outcomes;
    }

    /// <summary>A generous bound, so that ordinary records need not be encoded twice: six bytes a UTF-16 unit (JSON escapes), key, headers and id,
    /// and room for each span.</summary>
    private static long MostBytes(InputRecord input, Enrichment enrichment)
    {
        var bytes = 4096L + input.Bytes + (6L * (enrichment.Text.Length + enrichment.Document.Id.Length)) + (400L * enrichment.Pii.Count);
        foreach (var entity in enrichment.Entities)
        {
            bytes += 400 + (6L * entity.Text.Length) + Of(entity.Link);
            foreach (var candidate in entity.Candidates) bytes += Of(candidate);
        }

        return bytes;

        static long Of(Link? link) => link is null ? 0 : 100 + (6L * (link.Id.Length + link.Name.Length));
    }
}
