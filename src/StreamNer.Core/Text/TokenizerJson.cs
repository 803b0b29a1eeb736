using System.Text.Json;

namespace StreamNer.Text;

/// <summary>
/// Reads <c>tokenizer.json</c> as Hugging Face tokenizers writes it. Its sections <c>truncation</c> and <c>padding</c> and its decoder
/// concern others; every other section must be what BERT's tokenizer has, or it is refused by name.
/// </summary>
internal static class TokenizerJson
{
    private const int MaxId = 10_000_000;

    public static TokenizerDefinition Parse(byte[] bytes, TokenizerConfig config)
    {
        var file = JsonSection.Parse(bytes);
        var normalizer = file.Object("normalizer") ?? throw file.Refuse("normalizer", "is missing; 'BertNormalizer' is supported");
        normalizer.RequireType("BertNormalizer");
        if (normalizer.Boolean("clean_text") == false) throw normalizer.Refuse("clean_text", "is false; only true is supported");
        var preTokenizer = file.Object("pre_tokenizer") ?? throw file.Refuse("pre_tokenizer", "is missing; 'BertPreTokenizer' is supported");
        preTokenizer.RequireType("BertPreTokenizer");

        var model = file.Object("model") ?? throw file.Refuse("model", "is missing");
        // Old files leave the model's type out.
        if (model.Has("type", out _) || !model.Has("max_input_chars_per_word", out _)) model.RequireType("WordPiece");
        var tokens = Tokens(model);
        var added = AddedTokens(file, tokens);
        var (classifier, separator) = Template(file);
        var usual = new SpecialTokenNames();
        var special = new SpecialTokenNames(model.String("unk_token") ?? usual.Unknown, classifier ?? usual.Classifier, separator ?? usual.Separator,
            file.Object("padding")?.String("pad_token") ?? usual.Padding);
        var vocabulary = new Vocabulary(tokens, config.Special(special), model.String("continuing_subword_prefix") ?? "##", added.Append("[MASK]"));
        var longest = model.Integer("max_input_chars_per_word") ?? 100;
        if (longest is < 1 or > 1_000_000) throw model.Refuse("max_input_chars_per_word", $"is {longest}; 1 to 1000000 is supported");
        var options = new TokenizerOptions(
            normalizer.Boolean("lowercase") ?? true, normalizer.Boolean("strip_accents"), normalizer.Boolean("handle_chinese_chars")
                ?? true, longest);
        return new(vocabulary, config.Over(options), config.MaxTokens);
    }

    private static List<string> Tokens(JsonSection model)
    {
        var vocab = model.Object("vocab") ?? throw model.Refuse("vocab", "is missing");
        var names = new List<string>();
        foreach (var entry in vocab.Element.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out var id) || id < 0)
            {
                throw vocab.Refuse($"'{entry.Name}'", "has no id");
            }

            if (id > MaxId) throw vocab.Refuse($"'{entry.Name}'", $"has id {id}, which is too high");
            while (names.Count <= id) names.Add("");
            if (names[id].Length > 0) throw vocab.Refuse($"'{entry.Name}'", $"has id {id}, and so has '{names[id]}'");
            names[id] = entry.Name;
        }

        var hole = names.IndexOf("");
        return hole < 0 ? names : throw model.Refuse("vocab", $"has no token of id {hole}");
    }

    // Special tokens may stand after the vocabulary; anything else that is added would be looked for in the text.
    private static List<string> AddedTokens(JsonSection file, List<string> tokens)
    {
        var names = new List<string>();
        if (!file.Has("added_tokens", out var added)) return names;
        if (added.ValueKind != JsonValueKind.Array) throw file.Refuse("added_tokens", "is not a list");
        foreach (var entry in added.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Object) throw file.Refuse("added_tokens", "holds what is not an object");
            var token = new JsonSection(entry, file.Name("added_tokens"));
            var content = token.String("content") ?? throw token.Refuse("content", "is missing");
            var id = token.Integer("id") ?? throw token.Refuse("id", $"of '{content}' is missing");
            if (token.Boolean("special") != true) throw token.Refuse($"'{content}'", "is not special; only special tokens may be added");
            if (id == tokens.Count) tokens.Add(content);
            else if (id < 0 || id > tokens.Count || tokens[id] != content)
                throw token.Refuse($"'{content}'", $"has id {id}, where the vocabulary has another token");
            names.Add(content);
        }

        return names;
    }

    // The names of the tokens around a text, where a post-processor gives them.
    private static (string? Classifier, string? Separator) Template(JsonSection file)
    {
        if (file.Object("post_processor") is not { } processor) return (null, null);
        switch (processor.String("type"))
        {
            case "BertProcessing":
                return (First(processor, "cls"), First(processor, "sep"));
            case "TemplateProcessing":
                if (!processor.Has("single", out var single) || single.ValueKind != JsonValueKind.Array || single.GetArrayLength() != 3
                    || Special(single[0]) is not { } before || !single[1].TryGetProperty("Sequence", out _) || Special(single[2]) is not { } after)
                {
                    throw processor.Refuse("single", "is not one token, the text, one token");
                }

                return (before, after);
            default:
                throw processor.Refuse("type", $"is '{processor.String("type")}'; supported are BertProcessing and TemplateProcessing");
        }
    }

    private static string? Special(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("SpecialToken", out var token) && token.ValueKind == JsonValueKind.Object
        && token.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    private static string First(JsonSection processor, string member) =>
        processor.Has(member, out var pair) && pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2
            && pair[0].ValueKind == JsonValueKind.String
            ? pair[0].GetString()!
            : throw processor.Refuse(member, "is not a pair of token and id");
}
