using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Linking;
using StreamNer.Pii;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;
using StreamNer.Text;

namespace StreamNer.Output;

/// <summary>
/// Steps 8 and 9 for one document: plans the redaction, links what it leaves, redacts, and maps every offset to the redacted text and to the record's
/// unit. Thread-safe.
/// </summary>
internal sealed class EnrichmentBuilder(
    EntityLinker linker, Redactor redactor, LabelMap labels, Provenance provenance, OffsetUnit unit, Origin origin)
{
    /// <summary>The record, or the rejection that redaction asked for.</summary>
    /// <param name="item">The document with its entities by start and the rules' findings in any order; the policy's name types are added to
    /// these.</param>
    public Outcome Build(PendingDocument item)
    {
        var (document, entities, spans, policy) = (item.Document, item.Entities, item.Spans, item.Policy);
        item.At = FailureStage.Redact;
        Failpoint.Reach("redact", document.Text);
        ModelTypes.Collect(entities, labels, origin, policy, spans);
        if (origin == Origin.Model && policy.ActionOf(ModelTypes.Person) is not null) TitledNames.Find(document.Text, spans);
        var plan = redactor.Plan(document.Text, spans, policy);
        if (plan.Failure is { } rejected) return new Outcome.Rejected(new Failure(rejected, FailureStage.Redact));

        // Linking reads the original text, but for what will not be in the record.
        item.At = FailureStage.Link;
        Failpoint.Reach("link", document.Text);
        var links = linker.Link(document.Text, entities, plan.Withheld);

        item.At = FailureStage.Redact;
        var redaction = redactor.Write(document.Text, plan, document.Tenant);
        if (redaction.Failure is { } failure) return new Outcome.Rejected(failure);
        var offsets = new RecordOffsets(document.Text, redaction, entities, unit);
        var enriched = new Entity[entities.Count];
        for (var i = 0; i < enriched.Length; i++) enriched[i] = Entity(redaction, entities[i], offsets.Entity(i), links[i]);

        var findings = new PiiFinding[redaction.Findings.Count];
        for (var i = 0; i < findings.Length; i++)
        {
            var at = offsets.Finding(i);
            findings[i] = redaction.Findings[i] with { Start = at.Start, End = at.End, OutputStart = at.OutputStart, OutputEnd = at.OutputEnd };
        }

        var made = policy.Name == provenance.Policy ? provenance : provenance with { Policy = policy.Name };
        return new Outcome.Enriched(new Enrichment(document, redaction.Text, unit, enriched, findings, made));
    }

    private Entity Entity(Redaction redaction, in EntitySpan span, in SpanOffsets at, in LinkResult result)
    {
        var (start, end) = redaction.Map.ToOutput(span.Start, span.End);
        var entity =
            new Entity(span.Label, at.Start, at.End, at.OutputStart, at.OutputEnd, redaction.Text[start..end], span.Score) { Origin = origin };
        // A link, a candidate or a shared number would restore what redaction took out.
        if (redaction.Map.Covers(span.Start, span.End)) return entity with { LinkState = LinkState.Withheld };
        return entity with { LinkState = result.State, Link = result.Link, Candidates = result.Candidates, Mention = result.Mention };
    }
}

/// <summary>[Start, End) in the original and [OutputStart, OutputEnd) in the redacted text, in the record's unit.</summary>
internal readonly record struct SpanOffsets(int Start, int End, int OutputStart, int OutputEnd);

/// <summary>All offsets of one record, converted together: one pass over each text.</summary>
internal readonly struct RecordOffsets
{
    private readonly int _entities;
    private readonly int[] _original;
    private readonly int[] _output;

    public RecordOffsets(string text, Redaction redaction, List<EntitySpan> entities, OffsetUnit unit)
    {
        _entities = entities.Count;
        var size = 2 * (entities.Count + redaction.Findings.Count);
        _original = size == 0 ? [] : new int[size];
        _output = size == 0 ? [] : new int[size];
        var at = 0;
        foreach (var entity in entities)
        {
            var (start, end) = redaction.Map.ToOutput(entity.Start, entity.End);
            Set(at++, entity.Start, entity.End, start, end);
        }

        foreach (var finding in redaction.Findings) Set(at++, finding.Start, finding.End, finding.OutputStart, finding.OutputEnd);
        OffsetUnits.Convert(text, unit, _original);
        OffsetUnits.Convert(redaction.Text, unit, _output);
    }

    public SpanOffsets Entity(int index) => At(index);

    public SpanOffsets Finding(int index) => At(_entities + index);

    private SpanOffsets At(int index) => new(_original[2 * index], _original[(2 * index) + 1], _output[2 * index], _output[(2 * index) + 1]);

    private void Set(int index, int start, int end, int outputStart, int outputEnd) =>
        (_original[2 * index], _original[(2 * index) + 1], _output[2 * index], _output[(2 * index) + 1]) = (start, end, outputStart, outputEnd);
}
