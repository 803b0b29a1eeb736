using System.Globalization;
using System.Text.Json;
using StreamNer.Decoding;

namespace StreamNer.Onnx;

/// <summary>What <c>config.json</c> says of a token classifier.</summary>
/// <param name="Labels">The label scheme of <c>id2label</c>.</param>
/// <param name="VocabularySize">Rows of the embedding (<c>vocab_size</c>); null if it is not said.</param>
/// <param name="MaxPositions"><c>max_position_embeddings</c>; null if it is not said.</param>
/// <param name="PaddingId"><c>pad_token_id</c>; null if it is not said.</param>
internal sealed record ModelConfig(LabelScheme Labels, int? VocabularySize, int? MaxPositions, int? PaddingId)
{
    /// <summary>The file's name.</summary>
    public const string File = "config.json";

    /// <summary>Reads it.</summary>
    /// <exception cref="ModelException">It is no JSON object, or its labels are missing or of no known scheme.</exception>
    public static ModelConfig Read(byte[] json)
    {
        using var document = ModelJson.Parse(json, File);
        var root = document.RootElement;
        return new ModelConfig(
            LabelsOf(root), ModelJson.Integer(root, "vocab_size", File), ModelJson.Integer(root, "max_position_embeddings", File),
            ModelJson.Integer(root, "pad_token_id", File));
    }

    private static LabelScheme LabelsOf(JsonElement root)
    {
        if (!root.TryGetProperty("id2label", out var map) || map.ValueKind != JsonValueKind.Object)
        {
            throw new ModelException("model:path", "config.json has no id2label; is this a token classifier?");
        }

        var labels = new string?[map.EnumerateObject().Count()];
        foreach (var entry in map.EnumerateObject())
        {
            if (!int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                || id >= labels.Length || labels[id] is not null
                || entry.Value.ValueKind != JsonValueKind.String)
            {
                throw new ModelException(
                    "model:path", $"config.json: id2label must name 0 to {labels.Length - 1}, each once; '{entry.Name}' does not fit");
            }

            labels[id] = entry.Value.GetString();
        }

        return LabelScheme.Read(labels!, out var error) ?? throw new ModelException("model:path", $"config.json: id2label is not supported: {error}");
    }
}

/// <summary>Reading of small JSON files whose mistakes are named.</summary>
internal static class ModelJson
{
    /// <summary>Parses an object.</summary>
    public static JsonDocument Parse(byte[] json, string file)
    {
        try
        {
            var document = JsonDocument.Parse(json.AsMemory(json.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
        }
        catch (JsonException error)
        {
            throw new ModelException("model:path", $"{file} is not valid JSON", error);
        }

        throw new ModelException("model:path", $"{file} is not a JSON object");
    }

    /// <summary>
    /// A non-negative whole number; null when the key is missing, null, or beyond 32 bits (some exports write 1e30 for "no limit").
    /// </summary>
    public static int? Integer(JsonElement root, string key, string file)
    {
        if (!root.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.Number) throw new ModelException("model:path", $"{file}: {key} must be a number");
        if (!value.TryGetInt32(out var number)) return null;
        return number >= 0 ? number : throw new ModelException("model:path", $"{file}: {key} must not be negative");
    }

    /// <summary>A truth value; null when the key is missing or null.</summary>
    public static bool? Flag(JsonElement root, string key, string file) =>
        !root.TryGetProperty(key, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw new ModelException("model:path", $"{file}: {key} must be true or false"),
        };

    /// <summary>A string, or the <c>content</c> of an object (as exports write special tokens); null when the key is missing or null.</summary>
    public static string? Text(JsonElement root, string key)
    {
        if (!root.TryGetProperty(key, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("content", out var content)) value = content;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
