using System.Buffers;
using StreamNer.Pii.Scanning;
using StreamNer.Pii.Validators;

namespace StreamNer.Pii.Detectors;

/// <summary>Credentials with a form of their own: keys with a vendor's prefix, JSON web tokens, private keys, passwords in URLs and basic
/// authentication.</summary>
internal static class SecretDetector
{
    // Prefix, least length of what follows; the vendors' own documents give them.
    private static readonly (string Prefix, int Least)[] s_prefixes =
    [
        ("AKIA", 16), ("ASIA", 16), ("ghp_", 30), ("gho_", 30), ("ghu_", 30), ("ghs_", 30), ("ghr_", 30), ("github_pat_", 30), ("glpat-", 20),
            ("xoxb-", 20), ("xoxa-", 20), ("xoxp-", 20),
        ("xoxr-", 20), ("xoxs-", 20), ("xapp-", 20), ("sk_live_", 16), ("sk_test_", 16), ("rk_live_", 16), ("rk_test_", 16), ("pk_live_", 16),
            ("whsec_", 24), ("sk-", 20), ("AIza", 30), ("npm_", 30),
        ("pypi-", 40), ("hf_", 30), ("dop_v1_", 40), ("shpat_", 30), ("shpss_", 30), ("sq0atp-", 20), ("sq0csp-", 40), ("EAAC", 60), ("LTAI", 16),
            ("dckr_pat_", 24), ("SK", 32), ("AC", 32),
        ("key-", 32), ("lin_api_", 32), ("nvapi-", 40), ("GOCSPX-", 24), ("PMAK-", 40), ("tfp_", 30), ("rubygems_", 40), ("SG.", 40), ("ya29.", 30),
    ];

    private static readonly SearchValues<char> s_lowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>Looks at the long unbroken run that begins at <paramref name="token"/>.</summary>
    public static void AtRun(ref Scan scan, Detector self, int token)
    {
        var text = scan.Text;
        var start = scan.Tokens[token].Start;
        if (text[start..].StartsWith("eyJ"))
        {
            Jwt(ref scan, self, start, token);
            return;
        }

        if (!scan.Spend(self, 4)) return;
        foreach (var (prefix, least) in s_prefixes)
        {
            var begin = prefix[^1] == '.' ? start - prefix.Length : start; // a run begins behind a dot
            if (begin < 0 || prefix[0] != text[begin] || !text[begin..].StartsWith(prefix, StringComparison.Ordinal)) continue;
            var end = begin + prefix.Length;
            while (end < text.Length && (IsKey(text[end]) || (prefix[^1] == '.' && text[end] == '.'))) end++;
            if (!scan.Spend(self, end - begin) || end - begin - prefix.Length < least) continue;
            var body = text[(begin + prefix.Length)..end];
            if (prefix.Length == 2 && (body.Length != 32 || body.ContainsAnyExcept(s_lowerHex))) continue; // Twilio: 32 hexadecimal digits
            if (!body.ContainsAnyInRange('0', '9') && body.Length < 30) continue;
            scan.ReportNear(self, begin, end, token, scan.TokenAt(end - 1), PiiEvidence.Checksum);
            return;
        }
    }

    /// <summary>Looks at <c>-----BEGIN … PRIVATE KEY-----</c>, once per run of hyphens.</summary>
    public static void AtHyphen(ref Scan scan, Detector self, int token)
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

    /// <summary>Looks at <c>scheme://user:password@host</c> from the colon of the scheme; reports the password.</summary>
    public static void AtColon(ref Scan scan, Detector self, int token)
    {
        var text = scan.Text;
        var colon = scan.Tokens[token].Start;
        if (!text[colon..].StartsWith("://")) return;
        var from = colon + 3;
        var limit = Math.Min(text.Length, from + 256);
        int password = -1, at = -1;
        for (var i = from; i < limit && CharTable.Kinds[text[i]] is not (CharKind.Space or CharKind.LineBreak)
            && text[i] is not ('/' or '"' or '<' or '>'); i++)
        {
            if (text[i] == ':' && password < 0) password = i + 1;
            if (text[i] == '@') at = i;
        }

        if (!scan.Spend(self, 16) || password < 0 || at <= password) return;
        scan.Report(self, password, at, PiiEvidence.Checksum);
    }

    /// <summary>Looks behind "Basic" and "Bearer".</summary>
    public static void AtScheme(ref Scan scan, Detector self, int token)
    {
        var text = scan.Text;
        var next = token + 1;
        if (scan.Symbol(next) is ':' or '"') next++;
        if (next >= scan.Tokens.Length || scan.Tokens[next].Gap > Gap.Blanks) return;
        var start = scan.Tokens[next].Start;
        var end = start;
        while (end < text.Length && end - start < 4096 && (IsKey(text[end]) || text[end] is '=' or '.' or '+' or '/' or '~')) end++;
        if (!scan.Spend(self, end - start + 1)) return;
        while (end > start && text[end - 1] == '.') end--;
        var value = text[start..end];
        if (scan.Of(token)[0] is 'b' or 'B' && scan.Of(token).Length == 5 ? IsBasic(value) : value.Length >= 20 && value.ContainsAnyInRange('0', '9'))
            scan.Report(self, start, end, PiiEvidence.Context);
    }

    private static void Jwt(ref Scan scan, Detector self, int start, int token)
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

            if (!IsKey(text[end]) && text[end] is not ('.' or '=')) break;
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
        while (at < text.Length && at - from < 16 && IsKey(text[at])) at++;
        return at - from == 16;
    }

    private static bool IsBasic(ReadOnlySpan<char> value)
    {
        if (value.Length is < 6 or > 512) return false;
        Span<byte> decoded = stackalloc byte[512];
        if (!Base64.Decode(value.TrimEnd('='), decoded, out var count)) return false;
        var colon = decoded[..count].IndexOf((byte)':');
        return colon > 0 && decoded[..count].IndexOfAnyInRange((byte)0, (byte)31) < 0;
    }

    private static bool IsKey(char c) => CharTable.IsAlphanumeric(c) || c is '_' or '-';
}
