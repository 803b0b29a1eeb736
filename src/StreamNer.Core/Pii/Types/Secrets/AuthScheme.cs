using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>Credentials behind an HTTP authentication scheme (RFC 7617, RFC 6750).</summary>
internal static class AuthScheme
{
    private const int Longest = 4096;
    private const int ShortestBehindHeader = 8;

    /// <summary>Looks behind "Basic" and "Bearer".</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        var text = scan.Text;
        var next = token + 1;
        if (scan.Symbol(next) is ':' or '"') next++;
        if (next >= scan.Tokens.Length || scan.Tokens[next].Gap > Gap.Blanks) return;
        var start = scan.Tokens[next].Start;
        var end = start;
        while (end < text.Length && end - start < Longest && (VendorKeys.IsKey(text[end]) || text[end] is '=' or '.' or '+' or '/' or '~')) end++;
        if (!scan.Spend(self, end - start + 1)) return;
        while (end > start && text[end - 1] == '.') end--;
        var value = text[start..end];
        if (scan.Of(token)[0] is 'b' or 'B' && scan.Of(token).Length == 5 ? IsBasic(value) : value.Length >= 20 && value.ContainsAnyInRange('0', '9'))
            scan.Report(self, start, end, PiiEvidence.Context);
    }

    /// <summary>Looks behind "Authorization": a sign, any scheme, and what it is followed by ("Authorization: Token 0123…").</summary>
    public static void AtHeader(ref Scan scan, Detector self, int token)
    {
        var t = token + 1;
        while (scan.Symbol(t) is '"' or '\'' or ':' or '=' or '>' && t < token + 5) t++;
        if (t == token + 1 || !scan.Is(t, TokenKind.Letters) || scan.Tokens[t].Gap > Gap.Blank) return;
        var at = new Cursor(scan, t + 1);
        while (at.Sign('-') && at.Any(TokenKind.Letters)) t = at.Last; // "Api-Key"
        var value = t + 1;
        if (value >= scan.Tokens.Length || scan.Tokens[value].Gap is not (Gap.Blank or Gap.Blanks)) return;
        var text = scan.Text;
        var start = scan.Tokens[value].Start;
        var end = start;
        while (end < text.Length && end - start < Longest && CharTable.Kinds[text[end]] is not (CharKind.Space or CharKind.LineBreak)
            && text[end] is not ('"' or '\'' or '<' or '`')) end++;
        while (end > start && text[end - 1] is '.' or ',' or ';' or ')') end--;
        if (!scan.Spend(self, end - start + 4) || end - start < ShortestBehindHeader || Password.IsPlaceholder(text[start..end])
            || !Password.LooksSecret(text[start..end]) || !HasLetter(text[start..end])) return;
        scan.Report(self, start, end, PiiEvidence.Context);
    }

    private static bool HasLetter(ReadOnlySpan<char> value)
    {
        foreach (var c in value) if (CharTable.IsLetter(c)) return true;
        return false;
    }

    private static bool IsBasic(ReadOnlySpan<char> value)
    {
        if (value.Length is < 6 or > 512) return false;
        Span<byte> decoded = stackalloc byte[512];
        if (!Base64.Decode(value.TrimEnd('='), decoded, out var count)) return false;
        var colon = decoded[..count].IndexOf((byte)':');
        return colon > 0 && decoded[..count].IndexOfAnyInRange((byte)0, (byte)31) < 0;
    }
}
