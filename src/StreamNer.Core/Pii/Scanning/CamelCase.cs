namespace StreamNer.Pii.Scanning;

/// <summary>Names of fields in the manner of programs: <c>accountNumber</c>, <c>DateOfBirth</c>, before a quotation mark, colon, equals sign or
/// <c>&gt;</c>.</summary>
internal static class CamelCase
{
    /// <summary>The most parts that a name is cut into; the rest is left.</summary>
    public const int MostParts = 6;

    /// <summary>Whether the word at <paramref name="token"/> is unknown as a whole and stands where a field's name does.</summary>
    public static bool IsName(in Scan scan, int token)
    {
        var t = scan.Tokens[token];
        if (t.Word != 0 || t.End >= scan.Text.Length || t.Length is < 5 or > 60) return false;
        var isAssigned = scan.Text[t.End] == ' ' && t.End + 1 < scan.Text.Length && scan.Text[t.End + 1] is (':' or '='); // "userSsn = 1"
        return (isAssigned || scan.Text[t.End] is '"' or '\'' or ':' or '=' or '>' or '\\')
            && !(scan.Touches(token) && scan.Symbol(token - 1) is '@' or '#');
    }

    /// <summary>Cuts the word before each capital behind a small letter; returns how many parts there are, at most the length of
    /// <paramref name="parts"/>.</summary>
    public static int Cut(in Scan scan, int token, Span<Token> parts)
    {
        var (from, end) = (scan.Tokens[token].Start, scan.Tokens[token].End);
        var count = 0;
        for (var at = from + 1; at <= end && count < parts.Length; at++)
        {
            if (at < end && !(char.IsUpper(scan.Text[at]) && char.IsLower(scan.Text[at - 1]))) continue;
            parts[count++] = new Token(from, at, TokenKind.Letters, Gap.None, scan.Table.Lexicon.Find(scan.Text[from..at]));
            from = at;
        }

        return count;
    }
}
