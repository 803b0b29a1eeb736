using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>JSON web tokens (RFC 7519).</summary>
internal static class Jwt
{
    /// <summary>Looks at the <c>eyJ</c> at <paramref name="start"/>.</summary>
    public static void At(ref Scan scan, Detector self, int start, int token)
    {
        var text = scan.Text;
        var end = start;
        int dots = 0, headEnd = -1;
        var broken = false;
        while (end < text.Length)
        {
            if (!broken && Boundaries.LineEnd(text, end) is > 0 and var line && GoesOn(text, end, line, dots))
            {
                broken = true;
                if (headEnd < 0) headEnd = end;
                end += line;
            }

            if (!VendorKeys.IsKey(text[end]) && text[end] is not ('.' or '=')) break;
            if (text[end] == '.')
            {
                if (headEnd < 0) headEnd = end;
                if (++dots > 4) break;
            }

            end++;
        }

        if (!scan.Spend(self, end - start + 1)) return;
        while (end > start && text[end - 1] == '.') end--;
        if (headEnd < 0 || headEnd >= end || headEnd - start > 4096) return;
        Span<byte> decoded = stackalloc byte[64];
        var take = Math.Min(64, (headEnd - start) / 4 * 4);
        if (!Base64.Decode(text.Slice(start, take), decoded, out var count) || count < 8) return;
        // A header is a JSON object with string names: {"alg":… in any order.
        if (decoded[0] == '{' && decoded[..count].IndexOf("\""u8) is > 0 and < 8 && decoded[..count].IndexOf("\":"u8) > 0)
            scan.ReportNear(self, start, end, token, scan.TokenAt(end - 1), PiiEvidence.Checksum);
    }

    // A line may end once, beside a dot or inside of the second part, where at least 16 characters follow.
    private static bool GoesOn(ReadOnlySpan<char> text, int end, int line, int dots)
    {
        var at = end + line;
        if (text[at] == '.') at++;
        else if (dots == 0 || dots > 2 || (dots == 2 && text[end - 1] != '.')) return false;
        var from = at;
        while (at < text.Length && at - from < 16 && VendorKeys.IsKey(text[at])) at++;
        return at - from == 16;
    }
}
