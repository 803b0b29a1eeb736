using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>Private keys in PEM form (RFC 7468).</summary>
internal static class PrivateKey
{
    /// <summary>Looks at <c>-----BEGIN … PRIVATE KEY-----</c>, once per run of hyphens.</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        var text = scan.Text;
        var start = scan.Tokens[token].Start;
        if (token < scan.Resume(self) || !text[start..].StartsWith("-----BEGIN ") || !scan.Spend(self, 16)) return;
        var head = text.Slice(start, Math.Min(80, text.Length - start));
        var mark = head.IndexOf("PRIVATE KEY", StringComparison.Ordinal);
        if (mark < 0) return;
        var body = start + mark;
        var end = text[body..].IndexOf("-----END ", StringComparison.Ordinal);
        if (end < 0) end = text.Length; // cut off: all that follows is the key
        else
        {
            end += body + 9;
            var close = text[end..].IndexOf("-----", StringComparison.Ordinal);
            end = close is >= 0 and < 60 ? end + close + 5 : end;
        }

        scan.Resume(self) = scan.TokenAt(end);
        if (scan.Spend(self, end - start)) scan.Report(self, start, end, PiiEvidence.Checksum);
    }
}
