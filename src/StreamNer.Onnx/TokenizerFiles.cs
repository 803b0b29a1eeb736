using System.Text;
using System.Text.Json;
using StreamNer.Text;

namespace StreamNer.Onnx;

/// <summary>What the tokenizer's files say: the vocabulary by id, the rules, and the names of the special tokens.</summary>
internal sealed record TokenizerFiles(
    string[] Tokens, TokenizerOptions Options, string Unknown, string Start, string End, string Padding, int? MaxTokens)
{
    /// <summary>The file the vocabulary came from.</summary>
    public string VocabularyFile { get; private init; } = TokenizerJson.File;

    private const string ConfigFile = "tokenizer_config.json";
    private const long MaxVocabularyBytes = 64L << 20;

    /// <summary>
    /// Reads <c>tokenizer.json</c>, or else <c>vocab.txt</c>, and <c>tokenizer_config.json</c> where there is one (its settings win).
    /// </summary>
    /// <exception cref="ModelException">A file is missing, damaged, or asks for what is not supported; named.</exception>
    public static TokenizerFiles Read(ModelFiles files)
    {
        using var config = files.Has(ConfigFile) ? ModelJson.Parse(files.Read(ConfigFile, 1 << 20), ConfigFile) : null;
        var named = config?.RootElement ?? default;
        if (config is not null) RequireBert(named);
        var read = files.Has(TokenizerJson.File) ? TokenizerJson.Read(files.Read(TokenizerJson.File, MaxVocabularyBytes))
            : files.Has("vocab.txt") ? FromVocabulary(files.Read("vocab.txt", MaxVocabularyBytes))
            : throw new ModelException("model:path", $"'{files.Name}' has neither vocab.txt nor tokenizer.json");
        if (config is null) return read;
        return read with
        {
            Options = read.Options with
            {
                LowerCase = ModelJson.Flag(named, "do_lower_case", ConfigFile) ?? read.Options.LowerCase,
                StripAccents = ModelJson.Flag(named, "strip_accents", ConfigFile) ?? read.Options.StripAccents,
                TokenizeChineseChars = ModelJson.Flag(named, "tokenize_chinese_chars", ConfigFile) ?? read.Options.TokenizeChineseChars,
            },
            Unknown = ModelJson.Text(named, "unk_token") ?? read.Unknown,
            Start = ModelJson.Text(named, "cls_token") ?? read.Start,
            End = ModelJson.Text(named, "sep_token") ?? read.End,
            Padding = ModelJson.Text(named, "pad_token") ?? read.Padding,
            MaxTokens = ModelJson.Integer(named, "model_max_length", ConfigFile),
        };
    }

    private static void RequireBert(JsonElement config)
    {
        string[] known = ["Bert", "DistilBert", "Electra", "MobileBert", "MPNet", "ConvBert", "PreTrainedTokenizer", "TokenizersBackend"];
        var name = ModelJson.Text(config, "tokenizer_class");
        if (name is not null && !Array.Exists(known, prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            throw new ModelException(
                "model:path", $"{ConfigFile}: tokenizer '{name}' is not supported; WordPiece ones (BertTokenizer and the like) are");
        }

        if (ModelJson.Flag(config, "do_basic_tokenize", ConfigFile) == false)
        {
            throw new ModelException("model:path", $"{ConfigFile}: do_basic_tokenize=false is not supported");
        }
    }

    // Without a tokenizer_config.json only the vocabulary can tell whether the model knows capitals.
    private static TokenizerFiles FromVocabulary(byte[] bytes)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new ModelException("model:path", "vocab.txt is not valid UTF-8", error);
        }

        var tokens = text.Split('\n');
        for (var i = 0; i < tokens.Length; i++) tokens[i] = tokens[i].TrimEnd('\r');
        if (tokens[^1].Length == 0) Array.Resize(ref tokens, tokens.Length - 1);
        var cased = Array.Exists(tokens, token => token.Length > 1 && token[0] != '[' && token.AsSpan().ContainsAnyInRange('A', 'Z'));
        return new TokenizerFiles(tokens, new TokenizerOptions(LowerCase: !cased), "[UNK]", "[CLS]", "[SEP]", "[PAD]", null)
        {
            VocabularyFile = "vocab.txt",
        };
    }
}
