using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>Credentials behind an HTTP authentication scheme (RFC 7617, RFC 6750).</summary>
internal static class AuthScheme
{
    /// <summary>Looks behind "Basic" and "Bearer".</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        var text = scan.Text;
        var next = token + 1;
        if (scan.Symbol(next) is ':' or '"') next++;
        if (next >= scan.Tokens.Length || scan.Tokens[next].Gap > Gap.Blanks) return;
        var start = scan.Tokens[next].Start;
        var end = start;
        while (end < text.Length && end - start < 4096 && (VendorKeys.IsKey(text[end]) || text[end] is '=' or '.' or '+' or '/' or '~')) end++;
        if (!scan.Spend(self, end - start + 1)) return;
        while (end > start && text[end - 1] == '.') end--;
        var value = text[start..end];
        if (scan.Of(token)[0] is 'b' or 'B' && scan.Of(token).Length == 5 ? IsBasic(value) : value.Length >= 20 && value.ContainsAnyInRange('0', '9'))
            scan.Report(self, start, end, PiiEvidence.Context);
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
