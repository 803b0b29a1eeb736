using System.Net;
using StreamNer.Pii.Redacting;
using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>IPv4 and IPv6 addresses by their grammar (RFC 3986 section 3.2.2, RFC 4291 section 2.2), but not version numbers.</summary>
internal static class Ip
{
    /// <summary>Address in the Internet, IPv4 or IPv6.</summary>
    public static readonly PiiType Type = new("IP", 130)
    {
        Languages = PiiType.European,
        Context = "ip|ipv4|ipv6|host|server|subnet|gateway|client ip|ip address|ip adresse|adresse ip|direccion ip|"
            + "indirizzo ip|endereco ip|ip adres|servidor|serveur|hote|servidor ip",
        Forms =
        [
            new Reader("ip.v4", Structural, Anchor.Digits(V4)),
            new Reader("ip.v6", Structural, Anchor.Symbols(":", V6)),
        ],
        Hipaa = "O",
        IsNoName = true,
        Canonical = Shortest,
        Examples = ["from ⟦192.168.1.10⟧:8080", "host ⟦2001:db8::1⟧"],
        CounterExamples = ["version 10.0.19045.4170", "12:30:45"],
    };

    /// <summary>Looks for four octets from the digit run <paramref name="token"/> on.</summary>
    public static void V4(ref Scan scan, Detector self, int token)
    {
        if (scan.Symbol(token + 1) != '.' || scan.Tokens[token + 1].Gap is not (Gap.None or Gap.Line) || !scan.Spend(self, 8)) return;
        var before = scan.Touches(token) ? scan.Symbol(token - 1) : '\0';
        if (before is '.' or '-' || (scan.Touches(token) && scan.Is(token - 1, TokenKind.Letters) && scan.Of(token - 1) is "v" or "V")) return;
        bool small = true, large = false;
        var lines = 0;
        for (var octet = 0; octet < 4; octet++)
        {
            var t = token + octet * 2;
            if (!scan.Is(t, TokenKind.Digits)
                || (octet > 0 && (scan.Symbol(t - 1) != '.' || !IsJoint(scan, t - 1, ref lines) || !IsJoint(scan, t, ref lines)))) return;
            var digits = scan.Of(t);
            if (digits.Length > 3 || (digits.Length > 1 && digits[0] == '0') || (digits.Length == 3 && digits.SequenceCompareTo("255") > 0)) return;
            small &= digits.Length == 1;
            large |= digits.Length == 3;
        }

        var last = token + 6;
        if (scan.Touches(last + 1) && (scan.Is(last + 1, TokenKind.Digits) || (scan.Symbol(last + 1) == '.' && scan.Touches(last + 2)
            && scan.Is(last + 2, TokenKind.Digits)))) return;
        if (scan.Touches(last + 1) && scan.Is(last + 1, TokenKind.Letters)) return;
        if (scan.Near(self.Type, token, last)) scan.Report(self, scan.Tokens[token].Start, scan.Tokens[last].End, PiiEvidence.Context);
        else if (!small && (large || lines == 0)
            && !IsVersion(scan, token - 1)) scan.Report(self, scan.Tokens[token].Start, scan.Tokens[last].End, PiiEvidence.Checksum);
    }

    // Inside of one address a line may end once.
    private static bool IsJoint(in Scan scan, int token, ref int lines) => scan.Tokens[token].Gap == Gap.None
        || (scan.Tokens[token].Gap == Gap.Line && Boundaries.LineEnd(scan.Text, scan.Tokens[token - 1].End) > 0 && ++lines == 1);

    /// <summary>Looks at the run of hexadecimal digits and colons around the colon <paramref name="token"/>.</summary>
    public static void V6(ref Scan scan, Detector self, int token)
    {
        if (token < scan.Resume(self)) return;
        var text = scan.Text;
        var colon = scan.Tokens[token].Start;
        var start = colon;
        while (start > 0 && colon - start < 5 && CharTable.IsHex(text[start - 1])) start--;
        var end = colon;
        while (end < text.Length && end - start < 48 && (CharTable.IsHex(text[end]) || text[end] is ':' or '.')) end++;
        if (Boundaries.LineEnd(text, end) is > 0 and var line && (text[end - 1] == ':' || text[end + line] == ':')
            && BrokenV6End(text, start, end, line) is > 0 and var brokenEnd && scan.Spend(self, brokenEnd - start))
        {
            scan.Resume(self) = scan.TokenAt(brokenEnd);
            if (start == 0 || !(CharTable.IsAlphanumeric(text[start - 1]) || text[start - 1] == ':'))
                scan.ReportNear(self, start, brokenEnd, token, scan.TokenAt(brokenEnd), PiiEvidence.Checksum);
            return;
        }

        scan.Resume(self) = scan.TokenAt(end);
        if (!scan.Spend(self, end - start)) return;
        if ((start > 0 && (CharTable.IsAlphanumeric(text[start - 1]) || text[start - 1] == ':')) || (end < text.Length
            && CharTable.IsAlphanumeric(text[end]))) return;
        while (end > start && (text[end - 1] == '.' || (text[end - 1] == ':' && end - start > 2 && text[end - 2] != ':'))) end--;
        var address = text[start..end];
        if (address.Count(':') < 2 || !address.ContainsAnyInRange('0', '9') || address.Length < 3 || !IsV6(address)) return;
        if (IsShort(address) && !scan.Near(self.Type, token, scan.TokenAt(end))) return;
        scan.ReportNear(self, start, end, token, scan.TokenAt(end), PiiEvidence.Checksum);
    }

    // The end of an address over two lines, or -1. It must have four colons and a letter: times and ratios have fewer.
    private static int BrokenV6End(ReadOnlySpan<char> text, int start, int end, int line)
    {
        Span<char> joined = stackalloc char[48];
        var from = end + line;
        var last = from;
        while (last < text.Length && last - from + end - start < joined.Length && (CharTable.IsHex(text[last]) || text[last] == ':')) last++;
        if (last < text.Length && CharTable.IsAlphanumeric(text[last])) return -1;
        if (last - from > 1 && text[last - 1] == ':' && text[last - 2] != ':') last--;
        if (end - start + last - from > joined.Length) return -1;
        text[start..end].CopyTo(joined);
        text[from..last].CopyTo(joined[(end - start)..]);
        var address = joined[..(end - start + last - from)];
        var letters = address.ContainsAnyInRange('a', 'f') || address.ContainsAnyInRange('A', 'F');
        return letters && address.Count(':') >= 4 && IsV6(address) ? last : -1;
    }

    // "12::30": two short decimal groups are rather a time or a ratio.
    private static bool IsShort(ReadOnlySpan<char> address)
    {
        var run = 0;
        foreach (var c in address)
        {
            run = c == ':' ? 0 : run + 1;
            if (run == 4 || CharTable.IsLetter(c)) return false;
        }

        return address.Count(':') == 2 && address[0] != ':';
    }

    private static bool IsVersion(in Scan scan, int token)
    {
        for (var back = 0; back < 3 && token - back >= 0; back++)
            if (scan.IsIn(token - back, WordList.Version)) return true;
        return false;
    }

    // Up to eight groups of one to four digits, one "::" for the missing ones, the last 32 bits perhaps as IPv4.
    private static bool IsV6(ReadOnlySpan<char> text)
    {
        int groups = 0, i = 0;
        var gap = false;
        if (text.StartsWith("::"))
        {
            gap = true;
            i = 2;
        }

        while (i < text.Length)
        {
            var end = i;
            while (end < text.Length && CharTable.IsHex(text[end])) end++;
            if (end < text.Length && text[end] == '.') return IsDotted(text[i..]) && (gap ? groups + 2 < 8 : groups + 2 == 8);
            if (end == i || end - i > 4) return false;
            groups++;
            i = end;
            if (i == text.Length) break;
            if (++i == text.Length) return false;
            if (text[i] != ':') continue;
            if (gap) return false;
            gap = true;
            i++;
        }

        return gap ? groups < 8 : groups == 8;
    }

    private static bool IsDotted(ReadOnlySpan<char> text)
    {
        int octets = 1, value = 0, length = 0;
        foreach (var c in text)
        {
            if (c == '.')
            {
                if (length == 0) return false;
                (value, length) = (0, 0);
                octets++;
            }
            else if (!CharTable.IsDigit(c) || ++length > 3 || (value = value * 10 + c - '0') > 255) return false;
        }

        return octets == 4 && length > 0;
    }

    private static string Shortest(ReadOnlySpan<char> view) =>
        IPAddress.TryParse(view, out var address) ? address.ToString() : CanonicalValue.LowerCase(view);
}
