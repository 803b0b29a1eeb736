using System.Buffers;
using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>Keys that begin with a vendor's prefix.</summary>
internal static class VendorKeys
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
            Jwt.At(ref scan, self, start, token);
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

    /// <summary>Whether keys have this character.</summary>
    public static bool IsKey(char c) => CharTable.IsAlphanumeric(c) || c is '_' or '-';
}
