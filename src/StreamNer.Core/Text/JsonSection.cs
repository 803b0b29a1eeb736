using System.Text.Json;

namespace StreamNer.Text;

/// <summary>An object of a tokenizer's JSON files with its place, so that each refusal can name the setting.</summary>
internal readonly struct JsonSection(JsonElement element, string place)
{
    /// <summary>Parses a whole file; its members have no prefix.</summary>
    public static JsonSection Parse(byte[] bytes)
    {
        var text = VocabularyText.Decode(bytes);
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement.Clone();
            return root.ValueKind == JsonValueKind.Object ? new(root, "") : throw new UnsupportedTokenizerException("is not a JSON object");
        }
        catch (JsonException e)
        {
            throw new UnsupportedTokenizerException($"is not JSON, at line {e.LineNumber + 1}", e);
        }
    }

    /// <summary>The members.</summary>
    public JsonElement Element => element;

    /// <summary>The name of a member as an error shows it.</summary>
    public string Name(string member) => place.Length == 0 ? member : $"{place}.{member}";

    /// <summary>A refusal that names the member.</summary>
    public UnsupportedTokenizerException Refuse(string member, string why) => new($"{Name(member)} {why}");

    /// <summary>The member if it is there and not null.</summary>
    public bool Has(string member, out JsonElement value) => element.TryGetProperty(member, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A member that is an object; null if absent or null.</summary>
    public JsonSection? Object(string member)
    {
        if (!Has(member, out var value)) return null;
        return value.ValueKind == JsonValueKind.Object ? new(value, Name(member)) : throw Refuse(member, "is not an object");
    }

    /// <summary>A text; null if absent or null.</summary>
    public string? String(string member)
    {
        if (!Has(member, out var value)) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Refuse(member, "is not a string");
    }

    /// <summary>True or false; null if absent or null.</summary>
    public bool? Boolean(string member)
    {
        if (!Has(member, out var value)) return null;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Refuse(member, "is neither true nor false");
    }

    /// <summary>A number; null if absent or null.</summary>
    public int? Integer(string member)
    {
        if (!Has(member, out var value)) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : throw Refuse(member, "is not a 32-bit integer");
    }

    /// <summary>Refuses a section of another type than the one supported.</summary>
    public void RequireType(string supported)
    {
        var type = String("type") ?? throw Refuse("type", $"is missing; '{supported}' is supported");
        if (type != supported) throw Refuse("type", $"is '{type}'; only '{supported}' is supported");
    }
}
