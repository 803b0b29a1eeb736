using System.Buffers;
using System.Text.Json;
using StreamNer.Pipeline;

namespace StreamNer.Output;

/// <summary>
/// The JSON form of the output contract: one line, lowerCamelCase names in a fixed order, every field written (zeros, empty arrays and
/// nulls too), 64-bit numbers as numbers, enums as their short lower-case word, scores as the shortest number that reads back as the
/// same 32-bit float. The bytes are a function of the record alone.
/// </summary>
internal static class EnrichmentJson
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = VerbatimJsonEncoder.Instance, SkipValidation = true };

    /// <summary>Writes one record to <paramref name="to"/>, without a line break. A lone surrogate, which has no UTF-8 form, becomes
    /// U+FFFD.</summary>
    public static void Write(Enrichment record, IBufferWriter<byte> to)
    {
        using var json = new Utf8JsonWriter(to, WriterOptions);
        json.WriteStartObject();
        json.WriteString("text"u8, record.Text);
        json.WriteStartArray("entities"u8);
        foreach (var entity in record.Entities) WriteEntity(json, entity);
        json.WriteEndArray();
        json.WriteStartArray("pii"u8);
        foreach (var finding in record.Pii) WriteFinding(json, finding);
        json.WriteEndArray();
        json.WriteString("offsetUnit"u8, Word(record.OffsetUnit));
        WriteSource(json, record.Document.Source);
        json.WriteString("id"u8, record.Document.Id);
        WriteProvenance(json, record.Provenance);
        json.WriteEndObject();
    }

    /// <summary>Writes what stands for a rejected line: <c>{"error":"invalid_text","stage":"decode","detail":"utf8"}</c>, without a line break; a
    /// null detail where the error says it all.</summary>
    public static void Write(Failure failure, IBufferWriter<byte> to)
    {
        using var json = new Utf8JsonWriter(to, WriterOptions);
        json.WriteStartObject();
        json.WriteString("error"u8, failure.Kind.Code());
        json.WriteString("stage"u8, failure.Stage.Code());
        if (failure.Detail == FailureDetail.None) json.WriteNull("detail"u8);
        else json.WriteString("detail"u8, failure.Detail.Code());
        if (failure.Exception is { } exception) json.WriteString("exception"u8, exception);
        json.WriteEndObject();
    }

    /// <summary>The word for a unit: <c>code_point</c>, <c>utf16</c> or <c>utf8</c>.</summary>
    public static string Word(OffsetUnit unit) => unit switch
    {
        OffsetUnit.CodePoint => "code_point",
        OffsetUnit.Utf16 => "utf16",
        OffsetUnit.Utf8 => "utf8",
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "unknown offset unit"),
    };

    /// <summary>The word for an origin: <c>model</c> or <c>rules</c>.</summary>
    public static string Word(Origin origin) => origin switch
    {
        Origin.Model => "model",
        Origin.Rules => "rules",
        _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "unknown origin"),
    };

    /// <summary>The word for a link state: <c>linked</c>, <c>nil</c>, <c>skipped</c> or <c>withheld</c>.</summary>
    public static string Word(LinkState state) => state switch
    {
        LinkState.Linked => "linked",
        LinkState.Nil => "nil",
        LinkState.Skipped => "skipped",
        LinkState.Withheld => "withheld",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "unknown link state"),
    };

    private static void WriteEntity(Utf8JsonWriter json, Entity entity)
    {
        json.WriteStartObject();
        json.WriteString("label"u8, entity.Label);
        WriteOffsets(json, entity.Start, entity.End, entity.OutputStart, entity.OutputEnd);
        json.WriteString("text"u8, entity.Text);
        WriteScore(json, entity.Score);
        json.WriteString("origin"u8, Word(entity.Origin));
        json.WriteString("linkState"u8, Word(entity.LinkState));
        json.WritePropertyName("link"u8);
        if (entity.LinkState == LinkState.Linked && entity.Link is { } link) WriteLink(json, link);
        else json.WriteNullValue();
        json.WriteStartArray("candidates"u8);
        if (entity.LinkState != LinkState.Withheld)
        {
            foreach (var candidate in entity.Candidates) WriteLink(json, candidate);
        }

        json.WriteEndArray();
        json.WriteNumber("mention"u8, entity.Mention);
        json.WriteEndObject();
    }

    private static void WriteLink(Utf8JsonWriter json, Link link)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, link.Id);
        json.WriteString("name"u8, link.Name);
        WriteScore(json, link.Score);
        json.WriteString("type"u8, link.Type);
        json.WriteEndObject();
    }

    private static void WriteFinding(Utf8JsonWriter json, PiiFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, finding.Type);
        WriteOffsets(json, finding.Start, finding.End, finding.OutputStart, finding.OutputEnd);
        json.WriteString("detector"u8, finding.Detector);
        json.WriteString("action"u8, finding.Action);
        json.WriteEndObject();
    }

    private static void WriteOffsets(Utf8JsonWriter json, int start, int end, int outputStart, int outputEnd)
    {
        json.WriteNumber("start"u8, start);
        json.WriteNumber("end"u8, end);
        json.WriteNumber("outputStart"u8, outputStart);
        json.WriteNumber("outputEnd"u8, outputEnd);
    }

    // JSON has no NaN. A score is finite by construction; should one not be, null says "unknown" and the line stays readable.
    private static void WriteScore(Utf8JsonWriter json, float score)
    {
        if (float.IsFinite(score)) json.WriteNumber("score"u8, score);
        else json.WriteNull("score"u8);
    }

    private static void WriteSource(Utf8JsonWriter json, SourcePosition? source)
    {
        json.WritePropertyName("source"u8);
        if (source is not { } at)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("topic"u8, at.Topic);
        json.WriteNumber("partition"u8, at.Partition);
        json.WriteNumber("offset"u8, at.Offset);
        json.WriteNumber("timestampMs"u8, at.TimestampMs);
        json.WriteEndObject();
    }

    private static void WriteProvenance(Utf8JsonWriter json, Provenance provenance)
    {
        json.WriteStartObject("provenance"u8);
        json.WriteString("snapshot"u8, provenance.Snapshot);
        json.WriteString("model"u8, provenance.Model);
        json.WriteString("knowledgeBase"u8, provenance.KnowledgeBase);
        json.WriteString("rules"u8, provenance.Rules);
        json.WriteString("policy"u8, provenance.Policy);
        json.WriteString("engine"u8, provenance.Engine);
        json.WriteString("tier"u8, provenance.Tier);
        json.WriteBoolean("degraded"u8, provenance.Degraded);
        json.WriteString("degradedReason"u8, provenance.DegradedReason);
        json.WriteEndObject();
    }
}
