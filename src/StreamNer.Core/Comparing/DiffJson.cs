using System.Text.Json;
using StreamNer.Output;

namespace StreamNer.Comparing;

/// <summary>A report as one JSON object, for programs.</summary>
internal static class DiffJson
{
    private const int MostSurfaces = 100;

    /// <summary>Writes it, with a line break at its end.</summary>
    public static void Write(DiffReport report, Stream to)
    {
        using (var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true, Encoder = VerbatimJsonEncoder.Instance }))
        {
            json.WriteStartObject();
            if (report.Gates.Count > 0) json.WriteBoolean("passed", report.Passed);
            WriteGates(json, report.Gates);
            WriteSide(json, "a", report.A, report.Tally.A);
            WriteSide(json, "b", report.B, report.Tally.B);
            WriteDocuments(json, report.Tally);
            WriteChanges(json, "entities", report.Tally.Changes);
            WriteLabels(json, report.Tally);
            WriteFindings(json, report.Tally);
            WriteSurfaces(json, report.Tally.Surfaces);
            WriteExamples(json, report.Tally);
            json.WriteEndObject();
        }

        to.Write("\n"u8);
    }

    private static void WriteGates(Utf8JsonWriter json, IReadOnlyList<GateResult> gates)
    {
        json.WriteStartArray("gates");
        foreach (var one in gates)
        {
            json.WriteStartObject();
            json.WriteString("measure", DiffGate.Name(one.Gate.Measure));
            json.WriteString("limit", one.Gate.Limit.ToString());
            json.WriteNumber("count", one.Count);
            json.WriteNumber("total", one.Total);
            json.WriteBoolean("passed", one.Passed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSide(Utf8JsonWriter json, string side, string name, SideCounts counts)
    {
        json.WriteStartObject(side);
        json.WriteString("name", name);
        json.WriteNumber("results", counts.Results);
        json.WriteNumber("alone", counts.Alone);
        json.WriteNumber("rejected", counts.Rejected);
        json.WriteNumber("superseded", counts.Superseded);
        json.WriteNumber("tombstones", counts.Tombstones);
        json.WriteNumber("entities", counts.Entities);
        json.WriteStartObject("snapshots");
        foreach (var (snapshot, results) in counts.Snapshots) json.WriteNumber(snapshot, results);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDocuments(Utf8JsonWriter json, DiffTally tally)
    {
        json.WriteStartObject("documents");
        json.WriteNumber("both", tally.Both);
        json.WriteNumber("identical", tally.Identical);
        json.WriteNumber("changed", tally.Changed);
        json.WriteNumber("redactionChanged", tally.RedactionChanged);
        json.WriteNumber("rejectedByOne", tally.RejectedByOne);
        json.WriteNumber("rejectedByBoth", tally.RejectedByBoth);
        json.WriteEndObject();
    }

    private static void WriteLabels(Utf8JsonWriter json, DiffTally tally)
    {
        json.WriteStartObject("labels");
        foreach (var (label, counts) in tally.Labels)
        {
            json.WriteStartObject(label);
            json.WriteNumber("a", counts.InA);
            json.WriteNumber("b", counts.InB);
            WriteChanges(json, "changes", counts.Changes);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("relabelled");
        foreach (var (pair, count) in tally.MostRelabelled())
        {
            json.WriteStartObject();
            json.WriteString("a", pair.Before);
            json.WriteString("b", pair.After);
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFindings(Utf8JsonWriter json, DiffTally tally)
    {
        json.WriteStartObject("findings");
        foreach (var (type, counts) in tally.Findings)
        {
            json.WriteStartObject(type);
            json.WriteNumber("added", counts.Added);
            json.WriteNumber("removed", counts.Removed);
            json.WriteNumber("actionChanged", counts.ActionChanged);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteSurfaces(Utf8JsonWriter json, TopSurfaces surfaces)
    {
        json.WriteBoolean("surfacesExact", surfaces.IsExact);
        json.WriteStartArray("surfaces");
        foreach (var (surface, count) in surfaces.Top(MostSurfaces))
        {
            json.WriteStartObject();
            json.WriteString("change", Name(surface.Kind));
            json.WriteString("a", surface.Before);
            json.WriteString("b", surface.After);
            json.WriteString("text", surface.Surface);
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteExamples(Utf8JsonWriter json, DiffTally tally)
    {
        json.WriteStartArray("examples");
        foreach (var kind in Enum.GetValues<ChangeKind>())
        {
            foreach (var one in tally.Examples(kind).OrderBy(one => one.At))
            {
                json.WriteStartObject();
                json.WriteString("change", Name(kind));
                json.WriteString("topic", one.At.Topic);
                json.WriteNumber("partition", one.At.Partition);
                json.WriteNumber("offset", one.At.Offset);
                json.WriteString("text", one.Surface);
                WriteEntity(json, "a", one.Change.Before);
                WriteEntity(json, "b", one.Change.After);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteEntity(Utf8JsonWriter json, string side, Entity? entity)
    {
        if (entity is null)
        {
            json.WriteNull(side);
            return;
        }

        json.WriteStartObject(side);
        json.WriteString("label", entity.Label);
        json.WriteNumber("start", entity.Start);
        json.WriteNumber("end", entity.End);
        if (float.IsFinite(entity.Score)) json.WriteNumber("score", entity.Score);
        else json.WriteNull("score");
        json.WriteString("linkState", EnrichmentJson.Word(entity.LinkState));
        json.WriteString("link", entity.Link?.Id);
        json.WriteEndObject();
    }

    private static void WriteChanges(Utf8JsonWriter json, string name, ChangeCounts counts)
    {
        json.WriteStartObject(name);
        foreach (var kind in Enum.GetValues<ChangeKind>()) json.WriteNumber(Name(kind), counts[kind]);
        json.WriteEndObject();
    }

    private static string Name(ChangeKind kind) => kind == ChangeKind.ScoreMoved ? "scoreMoved" : kind.ToString().ToLowerInvariant();
}
