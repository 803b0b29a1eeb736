using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>
/// What is written behind a card's number without a word for it: "4111111111111111 12/27 123", "4111111111111111|12|2027|123". The card is the
/// context.
/// </summary>
internal static class CardTail
{
    private const int LongestCard = 19;
    private const int MostGroups = 8;

    /// <summary>Looks for a month at <paramref name="token"/> and its year.</summary>
    public static void Expiry(ref Scan scan, Detector self, int token)
    {
        if (Find(ref scan, self, token) is { Year: >= 0 } tail)
            scan.Report(self, scan.Tokens[token].Start, scan.Tokens[tail.Year].End, PiiEvidence.Context);
    }

    /// <summary>Looks for a month at <paramref name="token"/>, and reports the security code behind its year.</summary>
    public static void Cvv(ref Scan scan, Detector self, int token)
    {
        if (Find(ref scan, self, token) is { Code: >= 0 } tail)
            scan.Report(self, scan.Tokens[tail.Code].Start, scan.Tokens[tail.Code].End, PiiEvidence.Context);
    }

    // The tokens that end the expiry and hold the code; -1 for none.
    private static (int Year, int Code) Find(ref Scan scan, Detector self, int token)
    {
        var year = YearAt(scan, token);
        if (year < 0 || !scan.Spend(self, 4 + MostGroups)) return (-1, -1);
        var code = Next(scan, year);
        if (code >= 0 && (scan.Tokens[code].Length is not (3 or 4) || !Boundaries.RightIsFree(scan, code))) code = -1;

        // Without a code only the usual writing counts: two numbers behind a card may be anything.
        if (code < 0 && (year == token || scan.Symbol(token + 1) is not ('/' or '-' or '|') || !Boundaries.RightIsFree(scan, year))) return (-1, -1);
        return IsBehindCard(scan, token) ? (year, code) : (-1, -1);
    }

    // The token with the year to a month at a token; the same one for "1227".
    private static int YearAt(in Scan scan, int token)
    {
        var digits = scan.Of(token);
        if (digits.Length is not (2 or 4) || BirthDate.Two(digits, 0) is < 1 or > 12) return -1;
        if (digits.Length == 4) return token;
        var year = Next(scan, token);
        return year >= 0 && (scan.Tokens[year].Length == 2 || (scan.Tokens[year].Length == 4 && BirthDate.Two(scan.Of(year), 0) == 20)) ? year : -1;
    }

    // The number behind a token, with blanks, a line end or one sign between.
    private static int Next(in Scan scan, int token)
    {
        var next = token + 1;
        if (next < scan.Tokens.Length && scan.Tokens[next].Gap > Gap.Line) return -1;
        if (IsSeparator(scan.Symbol(next))) next++;
        return scan.Is(next, TokenKind.Digits) && scan.Tokens[next].Gap <= Gap.Line ? next : -1;
    }

    private static bool IsSeparator(char c) => c is '/' or '|' or '-' or ',' or ';' or ':' or '.';

    private static bool IsBehindCard(in Scan scan, int token)
    {
        Span<char> number = stackalloc char[LongestCard];
        var length = 0;
        var group = Before(scan, token);
        for (var groups = 0; group >= 0 && groups < MostGroups; groups++)
        {
            var digits = scan.Of(group);
            if (length + digits.Length > LongestCard) return false;
            length += digits.Length;
            digits.CopyTo(number[^length..]);
            if (Card.IsValid(number[^length..]) && Boundaries.LeftIsFree(scan, group)) return true;
            group = scan.Tokens[group].Gap <= Gap.Line ? Before(scan, group) : -1;
        }

        return false;
    }

    private static int Before(in Scan scan, int token)
    {
        if (scan.Tokens[token].Gap > Gap.Line) return -1;
        var before = token - 1;
        if (before >= 0 && IsSeparator(scan.Symbol(before)) && scan.Tokens[before].Gap <= Gap.Line) before--;
        return scan.Is(before, TokenKind.Digits) ? before : -1;
    }
}
