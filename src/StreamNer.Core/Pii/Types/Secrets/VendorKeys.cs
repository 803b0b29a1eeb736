using System.Buffers;
using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>Keys with a vendor's prefix, or with a mark of its own inside.</summary>
internal static class VendorKeys
{
    private const int LongestMarked = 128;

    // Vendors' prefixes as their own documents give them, and the least length of what follows.
    private static readonly (string Prefix, int Least)[] s_prefixes =
    [
        ("AKIA", 16), ("ASIA", 16), ("ABIA", 16), ("ACCA", 16), // Amazon
        ("ghp_", 30), ("gho_", 30), ("ghu_", 30), ("ghs_", 30), ("ghr_", 30), ("github_pat_", 30), // GitHub
        ("glpat-", 20), ("glptt-", 20), ("gldt-", 20), ("glrt-", 20), ("glcbt-", 20), ("glimt-", 20), ("glft-", 20), // GitLab
        ("glsoat-", 20), ("glagent-", 20), ("gloas-", 20),
        ("xoxb-", 20), ("xoxa-", 20), ("xoxp-", 20), ("xoxr-", 20), ("xoxs-", 20), ("xoxe-", 20), ("xapp-", 20), // Slack
        ("sk_live_", 16), ("sk_test_", 16), ("rk_live_", 16), ("rk_test_", 16), ("pk_live_", 16), ("whsec_", 24), // Stripe
        ("sk-", 20), // OpenAI, Anthropic, OpenRouter
        ("hf_", 30), ("gsk_", 40), ("r8_", 30), ("xai-", 60), ("pplx-", 40), ("nvapi-", 40), // other models
        ("AIza", 30), ("GOCSPX-", 24), ("ya29.", 30), // Google
        ("npm_", 30), ("pypi-", 40), ("rubygems_", 40), ("dckr_pat_", 24), // registries
        ("dop_v1_", 40), ("doo_v1_", 40), ("dor_v1_", 40), ("LTAI", 16), ("dapi", 32), ("pscale_tkn_", 30), // clouds
        ("pscale_pw_", 30), ("pscale_oauth_", 30), ("sbp_", 40), ("nfp_", 30), ("tskey-", 24),
        ("hvs.", 24), ("hvb.", 24), ("hvr.", 24), // HashiCorp
        ("dp.pt.", 40), ("dp.st.", 40), ("dp.ct.", 40), ("dp.sa.", 40), ("dp.scim.", 40), ("dp.audit.", 40), // Doppler
        ("shpat_", 30), ("shpss_", 30), ("shpca_", 30), ("shppa_", 30), ("sq0atp-", 20), ("sq0csp-", 40), ("EAAC", 60), // shops and payment
        ("SG.", 40), ("key-", 32), ("xkeysib-", 64), ("xsmtpsib-", 64), ("SK", 32), ("AC", 32), // mail and telephony
        ("NRAK-", 27), ("glsa_", 32), ("glc_", 40), ("sntrys_", 40), ("sntryu_", 40), ("phx_", 40), // monitoring
        ("ATATT3", 60), ("lin_api_", 32), ("PMAK-", 40), ("sgp_", 40), ("figd_", 40), ("ntn_", 40), ("secret_", 43), // office and code
        ("tfp_", 30),
    ];

    private static readonly (string Prefix, int Least)[][] s_byFirst =
        [.. Enumerable.Range(0, 128).Select(c => Array.FindAll(s_prefixes, row => row.Prefix[0] == c && row.Prefix[^1] != '.'))];

    private static readonly (string Prefix, int Least)[] s_dotted = Array.FindAll(s_prefixes, row => row.Prefix[^1] == '.');

    private static readonly SearchValues<char> s_lowerHex = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> s_upperHex = SearchValues.Create("0123456789ABCDEF");
    private static readonly SearchValues<char> s_alphanumeric =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

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
        foreach (var (prefix, least) in text[start] < 128 ? s_byFirst[text[start]] : [])
            if (Prefixed(ref scan, self, token, start, prefix, least)) return;
        if (start > 0 && text[start - 1] == '.') // a run begins behind a dot
        {
            foreach (var (prefix, least) in s_dotted)
                if (start >= prefix.Length && Prefixed(ref scan, self, token, start - prefix.Length, prefix, least)) return;
        }

        if (IsMarked(text, start, out var from, out var to) && scan.Spend(self, to - from))
            scan.ReportNear(self, from, to, token, scan.TokenAt(to - 1), PiiEvidence.Checksum);
    }

    /// <summary>Whether keys have this character.</summary>
    public static bool IsKey(char c) => CharTable.IsAlphanumeric(c) || c is '_' or '-';

    private static bool Prefixed(ref Scan scan, Detector self, int token, int begin, string prefix, int least)
    {
        var text = scan.Text;
        var dotted = prefix[^1] == '.';
        if (!text[begin..].StartsWith(prefix, StringComparison.Ordinal) || (dotted && !IsFree(text, begin))) return false;
        var end = begin + prefix.Length;
        while (end < text.Length && (IsKey(text[end]) || (dotted && text[end] == '.'))) end++;
        if (!scan.Spend(self, end - begin) || end - begin - prefix.Length < least) return false;
        var body = text[(begin + prefix.Length)..end];
        if (prefix.Length == 2 && (body.Length != 32 || body.ContainsAnyExcept(s_lowerHex))) return false; // Twilio: 32 hexadecimal digits
        if (prefix == "secret_" && (body.Length != 43 || body.ContainsAnyExcept(s_alphanumeric))) return false; // Notion
        if (!body.ContainsAnyInRange('0', '9') && body.Length < 30) return false;
        while (text[end - 1] == '.') end--;
        end = TailEnd(text, prefix, end);
        scan.ReportNear(self, begin, end, token, scan.TokenAt(end - 1), PiiEvidence.Checksum);
        return true;
    }

    // What hangs on a token behind a sign: GitLab's routing (".01.1f0xl2k7q") and Atlassian's checksum ("=8A1C33F0").
    private static int TailEnd(ReadOnlySpan<char> text, string prefix, int end)
    {
        if (prefix.StartsWith("gl", StringComparison.Ordinal) && prefix[^1] == '-')
        {
            for (var part = 0; part < 2 && end + 1 < text.Length && text[end] == '.'; part++)
            {
                var next = end + 1;
                while (next < text.Length && CharTable.IsAlphanumeric(text[next])) next++;
                if (!text[end..next].ContainsAnyInRange('0', '9')) break;
                end = next;
            }
        }

        if (prefix == "ATATT3" && end + 9 <= text.Length && text[end] == '=' && !text.Slice(end + 1, 8).ContainsAnyExcept(s_upperHex)) end += 9;
        return end;
    }

    // Tokens with their mark inside, before the run that begins at start: "123:AA…" (Telegram), "abc8Q~…" (Microsoft Entra), "….atlasv1.…" (Terraform).
    private static bool IsMarked(ReadOnlySpan<char> text, int start, out int from, out int to)
    {
        (from, to) = (start, start);
        if (start < 6 || text[start - 1] is not (':' or '~' or '.')) return false;
        while (to < text.Length && to - start < LongestMarked && (IsKey(text[to]) || text[to] is '~')) to++;
        var length = to - start;
        if (text[start - 1] == ':' && length == 35 && text[start..].StartsWith("AA"))
        {
            from = start - 1;
            while (from > 0 && start - from <= 10 && CharTable.IsDigit(text[from - 1])) from--;
            return start - from is >= 9 and <= 11 && IsFree(text, from);
        }

        if (text[start - 1] == '~' && text[start - 2] == 'Q' && CharTable.IsDigit(text[start - 3]) && length is >= 31 and <= 34)
        {
            from = start - 6;
            return IsKey(text[from]) && IsKey(text[from + 1]) && IsKey(text[from + 2]) && IsFree(text, from);
        }

        from = start - 23;
        return from >= 0 && length >= 60 && text[..start].EndsWith(".atlasv1.") && IsFree(text, from)
            && !text.Slice(from, 14).ContainsAnyExcept(s_alphanumeric);
    }

    private static bool IsFree(ReadOnlySpan<char> text, int at) => at == 0 || !IsKey(text[at - 1]);
}
