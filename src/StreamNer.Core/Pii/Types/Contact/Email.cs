using StreamNer.Pii.Redacting;
using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>E-mail addresses (RFC 5321 limits; letters of any script, RFC 6531) under a real top-level domain.</summary>
internal static class Email
{
    private const int LongestLocal = 128;
    private const int LongestDomain = 255;

    /// <summary>E-mail address.</summary>
    public static readonly PiiType Type = new("EMAIL", 10)
    {
        Languages = PiiType.European + ",sv,da,nb,fi,ru,zh,ja,ko",
        Context = "email|e mail|mail|mailto|courriel|correo|posta|e post|epost|sahkoposti|mejl|correo electronico|adresse mail|posta elettronica|"
            + "почта|эл почта|メール|邮箱|邮件|이메일",
        Forms = [new Reader("email", Structural, Anchor.Symbols("@", At))],
        Hipaa = "F",
        IsNoName = true,
        Canonical = CanonicalValue.LowerCase,
        Examples = ["ask <⟦jane.doe@example.com⟧>", "mail ⟦jane&#64;example&#46;com⟧"],
        CounterExamples = ["jane@example", "@jane"],
    };

    /// <summary>Looks around the <c>@</c> at <paramref name="token"/>.</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        var at = scan.Tokens[token].Start;
        var start = LocalStart(scan.Text, at);
        var end = DomainEnd(scan.Text, at + 1);
        if (start < at && end < 0) end = BrokenDomainEnd(scan.Text, at + 1);
        else if (start == at && end >= 0) start = BrokenLocalStart(scan, self, token);
        if (!scan.Spend(self, Math.Abs(at - start) + Math.Max(0, end - at) + 8) || start == at || end < 0) return;
        scan.ReportNear(self, start, end, token, token, PiiEvidence.Checksum);
    }

    // A line ends before the "@": what stands there may be any word, unless it has a sign, a digit or a context word.
    private static int BrokenLocalStart(in Scan scan, Detector self, int token)
    {
        var text = scan.Text;
        var at = scan.Tokens[token].Start;
        var end = at > 1 && text[at - 1] == '\n' && text[at - 2] == '\r' ? at - 2 : at - 1;
        if (end < 1 || Boundaries.LineEnd(text, end) != at - end || !CharTable.IsAlphanumeric(text[end - 1])) return at;
        var start = LocalStart(text, end);
        return text[start..end].ContainsAny('.', '_', '-') || text[start..end].ContainsAnyInRange('0', '9') || scan.Near(self.Type, token, token)
            ? start
            : at;
    }

    // A line ends behind the "@" or beside a dot of the host; behind a dot a top-level domain alone must be one that is no word.
    private static int BrokenDomainEnd(ReadOnlySpan<char> text, int from)
    {
        if (Boundaries.LineEnd(text, from) is > 0 and var first) return DomainEnd(text, from + first);
        var at = from;
        while (at < text.Length && at - from < LongestDomain && (IsHostLetter(text[at]) || text[at] == '.')) at++;
        var line = Boundaries.LineEnd(text, at);
        if (line == 0 || at == from || (text[at - 1] != '.' && text[at + line] != '.')) return -1;
        Span<char> joined = stackalloc char[2 * LongestDomain];
        var before = at - from;
        var after = text.Slice(at + line, Math.Min(text.Length - at - line, LongestDomain));
        text.Slice(from, before).CopyTo(joined);
        after.CopyTo(joined[before..]);
        var end = DomainEnd(joined[..(before + after.Length)], 0);
        if (end <= before) return -1;
        var added = joined[before..end];
        return added.Contains('.') || added is "com" or "net" or "org" or "edu" or "gov" ? from + end + line : -1;
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
