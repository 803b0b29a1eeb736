using System.Text.Json;

namespace StreamNer.Linking.Sources;

/// <summary>Sources that are one JSON document of many entities.</summary>
internal static class JsonSource
{
    /// <summary>A record for each entry, numbered from 1; an entry of another form has a fault.</summary>
    /// <param name="stream">The document.</param>
    /// <param name="entries">The entries of the document; null when it is not of the form.</param>
    /// <param name="record">Makes a record of an entry; the second argument is its number.</param>
    /// <exception cref="InvalidDataException">It is not JSON, or not of the form.</exception>
    public static IEnumerable<SourceLine> Read(
        Stream stream, Func<JsonElement, IEnumerable<JsonElement>?> entries, Func<JsonElement, long, KnowledgeRecord> record)
    {
        using var document = Parse(stream);
        var number = 0L;
        foreach (var entry in entries(document.RootElement) ?? throw new InvalidDataException("is JSON, but not of the form"))
            yield return Of(++number, entry, record);
    }

    /// <summary>The text of a member; empty when it has none.</summary>
    public static string Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : "";

    /// <summary>A member; an undefined element when there is none.</summary>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The items of an array, or the values of an object's members; none of anything else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray(),
        JsonValueKind.Object => element.EnumerateObject().Select(member => member.Value),
        _ => [],
    };

    /// <summary>The items of an array that are texts.</summary>
    public static IEnumerable<string> Texts(this JsonElement element) =>
        element.Items().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).Where(text => text.Length > 0);

    private static SourceLine Of(long number, JsonElement entry, Func<JsonElement, long, KnowledgeRecord> record) =>
        entry.ValueKind == JsonValueKind.Object
            ? SourceLine.Of(number, record(entry, number))
            : new SourceLine(number, null, "expected a JSON object");

    private static JsonDocument Parse(Stream stream)
    {
        try
        {
            return JsonDocument.Parse(stream);
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException($"is not JSON, at line {malformed.LineNumber + 1}", malformed);
        }
    }
}
