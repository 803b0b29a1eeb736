using System.Text.Json;
using StreamNer.Text;

namespace StreamNer.Onnx;

/// <summary>
/// Reads <c>tokenizer.json</c> of Hugging Face tokenizers, as far as it describes a BERT WordPiece tokenizer; the rest is refused by name.
/// </summary>
internal static class TokenizerJson
{
    /// <summary>The file's name.</summary>
    public const string File = "tokenizer.json";

    /// <summary>Reads it.</summary>
    /// <exception cref="ModelException">Damaged, or not a BERT WordPiece tokenizer.</exception>
    public static TokenizerFiles Read(byte[] json)
    {
        using var document = ModelJson.Parse(json, File);
        var root = document.RootElement;
        var model = Part(root, "model", "WordPiece");
        var normalizer = Part(root, "normalizer", "BertNormalizer");
        Part(root, "pre_tokenizer", "BertPreTokenizer");
        if (ModelJson.Text(model, "continuing_subword_prefix") is { } prefix && prefix != "##") throw Refuse($"continuing_subword_prefix '{prefix}'");
        if (ModelJson.Flag(normalizer, "clean_text", File) == false) throw Refuse("clean_text=false");
        var (start, end) = Frame(root);
        return new TokenizerFiles(
            TokensOf(model),
            new TokenizerOptions(
                ModelJson.Flag(normalizer, "lowercase", File) ?? true,
                ModelJson.Flag(normalizer, "strip_accents", File),
                ModelJson.Flag(normalizer, "handle_chinese_chars", File) ?? true,
                ModelJson.Integer(model, "max_input_chars_per_word", File) ?? 100),
            ModelJson.Text(model, "unk_token") ?? "[UNK]",
            start,
            end,
            PaddingOf(root),
            null);
    }

    private static JsonElement Part(JsonElement root, string key, string type)
    {
        if (!root.TryGetProperty(key, out var part) || part.ValueKind != JsonValueKind.Object) throw Refuse($"a tokenizer without {key}");
        // Old files leave the model's type out; its vocabulary then tells.
        var found = ModelJson.Text(part, "type") ?? (key == "model" && part.TryGetProperty("max_input_chars_per_word", out _) ? type : "?");
        return found == type ? part : throw Refuse($"{key} '{found}' (needed is {type})");
    }

    private static string PaddingOf(JsonElement root) =>
        (root.TryGetProperty("padding", out var padding) && padding.ValueKind == JsonValueKind.Object ? ModelJson.Text(padding, "pad_token") : null)
        ?? "[PAD]";

    private static string[] TokensOf(JsonElement model)
    {
        if (!model.TryGetProperty("vocab", out var vocabulary) || vocabulary.ValueKind != JsonValueKind.Object)
        {
            throw Refuse("a model without vocab");
        }

        var tokens = new string?[vocabulary.EnumerateObject().Count()];
        foreach (var entry in vocabulary.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out var id)
                || id < 0 || id >= tokens.Length || tokens[id] is not null)
            {
                throw new ModelException("model:path", $"{File}: the vocabulary's ids must be 0 to {tokens.Length - 1}, each once");
            }

            tokens[id] = entry.Name;
        }

        return tokens!;
    }

    // The tokens around a single text: of a template, or of the older BERT form.
    private static (string Start, string End) Frame(JsonElement root)
    {
        if (!root.TryGetProperty("post_processor", out var after) || after.ValueKind != JsonValueKind.Object) return ("[CLS]", "[SEP]");
        switch (ModelJson.Text(after, "type"))
        {
            case "BertProcessing" when FirstOf(after, "cls") is { } cls && FirstOf(after, "sep") is { } sep:
                return (cls, sep);
            case "TemplateProcessing" when after.TryGetProperty("single", out var single)
                && single.ValueKind == JsonValueKind.Array && single.GetArrayLength() == 3
                && SpecialOf(single[0]) is { } start && SpecialOf(single[2]) is { } end:
                return (start, end);
            case var other:
                throw Refuse($"post_processor '{other}'");
        }
    }

    private static string? SpecialOf(JsonElement piece) =>
        piece.ValueKind == JsonValueKind.Object && piece.TryGetProperty("SpecialToken", out var special) ? ModelJson.Text(special, "id") : null;

    private static string? FirstOf(JsonElement after, string key) =>
        after.TryGetProperty(key, out var pair) && pair.ValueKind == JsonValueKind.Array
        && pair.GetArrayLength() > 0 && pair[0].ValueKind == JsonValueKind.String
            ? pair[0].GetString() : null;

    private static ModelException Refuse(string what) => new("model:path", $"{File}: {what} is not supported");
}
