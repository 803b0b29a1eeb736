using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Records;

/// <summary>Enrichments as messages of the wire contract.</summary>
internal static class EnrichedTexts
{
    /// <summary>The message for <paramref name="enrichment"/>; equal enrichments give equal bytes, since the contract has no map fields.</summary>
    public static V1.EnrichedText From(Enrichment enrichment)
    {
        var provenance = enrichment.Provenance;
        var message = new V1.EnrichedText
        {
            Source = enrichment.Document.Source is { } at
                ? new V1.Source { Topic = at.Topic, Partition = at.Partition, Offset = at.Offset, TimestampMs = at.TimestampMs }
                : null,
            Id = enrichment.Document.Id,
            Text = enrichment.Text,
            OffsetUnit = enrichment.OffsetUnit switch
            {
                OffsetUnit.CodePoint => V1.OffsetUnit.CodePoint,
                OffsetUnit.Utf16 => V1.OffsetUnit.Utf16,
                OffsetUnit.Utf8 => V1.OffsetUnit.Utf8,
                var unit => throw new ArgumentOutOfRangeException(nameof(enrichment), unit, "unknown offset unit"),
            },
            Provenance = new V1.Provenance
            {
                Snapshot = provenance.Snapshot,
                Model = provenance.Model,
                KnowledgeBase = provenance.KnowledgeBase,
                Rules = provenance.Rules,
                Policy = provenance.Policy,
                Engine = provenance.Engine,
                Tier = provenance.Tier,
                Degraded = provenance.Degraded,
                DegradedReason = provenance.DegradedReason,
            },
        };
        foreach (var entity in enrichment.Entities) message.Entities.Add(From(entity));
        foreach (var finding in enrichment.Pii) message.Pii.Add(From(finding));
        return message;
    }

    /// <summary>The enrichment that a message tells of; its document has no text, since only the redacted one is in it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An enum's value is unknown.</exception>
    public static Enrichment To(V1.EnrichedText message)
    {
        var made = message.Provenance ?? new V1.Provenance();
        var source = message.Source is { } at ? new SourcePosition(at.Topic, at.Partition, at.Offset, at.TimestampMs) : (SourcePosition?)null;
        var unit = message.OffsetUnit switch
        {
            V1.OffsetUnit.CodePoint => OffsetUnit.CodePoint,
            V1.OffsetUnit.Utf16 => OffsetUnit.Utf16,
            V1.OffsetUnit.Utf8 => OffsetUnit.Utf8,
            var other => throw new ArgumentOutOfRangeException(nameof(message), other, "unknown offset unit"),
        };
        return new Enrichment(
            new Document("") { Id = message.Id, Source = source }, message.Text, unit, [.. message.Entities.Select(To)], [.. message.Pii.Select(To)],
            new Provenance(made.Snapshot, made.Model, made.KnowledgeBase, made.Rules, made.Policy, made.Engine, made.Tier)
            {
                DegradedReason = made.DegradedReason,
            });
    }

    private static Entity To(V1.Entity entity) => new(
        entity.Label, (int)entity.Start, (int)entity.End, (int)entity.OutputStart, (int)entity.OutputEnd, entity.Text, entity.Score)
    {
        Origin = entity.Origin == V1.Origin.Rules ? Origin.Rules : Origin.Model,
        LinkState = entity.LinkState switch
        {
            V1.LinkState.Linked => LinkState.Linked,
            V1.LinkState.Nil => LinkState.Nil,
            V1.LinkState.Skipped => LinkState.Skipped,
            V1.LinkState.Withheld => LinkState.Withheld,
            var other => throw new ArgumentOutOfRangeException(nameof(entity), other, "unknown link state"),
        },
        Link = entity.Link is { } link ? To(link) : null,
        Candidates = [.. entity.Candidates.Select(To)],
        Mention = (int)entity.Mention,
    };

    private static Link To(V1.Link link) => new(link.Id, link.Name, link.Score, link.Type);

    private static PiiFinding To(V1.PiiFinding finding) => new(
        finding.Type, (int)finding.Start, (int)finding.End, (int)finding.OutputStart, (int)finding.OutputEnd, finding.Detector, finding.Action);

    private static V1.Entity From(Entity entity)
    {
        var message = new V1.Entity
        {
            Label = entity.Label,
            Start = (uint)entity.Start,
            End = (uint)entity.End,
            OutputStart = (uint)entity.OutputStart,
            OutputEnd = (uint)entity.OutputEnd,
            Text = entity.Text,
            Score = entity.Score,
            Origin = entity.Origin switch
            {
                Origin.Model => V1.Origin.Model,
                Origin.Rules => V1.Origin.Rules,
                var origin => throw new ArgumentOutOfRangeException(nameof(entity), origin, "unknown origin"),
            },
            LinkState = entity.LinkState switch
            {
                LinkState.Linked => V1.LinkState.Linked,
                LinkState.Nil => V1.LinkState.Nil,
                LinkState.Skipped => V1.LinkState.Skipped,
                LinkState.Withheld => V1.LinkState.Withheld,
                var state => throw new ArgumentOutOfRangeException(nameof(entity), state, "unknown link state"),
            },
            Link = entity.LinkState == LinkState.Linked && entity.Link is { } link ? From(link) : null,
            Mention = (uint)entity.Mention,
        };
        if (entity.LinkState == LinkState.Withheld) return message;
        foreach (var candidate in entity.Candidates) message.Candidates.Add(From(candidate));
        return message;
    }

    private static V1.Link From(Link link) => new() { Id = link.Id, Name = link.Name, Score = link.Score, Type = link.Type };

    private static V1.PiiFinding From(PiiFinding finding) => new()
    {
        Type = finding.Type,
        Start = (uint)finding.Start,
        End = (uint)finding.End,
        OutputStart = (uint)finding.OutputStart,
        OutputEnd = (uint)finding.OutputEnd,
        Detector = finding.Detector,
        Action = finding.Action,
    };
}
