using StreamNer.Pii.Scanning;
using StreamNer.Pii.Validators;

namespace StreamNer.Pii.Detectors;

/// <summary>Short numbers that are personal only for the word beside them: security code and expiry of a card, and age.</summary>
internal static class ContextNumbers
{
    /// <summary>Three or four digits near a name of the card security code.</summary>
    public static void Cvv(ref Scan scan, Detector self, int token)
    {
        if (scan.Tokens[token].Length is 3 or 4 && (IsAlone(scan, token, token) || IsLabelled(scan, self, token)) && scan.Spend(self, 4))
            scan.ReportNear(self, scan.Tokens[token].Start, scan.Tokens[token].End, token, token, PiiEvidence.Context);
    }

    /// <summary>MM/YY or MM/YYYY near a word for the end of validity; MMYY or MMYYYY right behind one.</summary>
    public static void Expiry(ref Scan scan, Detector self, int token)
    {
        if (scan.Tokens[token].Length is 4 or 6)
        {
            var compact = scan.Of(token);
            if (BirthDate.Two(compact, 0) is < 1 or > 12
                || !(compact.Length == 6 ? compact[2..].StartsWith("20") : BirthDate.Two(compact, 2) is >= 10 and < 50)
                || !scan.Spend(self, 4) || !IsAlone(scan, token, token) || scan.Distance(self.Type, token, token) != 0) return;
            scan.ReportClaim(self, scan.Tokens[token].Start, scan.Tokens[token].End, token, token);
            return;
        }

        var year = token + 2;
        if (scan.Symbol(token + 1) is not ('/' or '-' or '.') || !scan.Is(year, TokenKind.Digits) || scan.Tokens[token].Length > 2
            || !scan.Spend(self, 4)) return;
        if (scan.Tokens[token + 1].Gap > Gap.Blank || scan.Tokens[year].Gap > Gap.Blank) return;
        var digits = scan.Of(year);
        if (Checksums.Value(scan.Of(token)) is < 1 or > 12 || !(digits.Length == 2 || (digits.Length == 4 && digits.StartsWith("20")))
            || !IsAlone(scan, token, year)) return;
        scan.ReportNear(self, scan.Tokens[token].Start, scan.Tokens[year].End, token, year, PiiEvidence.Context);
    }

    /// <summary>A number up to 125 before "years old" and the like, or right behind "aged" and the like.</summary>
    public static void Age(ref Scan scan, Detector self, int token)
    {
        var t = scan.Tokens[token];
        if (t.Length > 3 || Checksums.Value(scan.Of(token)) > 125 || !scan.Spend(self, 8)) return;
        if (scan.Touches(token) && scan.Is(token - 1, TokenKind.Letters) && !scan.Roles(token - 1).Has(WordRoles.AgeBefore)) return;
        if (token > 1 && scan.Touches(token) && scan.Symbol(token - 1) is '.' or ',' or '$' or '/' or '-') return;
        var next = token + 1;
        if (scan.Symbol(next) is '-' or '\'' && scan.Touches(next)) next++;
        var after = Follows(scan, next) || (scan.Roles(next).Has(WordRoles.YearUnit) && scan.Roles(token - 1).Has(WordRoles.AgeVerb)
            && scan.Of(next)[0] is not ('y' or 'Y') && scan.Tokens[next].Length > 2);
        if (!after && !Precedes(scan, token)) return;
        if (!after && scan.Touches(token + 1) && scan.Symbol(token + 1) is '%' or '/' or ':' or '-' && scan.Is(token + 2, TokenKind.Digits)) return;
        scan.Report(self, t.Start, t.End, PiiEvidence.Context);
    }

    private static bool Follows(in Scan scan, int next)
    {
        var roles = scan.Roles(next);
        if (scan.Is(next, TokenKind.Cjk)) return scan.Touches(next) && scan.Of(next)[0] is '\u5C81' or '\u6B72' or '\u6B73' or '\uC138';
        if (scan.Touches(next + 1) && scan.Is(next + 1, TokenKind.Digits)) return false;
        if (roles.Has(WordRoles.AgeAfter)) return true; // "yo", "Jahre alt" begins with a unit
        if (scan.Is(next, TokenKind.Letters) && scan.Of(next) is "y" or "Y" && scan.Symbol(next + 1) is '/' or '.'
            && scan.Is(next + 2, TokenKind.Letters)
            && scan.Of(next + 2) is "o" or "O") return true;
        if (!roles.Has(WordRoles.YearUnit)) return false;
        var old = next + 1;
        if (scan.Symbol(old) == '-') old++;
        if (scan.Roles(old).Has(WordRoles.Old)) return true;
        if (!scan.Is(old, TokenKind.Letters) || scan.Of(old) is not ("of" or "d" or "de")) return false; // "of age", "d'età"
        if (scan.Symbol(++old) == '\'') old++;
        return scan.Roles(old).Has(WordRoles.AgeBefore);
    }

    private static bool Precedes(in Scan scan, int token)
    {
        var before = token - 1;
        for (var signs = 0; signs < 3 && scan.Symbol(before) is ':' or '=' or '"' or '\''; signs++) before--; // "age": "44"
        if (scan.Roles(before).Has(WordRoles.AgeBefore)) return true;
        return before > 0 && scan.Is(before, TokenKind.Letters) && scan.Of(before) is "of" or "is" or "was" or "at" or "de" or "von" or "di"
            && scan.Roles(before - 1).Has(WordRoles.AgeBefore);
    }

    // "CVV2:123": the digit before the sign is the word's.
    private static bool IsLabelled(in Scan scan, Detector self, int token) =>
        scan.Symbol(token - 1) is ':' or '=' or '-' or '\uFF1A' && scan.Is(token - 2, TokenKind.Digits) && scan.Of(token - 2) is "2"
        && scan.Touches(token - 2) && scan.EndsContext(self.Type, token - 3) && Boundaries.RightIsFree(scan, token);

    private static bool IsAlone(in Scan scan, int first, int last) => Boundaries.LeftIsFree(scan, first) && Boundaries.RightIsFree(scan, last);
}
