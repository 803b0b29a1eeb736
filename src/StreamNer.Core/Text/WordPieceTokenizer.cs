namespace StreamNer.Text;

/// <summary>
/// BERT's tokenizer: cleaning, pre-tokenisation and WordPiece in one pass, equal to Hugging Face's in ids, offsets and words. Special tokens
/// are neither added nor ever found in text. Lone surrogates are dropped like control characters. Immutable, for any number of threads;
/// linear in the text, and allocates only what <see cref="TokenBuffer"/> grows by.
/// </summary>
internal sealed class WordPieceTokenizer
{
    private const short Unspelled = 0;
    private const short Space = -1;
    private const short Dropped = -2;
    private const short Punctuation = -3;

    private readonly PieceTrie _trie;
    private readonly TextNormalizer _normalizer;
    private readonly int _maxCharacters;

    // What to do with each ASCII character: its (lower-cased) symbol in the trie, or one of the negative values above.
    private readonly short[] _ascii = new short[128];

    /// <summary>Builds the automaton: a few tens of milliseconds for a usual vocabulary.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="TokenizerOptions.MaxInputCharsPerWord"/> is not 1 to 1,000,000.</exception>
    public WordPieceTokenizer(Vocabulary vocabulary, TokenizerOptions options)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxInputCharsPerWord, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxInputCharsPerWord, 1_000_000, nameof(options));
        Vocabulary = vocabulary;
        Options = options;
        _trie = vocabulary.BuildTrie();
        _normalizer = new(options);
        _maxCharacters = options.MaxInputCharsPerWord;
        for (var c = 0; c < _ascii.Length; c++) _ascii[c] = AsciiAction(c, options.LowerCase);
    }

    /// <summary>The pieces and their ids.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>How text is normalised.</summary>
    public TokenizerOptions Options { get; }

    /// <summary>Fills <paramref name="into"/> (cleared first) with the text's pieces.</summary>
    /// <param name="text">Any UTF-16 text.</param>
    /// <param name="into">Its owner's alone during the call.</param>
    public void Tokenize(ReadOnlySpan<char> text, TokenBuffer into)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.Clear();
        Span<int> stack = stackalloc int[WordBuilder.StackInts];
        var word = new WordBuilder(_trie, into, Vocabulary.Unknown, _maxCharacters, stack);
        try
        {
            var i = 0;
            while (i < text.Length)
            {
                var c = text[i];
                var action = c < 0x80 ? _ascii[c] : Unspelled;
                if (action is Space or Dropped) i++;
                else if (c < 0x80 && action != Punctuation && TryAsciiWord(text, ref i, into, word.Word)) word.Word++;
                else i = _normalizer.Run(text, i, ref word);
            }
        }
        finally
        {
            word.Dispose();
        }
    }

    // A word of ASCII letters and digits to the next space or punctuation. False, with nothing done, where another character joins in.
    private bool TryAsciiWord(ReadOnlySpan<char> text, ref int at, TokenBuffer into, int word)
    {
        var start = at;
        var before = into.Count;
        var node = PieceTrie.Root;
        var done = start;
        var i = start;
        for (; i < text.Length; i++)
        {
            var c = text[i];
            var symbol = c < 0x80 ? _ascii[c] : Dropped;
            if (symbol < 0)
            {
                if (symbol != Dropped) break;
                into.Truncate(before);
                return false;
            }

            if (i - start == _maxCharacters) return UnknownAsciiWord(text, ref at, into, before, word);
            int next;
            while ((next = _trie.Next(node, symbol)) == PieceTrie.NoNode)
            {
                if (!Settle(ref node, ref done, into, word)) return UnknownAsciiWord(text, ref at, into, before, word);
            }

            node = next;
        }

        while (node != PieceTrie.SuffixRoot)
        {
            if (!Settle(ref node, ref done, into, word)) return UnknownAsciiWord(text, ref at, into, before, word);
        }

        at = i;
        return true;
    }

    private bool Settle(ref int node, ref int done, TokenBuffer into, int word)
    {
        if (!_trie.Fail(ref node, out var settled)) return false;
        foreach (var piece in settled)
        {
            into.Add(piece.Id, done, done + piece.Length, word);
            done += piece.Length;
        }

        return true;
    }

    private bool UnknownAsciiWord(ReadOnlySpan<char> text, ref int at, TokenBuffer into, int before, int word)
    {
        into.Truncate(before);
        var i = at;
        while (i < text.Length)
        {
            var action = text[i] < 0x80 ? _ascii[text[i]] : Dropped;
            if (action == Dropped) return false;
            if (action < 0) break;
            i++;
        }

        into.Add(Vocabulary.Unknown, at, i, word);
        at = i;
        return true;
    }

    private short AsciiAction(int c, bool lower) => (CodePoint.Class(c) & CodePointClass.Kind) switch
    {
        CodePointClass.Space => Space,
        CodePointClass.Dropped => Dropped,
        CodePointClass.Punctuation => Punctuation,
        _ => (short)_trie.SymbolOf(lower ? CodePoint.ToLower(c) : c),
    };
}
