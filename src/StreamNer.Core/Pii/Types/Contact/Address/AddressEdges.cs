using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>How far an address goes beyond its parts: tokens before its first and behind its last.</summary>
internal static class AddressEdges
{
    /// <summary>The number at the beginning of the line that the part ends, or of the line before ("98 Stubben" newline "Apt. 12"); else
    /// <paramref name="first"/>.</summary>
    public static int LineBefore(in Scan scan, int first)
    {
        var lines = 0;
        for (var t = first; t > 0 && t > first - 9; t--)
        {
            var before = t - 1;
            if (scan.Tokens[t].Gap == Gap.Paragraph || (scan.Tokens[t].Gap == Gap.Line && ++lines > 2) || scan.Symbol(before) is ':' or '!' or ';'
                || (scan.Symbol(before) is '.' or '?' && !AddressParts.IsQuote(scan, before) && before > 0
                && scan.Tokens[before - 1].Length > 3)) return first;
            if (scan.Is(before, TokenKind.Digits) && AddressParts.IsHouse(scan, before))
            {
                while (before > 0 && scan.Is(before - 1, TokenKind.Digits) && AddressParts.IsHouse(scan, before - 1)
                    && scan.Tokens[before].Gap == Gap.Blank) before--;
                var t2 = LineBefore(scan, before, t - first + 9);
                return t2 >= 0 ? t2 : before;
            }
        }

        return first;
    }

    // One number more, before a short name: "98 Stubben 149" newline.
    private static int LineBefore(in Scan scan, int number, int left)
    {
        for (var t = number; t > 0 && t > number - Math.Min(left, 5); t--)
        {
            if (scan.Tokens[t].Gap > Gap.Blank) return -1;
            if (scan.Is(t - 1, TokenKind.Digits)) return AddressParts.IsHouse(scan, t - 1) ? t - 1 : -1;
            if (!scan.Is(t - 1, TokenKind.Letters) && scan.Symbol(t - 1) is not ('.' or '-' or '\'' or '/')) return -1;
        }

        return -1;
    }

    /// <summary>"USNS Name" or "PSC 12, Box 34" on the line before military post; else <paramref name="token"/>.</summary>
    public static int ShipBefore(in Scan scan, int token)
    {
        var lines = 0;
        for (var t = token; t > 0 && t > token - 8; t--)
        {
            if (scan.Tokens[t].Gap >= Gap.Line && ++lines > 1) break;
            if (scan.Is(t - 1, TokenKind.Letters)
                && scan.Of(t - 1) is "USNS" or "USNV" or "USCGC" or "USS" or "PSC" or "CMR"
                    or "usns" or "usnv" or "uscgc" or "uss" or "psc" or "cmr") return t - 1;
        }

        return token;
    }

    /// <summary>The "P.O." or "PO" before "Box"; else <paramref name="t"/>.</summary>
    public static int BoxStart(in Scan scan, int t)
    {
        for (var back = 1; back <= 4 && t - back >= 0; back++)
            if (scan.Is(t - back, TokenKind.Letters) && scan.Of(t - back) is "P" or "p" or "PO" or "po" or "Po" or "GPO") return t - back;
        return t;
    }

    /// <summary>The rest of a house number at the end: "10/12", "12-14", "12a"; else <paramref name="last"/>.</summary>
    public static int HouseEnd(in Scan scan, int last)
    {
        if (!scan.Is(last, TokenKind.Digits) || !scan.Touches(last + 1)) return last;
        if (scan.Symbol(last + 1) is '/' or '-' && scan.Touches(last + 2) && scan.Is(last + 2, TokenKind.Digits)
            && scan.Tokens[last + 2].Length <= 4) return last + 2;
        return scan.Is(last + 1, TokenKind.Letters) && scan.Tokens[last + 1].Length == 1 ? last + 1 : last;
    }

    /// <summary>A place behind a comma, a line break or a unit: ", Calgary AB T2P 1J9", newline "75001 Paris", "Apt. 498 Curitiba Paraná"; else
    /// <paramref name="last"/>.</summary>
    public static int Place(in Scan scan, int last)
    {
        last = BehindUnit(scan, last);
        for (var rounds = 0; rounds < 4; rounds++)
        {
            var t = last + 1;
            if (scan.Symbol(t) == '.' && scan.Touches(t) && scan.Symbol(t + 1) == ',') t++;
            var parted = t < scan.Tokens.Length && scan.Tokens[t].Gap == Gap.Line;
            if (scan.Symbol(t) == ',' && scan.Tokens[t].Gap <= Gap.Blank)
            {
                parted = true;
                t++;
            }

            while (parted && AddressParts.IsQuote(scan, t)) t++;
            var start = t;
            if (t < scan.Tokens.Length && scan.Tokens[t].Gap <= Gap.Line && AddressParts.Code(scan, t) is >= 0 and var lone) return lone;
            if (scan.Is(t, TokenKind.Digits) && scan.Tokens[t].Length is >= 4 and <= 6 && scan.Tokens[t].Gap <= Gap.Line && (parted
                || scan.Tokens[t].Length == 5)) t++;
            else if (parted && new Cursor(scan, t) is var polish && polish.Digits(2, Gap.Line) && polish.Sign('-') && polish.Digits(3))
                t = polish.Next; // "00-590 Warszawa"
            if (t > start && scan.Tokens[start].Length == 4 && new Cursor(scan, t) is var rest && rest.Sign('-') && rest.Digits(3))
                t = rest.Next; // "1250-096 Lisboa"
            if (!parted && t == start) return last;
            var names = 0;
            while (t < scan.Tokens.Length && names < 4 && (scan.Tokens[t].Gap <= Gap.Blank || t == start) && scan.Tokens[t].Gap <= Gap.Line
                && (AddressParts.IsName(scan, t) || (scan.Symbol(t) is '-' or '\'' && scan.Touches(t)) || (names > 0
                    && scan.IsIn(t, WordList.Connector) && AddressParts.IsName(scan, t + 1))))
            {
                if (names > 0 && AddressParts.Code(scan, t) is >= 0 and var code) return code;
                t++;
                names++;
            }

            if (scan.Symbol(t) == ':' && scan.Touches(t)) return last; // "Phone:" on the next line
            if (t == start || (names > 0 && t < scan.Tokens.Length && scan.Is(t, TokenKind.Letters) && scan.Tokens[t].Gap == Gap.Blank && names < 2
                && !scan.Is(start, TokenKind.Digits))) return last;
            last = t - 1;
        }

        return last;
    }

    // Up to four capitalised words on the line of the unit's number. A single one ends what is said: "Apt. 5 Please call" goes on.
    private static int BehindUnit(in Scan scan, int number)
    {
        if (!IsUnitNumber(scan, number)) return number;
        int t = number + 1, names = 0;
        while (t < scan.Tokens.Length && names < 4 && ((scan.Tokens[t].Gap == Gap.Blank && scan.Tokens[t].Length > 1 && AddressParts.IsName(scan, t)
            && !scan.IsIn(t, WordList.NoPlace)) || IsHyphened(scan, t)))
        {
            if (scan.Symbol(t) == '-') t++;
            else names++;
            t++;
        }

        if (names == 0 || t >= scan.Tokens.Length) return t - 1;
        var goesOn = scan.Tokens[t].Gap <= Gap.Blank && !(scan.Is(t, TokenKind.Symbol) && scan.Symbol(t) is ',' or '.' or '?' or '!' or ')' or '"');
        if (goesOn && (names == 1 || !scan.Is(t, TokenKind.Letters))) return number;
        return t - 1;
    }

    private static bool IsHyphened(in Scan scan, int t) => scan.Symbol(t) == '-' && scan.Touches(t) && scan.Touches(t + 1)
        && AddressParts.IsName(scan, t + 1);

    private static bool IsUnitNumber(in Scan scan, int token)
    {
        if (scan.Is(token, TokenKind.Letters) && scan.Tokens[token].Length == 1) token--; // "Apt. 12B"
        if (!scan.Is(token, TokenKind.Digits)) return false;
        var word = scan.Symbol(token - 1) is '.' or '#' or ':' ? token - 2 : token - 1;
        return scan.IsIn(word, WordList.Unit);
    }
}
