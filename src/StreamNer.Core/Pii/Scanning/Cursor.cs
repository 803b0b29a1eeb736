namespace StreamNer.Pii.Scanning;

/// <summary>
/// Reads tokens from left to right. What fits is passed over and answers true; what does not, or stands behind a wider gap than allowed, answers
/// false and leaves the cursor where it is, so that <c>_ = at.Sign(',')</c> reads what may be missing and
/// <c>at.Digits(2) &amp;&amp; at.Sign('-') &amp;&amp; at.Digits(3)</c> reads a form. A copy of it looks ahead. Gaps are those before a token; by
/// default tokens touch.
/// </summary>
internal ref struct Cursor(scoped in Scan scan, int token)
{
    private readonly ReadOnlySpan<Token> _tokens = scan.Tokens;
    private readonly ReadOnlySpan<char> _text = scan.Text;

    /// <summary>The token that is read next.</summary>
    public int Next { get; private set; } = token;

    /// <summary>The token that was read last.</summary>
    public readonly int Last => Next - 1;

    /// <summary>A run of just so many digits.</summary>
    public bool Digits(int count, Gap most = Gap.None) => Digits(count, count, most);

    /// <summary>A run of <paramref name="least"/> to <paramref name="longest"/> digits.</summary>
    public bool Digits(int least, int longest, Gap most = Gap.None) =>
        IsNext(TokenKind.Digits, most) && _tokens[Next].Length >= least && _tokens[Next].Length <= longest && Move();

    /// <summary>A sign.</summary>
    public bool Sign(char sign, Gap most = Gap.None) => IsNext(TokenKind.Symbol, most) && _text[_tokens[Next].Start] == sign && Move();

    /// <summary>One of several signs.</summary>
    public bool AnySign(ReadOnlySpan<char> signs, Gap most = Gap.None) =>
        IsNext(TokenKind.Symbol, most) && signs.Contains(_text[_tokens[Next].Start]) && Move();

    /// <summary>A run of letters that is one of <paramref name="words"/>, which are in their word form and parted by <c>|</c>.</summary>
    public bool Word(ReadOnlySpan<char> words, Gap most = Gap.None) =>
        IsNext(TokenKind.Letters, most) && CharTable.IsOneOf(_text[_tokens[Next].Start.._tokens[Next].End], words) && Move();

    /// <summary>Any token of this kind.</summary>
    public bool Any(TokenKind kind, Gap most = Gap.None) => IsNext(kind, most) && Move();

    private readonly bool IsNext(TokenKind kind, Gap most) =>
        (uint)Next < (uint)_tokens.Length && _tokens[Next].Kind == kind && _tokens[Next].Gap <= most;

    private bool Move()
    {
        Next++;
        return true;
    }
}
