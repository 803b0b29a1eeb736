namespace StreamNer.Pii.Scanning;

/// <summary>The one pass over the folded text: cuts it into tokens and looks each word up in the lexicon. Reused from text to text; not
/// thread-safe.</summary>
internal sealed class Lexer
{
    private const int LongestWord = 40;

    private Token[] _tokens = new Token[256];

    /// <summary>Cuts <paramref name="text"/>.</summary>
    public ReadOnlySpan<Token> Cut(ReadOnlySpan<char> text, Lexicon lexicon)
    {
        var kinds = CharTable.Kinds;
        var words = CharTable.Words;
        var count = 0;
        var i = 0;
        while (i < text.Length)
        {
            var gap = Gap.None;
            var start = i;
            var kind = kinds[text[i]];
            while (kind is CharKind.Space or CharKind.LineBreak)
            {
                gap = Widen(gap, kind == CharKind.LineBreak, text, i, start);
                if (++i == text.Length) return _tokens.AsSpan(0, count);
                kind = kinds[text[i]];
            }

            start = i++;
            ushort word = 0;
            var token = TokenKind.Symbol;
            switch (kind)
            {
                case CharKind.Letter:
                    token = TokenKind.Letters;
                    var hash = Lexicon.Step(Lexicon.Seed, words[text[start]]);
                    while (i < text.Length && kinds[text[i]] == CharKind.Letter) hash = Lexicon.Step(hash, words[text[i++]]);
                    if (i - start <= LongestWord) word = lexicon.Find(text[start..i], hash);
                    break;
                case CharKind.Digit:
                    token = TokenKind.Digits;
                    while (i < text.Length && kinds[text[i]] == CharKind.Digit) i++;
                    break;
                case CharKind.Cjk:
                    token = TokenKind.Cjk;
                    while (i < text.Length && kinds[text[i]] == CharKind.Cjk) i++;
                    break;
                case CharKind.Surrogate:
                    if (i < text.Length && char.IsSurrogatePair(text[start], text[i])) i++;
                    break;
            }

            if (count == _tokens.Length) Array.Resize(ref _tokens, count * 2);
            _tokens[count++] = new Token(start, i, token, gap, word);
        }

        return _tokens.AsSpan(0, count);
    }

    /// <summary>Lets go of an array above <paramref name="tokens"/>.</summary>
    public void Trim(int tokens)
    {
        if (_tokens.Length > tokens) _tokens = new Token[256];
    }

    private static Gap Widen(Gap gap, bool lineBreak, ReadOnlySpan<char> text, int at, int start)
    {
        if (!lineBreak) return gap switch { Gap.None => Gap.Blank, Gap.Blank => Gap.Blanks, _ => gap };
        if (gap < Gap.Line) return Gap.Line;
        return text[at] == '\n' && at > start && text[at - 1] == '\r' ? gap : Gap.Paragraph;
    }
}
