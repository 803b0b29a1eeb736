using StreamNer.Pii.Scanning;
using StreamNer.Pii.Validators;

namespace StreamNer.Pii.Detectors;

/// <summary>E-mail addresses (RFC 5321 limits; letters of any script, RFC 6531) under a real top-level domain.</summary>
internal static class EmailDetector
{
    private const int LongestLocal = 128;
    private const int LongestDomain = 255;

    /// <summary>Looks around the <c>@</c> at <paramref name="token"/>.</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        var at = scan.Tokens[token].Start;
        var start = LocalStart(scan.Text, at);
        var end = DomainEnd(scan.Text, at + 1);
        if (!scan.Spend(self, at - start + Math.Max(0, end - at) + 1) || start == at || end < 0) return;
        scan.ReportNear(self, start, end, token, token, PiiEvidence.Checksum);
    }

    /// <summary>The end of the longest host name with a top-level domain that begins at <paramref name="from"/>, or -1.</summary>
    public static int DomainEnd(ReadOnlySpan<char> text, int from)
    {
        var end = -1;
        var label = from;
        var limit = Math.Min(text.Length, from + LongestDomain);
        for (var i = from; i <= limit; i++)
        {
            if (i < limit && IsHostLetter(text[i])) continue;
            if (i == label) break;
            var last = i;
            while (last > label && text[last - 1] == '-' && (i == limit || text[i] != '.')) last--;
            if (label > from && last > label && text[last - 1] != '-' && Tld.IsTld(text[label..last])) end = last;
            if (i == limit || text[i] != '.' || i + 1 == limit || !IsHostLetter(text[i + 1]))
            {
                if (end != i && label > from) end = Math.Max(end, GluedEnd(text, label, i));
                break;
            }

            label = i + 1;
        }

        return end;
    }

    // "example.comに", "example.com4111": another script or digits right behind the top-level domain.
    private static int GluedEnd(ReadOnlySpan<char> text, int label, int end)
    {
        var letters = label;
        while (letters < end && CharTable.IsLetter(text[letters])) letters++;
        return letters > label && letters < end && text[letters] != '-' && Tld.IsTld(text[label..letters]) ? letters : -1;
    }

    private static int LocalStart(ReadOnlySpan<char> text, int at)
    {
        if (at > 1 && text[at - 1] == '"')
        {
            for (var q = at - 2; q >= 0 && q > at - LongestLocal && text[q] is not ('\n' or '@'); q--)
                if (text[q] == '"') return q;
            return at;
        }

        var start = at;
        while (start > 0 && at - start < LongestLocal && IsLocal(text[start - 1])
            && !(start < at && CharTable.IsScriptEdge(text[start - 1], text[start]))) start--;
        while (start < at && !char.IsLetterOrDigit(text[start]) && text[start] != '_') start++;
        return start;
    }

    private static bool IsLocal(char c) => c < 128 ? CharTable.IsAlphanumeric(c)
        || c is '.' or '_' or '+' or '-' or '\'' or '%' or '&' or '!' or '$' or '*' or '~' or '^' : char.IsLetter(c);

    private static bool IsHostLetter(char c) => c < 128 ? CharTable.IsAlphanumeric(c)
        || c == '-' : CharTable.Kinds[c] is CharKind.Letter or CharKind.Cjk;
}
