using System.Text.Json;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Comparing;

/// <summary>Reads back what <see cref="EnrichmentJson"/> writes. Fields that it does not know are passed over, so that later versions can be
/// compared with earlier ones.</summary>
internal static class EnrichmentJsonReader
{
    /// <summary>Where the source of a line stands; null for a line without one, and for a rejected line.</summary>
    /// <exception cref="JsonException">It is not such a line.</exception>
    public static RecordPlace? PlaceOf(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw new JsonException("no JSON object");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isSource = json.ValueTextEquals("source"u8);
            json.Read();
            if (isSource) return json.TokenType == JsonTokenType.Null ? null : Place(ref json);
            json.Skip();
        }

        return null;
    }

    /// <summary>What a line says.</summary>
    /// <exception cref="JsonException">It is not such a line.</exception>
    public static ComparedValue Read(ReadOnlyMemory<byte> line)
    {
        using var json = JsonDocument.Parse(line);
        try
        {
            var root = json.RootElement;
            if (root.TryGetProperty("error"u8, out var error)) return new ComparedValue(null, error.GetString() ?? "");
            return new ComparedValue(new Enrichment(
                new Document("") { Id = Text(root, "id"u8), Source = Source(root) }, Text(root, "text"u8), Unit(Text(root, "offsetUnit"u8)),
                [.. root.GetProperty("entities"u8).EnumerateArray().Select(Entity)],
                [.. root.GetProperty("pii"u8).EnumerateArray().Select(Finding)],
                Provenance(root.GetProperty("provenance"u8))));
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new JsonException("a field of an enriched record is missing or has another type", e);
        }
    }

    private static RecordPlace Place(ref Utf8JsonReader json)
    {
        var place = default(RecordPlace);
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("source is not an object");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueTextEquals("topic"u8) ? 't'
                : json.ValueTextEquals("partition"u8) ? 'p'
                : json.ValueTextEquals("offset"u8) ? 'o' : ' ';
            json.Read();
            try
            {
                if (name == 't') place = place with { Topic = json.GetString() ?? "" };
                else if (name == 'p') place = place with { Partition = json.GetInt32() };
                else if (name == 'o') place = place with { Offset = json.GetInt64() };
                else json.Skip();
            }
            catch (Exception e) when (e is InvalidOperationException or FormatException)
            {
                throw new JsonException("a field of source has another type", e);
            }
        }

        return place.Topic is { Length: > 0 } ? place : throw new JsonException("source names no topic");
    }

    private static SourcePosition? Source(JsonElement root)
    {
        if (!root.TryGetProperty("source"u8, out var at) || at.ValueKind == JsonValueKind.Null) return null;
        return new SourcePosition(Text(at, "topic"u8), Number(at, "partition"u8), at.GetProperty("offset"u8).GetInt64(),
            at.GetProperty("timestampMs"u8).GetInt64());
    }

    private static Entity Entity(JsonElement one) => new(
        Text(one, "label"u8), Number(one, "start"u8), Number(one, "end"u8), Number(one, "outputStart"u8), Number(one, "outputEnd"u8),
        Text(one, "text"u8), Score(one))
    {
        Origin = Text(one, "origin"u8) == EnrichmentJson.Word(Origin.Rules) ? Origin.Rules : Origin.Model,
        LinkState = State(Text(one, "linkState"u8)),
        Link = one.GetProperty("link"u8) is { ValueKind: JsonValueKind.Object } link ? Link(link) : null,
        Candidates = [.. one.GetProperty("candidates"u8).EnumerateArray().Select(Link)],
        // Records of engine revision 1 have neither this nor a link's type.
        Mention = one.TryGetProperty("mention"u8, out var mention) ? mention.GetInt32() : 0,
    };

    private static Link Link(JsonElement one) => new(
        Text(one, "id"u8), Text(one, "name"u8), Score(one), one.TryGetProperty("type"u8, out var type) ? type.GetString() ?? "" : "");

    private static PiiFinding Finding(JsonElement one) => new(
        Text(one, "type"u8), Number(one, "start"u8), Number(one, "end"u8), Number(one, "outputStart"u8), Number(one, "outputEnd"u8),
        Text(one, "detector"u8), Text(one, "action"u8));

    private static Provenance Provenance(JsonElement one) => new(
        Text(one, "snapshot"u8), Text(one, "model"u8), Text(one, "knowledgeBase"u8), Text(one, "rules"u8), Text(one, "policy"u8),
        Text(one, "engine"u8), Text(one, "tier"u8))
    { DegradedReason = Text(one, "degradedReason"u8) };

    private static OffsetUnit Unit(string word)
    {
        foreach (var unit in Enum.GetValues<OffsetUnit>()) if (EnrichmentJson.Word(unit) == word) return unit;
        throw new JsonException("unknown offsetUnit");
    }

    private static LinkState State(string word)
    {
        foreach (var state in Enum.GetValues<LinkState>()) if (EnrichmentJson.Word(state) == word) return state;
        throw new JsonException("unknown linkState");
    }

    private static string Text(JsonElement one, ReadOnlySpan<byte> name) => one.GetProperty(name).GetString() ?? "";

    private static int Number(JsonElement one, ReadOnlySpan<byte> name) => one.GetProperty(name).GetInt32();

    private static float Score(JsonElement one) =>
        one.GetProperty("score"u8) is { ValueKind: JsonValueKind.Number } score ? score.GetSingle() : float.NaN;
}
