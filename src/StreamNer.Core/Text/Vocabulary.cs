namespace StreamNer.Text;

/// <summary>A WordPiece vocabulary: pieces and their ids, 0 to <see cref="Count"/> - 1. Immutable.</summary>
internal sealed class Vocabulary
{
    private readonly string[] _tokens;
    private readonly Dictionary<string, int> _ids;

    /// <summary>Takes the tokens in the order of their ids.</summary>
    /// <param name="tokens">Distinct and not empty.</param>
    /// <param name="special">Names that must be among them; the usual ones by default.</param>
    /// <param name="continuingPrefix">What marks a piece that continues a word; may be empty.</param>
    /// <param name="neverFromText">Further tokens that text must not give, such as <c>[MASK]</c>; ignored where absent.</param>
    /// <exception cref="UnsupportedTokenizerException">A token is empty, stands twice, or a special one is missing.</exception>
    public Vocabulary(IEnumerable<string> tokens, SpecialTokenNames? special = null, string continuingPrefix = "##",
        IEnumerable<string>? neverFromText = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(continuingPrefix);
        _tokens = [.. tokens];
        _ids = new(_tokens.Length, StringComparer.Ordinal);
        for (var id = 0; id < _tokens.Length; id++)
        {
            if (string.IsNullOrEmpty(_tokens[id])) throw new UnsupportedTokenizerException($"token {id} is empty");
            if (!_ids.TryAdd(_tokens[id], id))
            {
                throw new UnsupportedTokenizerException($"'{_tokens[id]}' appears twice, as token {_ids[_tokens[id]]} and {id}");
            }
        }

        special ??= new();
        ContinuingPrefix = continuingPrefix;
        Unknown = Require(special.Unknown, "unknown");
        Classifier = Require(special.Classifier, "classifier");
        Separator = Require(special.Separator, "separator");
        Padding = Require(special.Padding, "padding");
        SpecialIds = new HashSet<int>([Unknown, Classifier, Separator, Padding, .. Present(neverFromText ?? ["[MASK]"])]);
    }

    /// <summary>How many tokens; the model's embedding must have as many rows.</summary>
    public int Count => _tokens.Length;

    /// <summary>What marks a piece that continues a word.</summary>
    public string ContinuingPrefix { get; }

    /// <summary>Id of the unknown token, <c>[UNK]</c>.</summary>
    public int Unknown { get; }

    /// <summary>Id of the token before each window, <c>[CLS]</c>.</summary>
    public int Classifier { get; }

    /// <summary>Id of the token after each window, <c>[SEP]</c>.</summary>
    public int Separator { get; }

    /// <summary>Id of the token that fills a batch, <c>[PAD]</c>.</summary>
    public int Padding { get; }

    /// <summary>Ids that text never gives, the unknown token aside.</summary>
    public IReadOnlySet<int> SpecialIds { get; }

    /// <summary>The token of an id.</summary>
    public string this[int id] => _tokens[id];

    /// <summary>The id of a token, with its continuing prefix if it has one; false if there is none.</summary>
    public bool TryGetId(string token, out int id) => _ids.TryGetValue(token, out id);

    /// <summary>Reads a <c>vocab.txt</c>: UTF-8, one token a line, the first line is id 0.</summary>
    /// <exception cref="UnsupportedTokenizerException">It is not UTF-8, or no vocabulary; the message names file and token.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Vocabulary Load(string path, SpecialTokenNames? special = null)
    {
        try
        {
            return new(VocabularyText.Lines(VocabularyText.Decode(File.ReadAllBytes(path))), special);
        }
        catch (UnsupportedTokenizerException e)
        {
            throw new UnsupportedTokenizerException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>The automaton over all tokens that text may give.</summary>
    internal PieceTrie BuildTrie()
    {
        var builder = new PieceTrieBuilder();
        for (var id = 0; id < _tokens.Length; id++)
        {
            if (SpecialIds.Contains(id)) continue;
            var token = _tokens[id];
            var continues = ContinuingPrefix.Length > 0 && token.StartsWith(ContinuingPrefix, StringComparison.Ordinal);
            builder.Add(continues ? token.AsSpan(ContinuingPrefix.Length) : token, id, continues);
            if (ContinuingPrefix.Length == 0) builder.Add(token, id, continues: true);
        }

        return builder.Build();
    }

    private int Require(string token, string role) => _ids.TryGetValue(token, out var id)
        ? id
        : throw new UnsupportedTokenizerException($"the {role} token '{token}' is not among its {_tokens.Length} tokens");

    private IEnumerable<int> Present(IEnumerable<string> tokens) => tokens.Where(_ids.ContainsKey).Select(token => _ids[token]);
}
