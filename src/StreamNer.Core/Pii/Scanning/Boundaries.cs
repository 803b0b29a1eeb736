namespace StreamNer.Pii.Scanning;

/// <summary>
/// What may stand beside a number. Letters of words and CJK may; a longer digit run, hexadecimal, UUID and other mixes of letters and digits may not:
/// the number would be a part of something else.
/// </summary>
internal static class Boundaries
{
    /// <summary>From this many characters on, a number may stand beside a slash and another number: shorter ones are dates and fractions.</summary>
    public const int LongEnoughForSlash = 9;

    /// <summary>Whether a number may begin at this token; <paramref name="slash"/>: also behind a slash that ends a
    /// group of four digits and more.</summary>
    public static bool LeftIsFree(in Scan scan, int first, bool slash = false)
    {
        if (!scan.Touches(first)) return true;
        var before = scan.Tokens[first - 1];
        switch (before.Kind)
        {
            case TokenKind.Cjk:
                return true;
            case TokenKind.Digits:
                return false;
            case TokenKind.Letters:
                return scan.Tokens[first].Kind == TokenKind.Digits && IsWordBeside(scan, first - 1, first - 2, scan.Touches(first - 1));
            default:
                var c = scan.Text[before.Start];
                if (slash && c == '/' && scan.Is(first - 2, TokenKind.Digits) && scan.Tokens[first - 2].Length >= 4) return true;
                return c is not ('-' or '.' or '/' or ',' or ':') || !scan.Touches(first - 1) || !scan.Is(first - 2, TokenKind.Digits)
                    || (c is ':' or ',' && scan.Tokens[first - 2].Length > 3);
        }
    }

    /// <summary>Whether a number may end with this token; <paramref name="slash"/>: also before a slash and digits.</summary>
    public static bool RightIsFree(in Scan scan, int last, bool slash = false)
    {
        var next = last + 1;
        if (!scan.Touches(next)) return true;
        switch (scan.Tokens[next].Kind)
        {
            case TokenKind.Cjk:
                return true;
            case TokenKind.Digits:
                return false;
            case TokenKind.Letters:
                return scan.Tokens[last].Kind == TokenKind.Digits && IsWordBeside(scan, next, next + 1, scan.Touches(next + 1));
            default:
                var c = scan.Text[scan.Tokens[next].Start];
                return (slash && c == '/') || c is not ('-' or '.' or '/' or ',' or ':') || !scan.Touches(next + 1)
                    || !scan.Is(next + 1, TokenKind.Digits)
                    || (c is ':' or ',' && scan.Tokens[next + 1].Length > 3);
        }
    }

    /// <summary>Whether a number may begin and end with these tokens.</summary>
    public static bool IsFree(in Scan scan, int first, int last) => LeftIsFree(scan, first) && RightIsFree(scan, last);

    /// <summary>
    /// The next group of letters or digits after <paramref name="token"/>, with the separator between (NUL: they touch; a blank; else the symbol) and
    /// whether a line ends there; -1 if it is farther than two separators or three characters.
    /// </summary>
    public static int NextGroup(in Scan scan, int token, out char separator, out bool line)
    {
        separator = '\0';
        var next = token + 1;
        var symbols = 0;
        line = false;
        for (; next < scan.Tokens.Length; next++)
        {
            var t = scan.Tokens[next];
            if (t.Gap == Gap.Paragraph || (t.Gap == Gap.Line && line)) return -1;
            if (t.Gap == Gap.Line) line = true;
            if (t.Gap != Gap.None && separator == '\0') separator = ' ';
            if (t.Kind != TokenKind.Symbol) break;
            var c = scan.Text[t.Start];
            if ((c is not ('-' or '.' or '/' or '_' or '\'') && !IsRareSeparator(c)) || ++symbols > 2) return -1;
            separator = c;
        }

        if (next == scan.Tokens.Length) return -1;
        var distance = scan.Tokens[next].Start - scan.Tokens[token].End;
        return distance <= (line ? 6 : symbols > 0 ? 3 : 2) ? next : -1;
    }

    /// <summary>The length of the one line end at <paramref name="at"/> (CR LF is one) with a visible character right behind it; else 0.</summary>
    public static int LineEnd(ReadOnlySpan<char> text, int at)
    {
        if ((uint)at >= (uint)text.Length || CharTable.Kinds[text[at]] != CharKind.LineBreak) return 0;
        var length = text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
        return at + length < text.Length && CharTable.Kinds[text[at + length]] is not (CharKind.LineBreak or CharKind.Space) ? length : 0;
    }

    /// <summary>Separators that part other things more often than the groups of one number: they count for few types.</summary>
    public static bool IsRareSeparator(char c) =>
        c is '+' or '*' or '|' or ':' or ',' or '~' or '\u00B7' or '\u2022' or '\u2027' or '\u2219' or '\u22C5' or '\u30FB';

    /// <summary>Whether [start, end) lies in a UUID in its usual form (RFC 9562) and is less than the whole of it.</summary>
    public static bool IsPartOfUuid(ReadOnlySpan<char> text, int start, int end)
    {
        const int Length = 36;
        if (end - start >= Length) return false;
        for (var from = Math.Max(0, end - Length); from <= Math.Min(start, text.Length - Length); from++)
            if (text[from + 8] == '-' && IsUuid(text.Slice(from, Length))) return true;
        return false;
    }

    private static bool IsUuid(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !CharTable.IsHex(text[i])) return false;
        return true;
    }

    // A letter run beside a number is a word when no further digits hang on it, it is not made of hexadecimal letters alone, and no handle
    // ("@anna1234567").
    private static bool IsWordBeside(in Scan scan, int letters, int beyond, bool touching)
    {
        if (touching && (scan.Is(beyond, TokenKind.Digits) || (beyond < letters && scan.Symbol(beyond) == '@'))) return false;
        if (scan.Tokens[letters].Word != 0) return true;
        foreach (var c in scan.Of(letters)) if (!CharTable.IsHex(c)) return true;
        return false;
    }
}
