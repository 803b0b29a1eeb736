using System.Text.Json;

namespace StreamNer.Text;

/// <summary>What <c>tokenizer_config.json</c> says of a BERT tokenizer; null is what it does not say.</summary>
internal sealed record TokenizerConfig
{
    // Those whose slow form is BERT's own: basic tokenisation, then WordPiece over vocab.txt.
    private static readonly HashSet<string> s_classes = new(StringComparer.Ordinal)
    {
        "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer", "SqueezeBertTokenizer", "ConvBertTokenizer",
        "LayoutLMTokenizer", "LxmertTokenizer", "RetriBertTokenizer", "FunnelTokenizer", "MPNetTokenizer", "PreTrainedTokenizer", "TokenizersBackend",
    };

    private string? _unknown;
    private string? _classifier;
    private string? _separator;
    private string? _padding;
    private bool? _lowerCase;
    private bool? _stripAccents;
    private bool? _tokenizeChineseChars;

    /// <summary>A file that is not there says nothing.</summary>
    public static TokenizerConfig Absent { get; } = new();

    /// <summary>Its <c>model_max_length</c>, where that is a length at all.</summary>
    public int? MaxTokens { get; private init; }

    /// <summary>These settings over others.</summary>
    public TokenizerOptions Over(TokenizerOptions options) => options with
    {
        LowerCase = _lowerCase ?? options.LowerCase,
        StripAccents = _stripAccents ?? options.StripAccents,
        TokenizeChineseChars = _tokenizeChineseChars ?? options.TokenizeChineseChars,
    };

    /// <summary>These names over others.</summary>
    public SpecialTokenNames Special(SpecialTokenNames names) => new(
        _unknown ?? names.Unknown, _classifier ?? names.Classifier, _separator ?? names.Separator, _padding ?? names.Padding);

    /// <summary>Reads the file.</summary>
    public static TokenizerConfig Parse(byte[] bytes)
    {
        var file = JsonSection.Parse(bytes);
        if (file.String("tokenizer_class") is { } name && !s_classes.Contains(name.EndsWith("Fast", StringComparison.Ordinal) ? name[..^4] : name))
        {
            throw file.Refuse("tokenizer_class", $"is '{name}'; supported are BERT's WordPiece tokenizers");
        }

        if (file.Boolean("do_basic_tokenize") == false) throw file.Refuse("do_basic_tokenize", "is false; only true is supported");
        if (file.Has("never_split", out var never) && (never.ValueKind != JsonValueKind.Array || never.GetArrayLength() > 0))
        {
            throw file.Refuse("never_split", "is not supported");
        }

        return new()
        {
            _lowerCase = file.Boolean("do_lower_case"),
            _stripAccents = file.Boolean("strip_accents"),
            _tokenizeChineseChars = file.Boolean("tokenize_chinese_chars"),
            _unknown = Token(file, "unk_token"),
            _classifier = Token(file, "cls_token"),
            _separator = Token(file, "sep_token"),
            _padding = Token(file, "pad_token"),
            // Exports without a limit write 1e30.
            MaxTokens = file.Has("model_max_length", out var longest) && longest.ValueKind == JsonValueKind.Number
                && longest.TryGetInt32(out var tokens)
                ? tokens : null,
        };
    }

    // A name, or an added token with its content.
    private static string? Token(JsonSection file, string member) =>
        file.Has(member, out var value) && value.ValueKind == JsonValueKind.Object
            ? file.Object(member)!.Value.String("content")
            : file.String(member);
}
