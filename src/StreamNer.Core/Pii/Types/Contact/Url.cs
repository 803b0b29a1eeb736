using StreamNer.Pii.Redacting;
using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Web addresses: with a scheme, with <c>www.</c>, with a path behind a host name, or a bare host name under a generic top-level
/// domain.</summary>
internal static class Url
{
    /// <summary>Web address.</summary>
    public static readonly PiiType Type = new("URL", 20)
    {
        Forms =
        [
            new Reader("url.scheme", Structural, Anchor.Symbols(":", AtColon)),
            new Reader("url.host", Structural, Anchor.Symbols(".", AtDot)),
        ],
        Hipaa = "N",
        IsNoName = true,
        Canonical = CanonicalValue.AsWritten,
        Examples = ["see ⟦https://example.org/a?b=1⟧, or ⟦www.example.fr⟧", "at ⟦example.com⟧ today"],
        CounterExamples = ["end.So it goes", "and/or"],
    };

    /// <summary>Looks at the <c>://</c> that begins with the colon <paramref name="token"/>.</summary>
    public static void AtColon(ref Scan scan, Detector self, int token)
    {
        var text = scan.Text;
        var colon = scan.Tokens[token].Start;
        if (token == 0 || !scan.Touches(token) || !text[colon..].StartsWith("://") || token < scan.Resume(self)) return;
        var start = colon;
        while (start > 0 && colon - start < 16 && (CharTable.IsAlphanumeric(text[start - 1]) || text[start - 1] is '+' or '-' or '.')) start--;
        while (start < colon && !CharTable.IsLetter(text[start])) start++;
        start = SchemeStart(text, start, colon);
        if (start < colon) Finish(ref scan, self, start, End(scan, colon + 3), colon + 3, token);
    }

    // "videohttps://": a word that touches the scheme is none of it.
    private static int SchemeStart(ReadOnlySpan<char> text, int start, int colon)
    {
        var scheme = text[start..colon];
        ReadOnlySpan<string> known = ["https", "http"];
        foreach (var name in known)
            if (scheme.Length > name.Length && scheme.EndsWith(name, StringComparison.OrdinalIgnoreCase)
                && CharTable.IsAlphanumeric(scheme[^(name.Length + 1)])) return colon - name.Length;
        return start;
    }

    /// <summary>Looks at a dot between two labels, once per host name.</summary>
    public static void AtDot(ref Scan scan, Detector self, int token)
    {
        if (token < scan.Resume(self) || !scan.Touches(token) || !scan.Touches(token + 1)) return;
        var text = scan.Text;
        var dot = scan.Tokens[token].Start;
        var start = dot;
        while (start > 0 && dot - start < 64 && (CharTable.IsAlphanumeric(text[start - 1]) || text[start - 1] == '-'
            || char.IsLetter(text[start - 1])) && !(start < dot && CharTable.IsScriptEdge(text[start - 1], text[start]))) start--;
        while (start < dot && text[start] == '-') start++;
        if (!scan.Spend(self, dot - start + 1) || start == dot || (start > 0 && text[start - 1] is '@' or '.' or '/' or '\\')) return;
        var host = Email.DomainEnd(text, start);
        if (!scan.Spend(self, 64) || host < 0) return;
        start = HostStart(text, start, host);
        if (host < text.Length && text[host] == '@') return;
        var follows = host + 1 < text.Length && CharTable.IsAlphanumeric(text[host + 1]);
        var pathBegins = host < text.Length
            && (text[host] == '/' || (follows && text[host] is '?' or '#') || (follows && text[host] == ':' && CharTable.IsDigit(text[host + 1])));
        var isFileLine = pathBegins && text[host] == ':' && text[start..host].Count('.') == 1; // "Bar.java:123"
        if ((pathBegins && !isFileLine) || text[start..].StartsWith("www.", StringComparison.OrdinalIgnoreCase) || IsPlainHost(text[start..host]))
            Finish(ref scan, self, start, pathBegins ? End(scan, host) : host, start, token);
    }

    // "end.www.example.com", "home.Visit.example.com", "here.Example.com/a": a sentence that ends without a blank before the host.
    private static int HostStart(ReadOnlySpan<char> text, int start, int host)
    {
        if (text[start..].StartsWith("www.", StringComparison.OrdinalIgnoreCase)) return start;
        for (var dot = start + 1; dot + 4 < host; dot++)
        {
            if (text[dot] != '.') continue;
            if (text[(dot + 1)..host].StartsWith("www.", StringComparison.OrdinalIgnoreCase)
                || (char.IsLower(text[dot - 1]) && char.IsUpper(text[dot + 1]) && Email.DomainEnd(text, dot + 1) == host)) start = dot + 1;
        }

        return start;
    }

    // "end.So" is two sentences: a bare host name is in one case and under a domain that is no common word or file ending.
    private static bool IsPlainHost(ReadOnlySpan<char> host)
    {
        var dot = host.LastIndexOf('.');
        if (dot < 2 || !host[..dot].ContainsAnyInRange('a', 'z') && !host.ContainsAnyInRange('A', 'Z')) return false;
        Span<char> tld = stackalloc char[host.Length - dot - 1];
        var lower = host[(dot + 1)..].ToLowerInvariant(tld);
        if (lower < 0 || (CharTable.IsLetter(host[dot - 1]) && char.IsLower(host[dot - 1]) && !char.IsLower(host[dot + 1]))) return false;
        return tld is "com" or "net" or "org" or "edu" or "gov" or "mil" or "info" or "biz" or "io" or "dev" or "app" or "xyz" or "online"
            or "site" or "shop"
            || (host.Count('.') >= 2 && tld.Length == 2 && host[dot - 2] != '.' && Tld.IsTld(tld));
    }

    private static int End(in Scan scan, int from)
    {
        var text = scan.Text;
        var end = from;
        while (end < text.Length && (!scan.IsRaw(end) || !IsBreak(text[end]))) end++;
        while (end > from && (text[end - 1] is '.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '_' or '\u2026'
            || IsUnopened(text[from..end]))) end--;
        return end;
    }

    private static bool IsUnopened(ReadOnlySpan<char> text) => text[^1] is ')' or ']' or '}'
        && text.Count(text[^1]) > text.Count(text[^1] switch { ')' => '(', ']' => '[', _ => '{' });

    private static bool IsBreak(char c) => c is '<' or '>' or '"' or '`' or '|' or '\\' or '\u00A0'
        || CharTable.Kinds[c] is CharKind.Space or CharKind.LineBreak;

    private static void Finish(ref Scan scan, Detector self, int start, int end, int afterScheme, int token)
    {
        var next = scan.TokenAt(end);
        scan.Resume(self) = next;
        if (!scan.Spend(self, end - start) || end <= afterScheme) return;
        scan.ReportNear(self, start, end, token, next, PiiEvidence.Checksum);
    }
}
