using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>Streets as English writes them behind a house number: the kind of street ends the name. Each gives the last token, or -1.</summary>
internal static class EnglishStreets
{
    private const int MostNames = 3;

    /// <summary>"Cedar Ridge Court", "St. James Way", "Mill St": one to three capitals and a kind of street that ends the name.</summary>
    public static int Named(in Scan scan, int first)
    {
        var names = 0;
        if (scan.Is(first, TokenKind.Letters) && CharTable.IsOneOf(scan.Of(first), "hi|hello|hey|dear|thanks")) return -1; // "1/6 Hi Dr. Hendricks"
        for (var t = first; scan.Is(t, TokenKind.Letters) && (t == first || scan.Tokens[t].Gap == Gap.Blank) && AddressParts.IsName(scan, t); t++)
        {
            if (names > 0 && scan.IsIn(t, WordList.StreetEnding) && !GoesOn(scan, t)) return Direction(scan, t);
            if (++names > MostNames) break;
            if (scan.Symbol(t + 1) == '.' && scan.Touches(t + 1) && scan.Tokens[t].Length <= 2) t++; // "St. James"
        }

        return -1;
    }

    /// <summary>"NW 42nd Street", "5th Avenue".</summary>
    public static int Ordinal(in Scan scan, int t)
    {
        var at = new Cursor(scan, t);
        if (scan.Is(t, TokenKind.Letters) && IsDirection(scan, t) && at.Any(TokenKind.Letters, Gap.Line)) _ = at.Sign('.');
        if (!at.Digits(1, 3, Gap.Blank) || !at.Word("st|nd|rd|th")) return -1;
        var type = at.Next;
        return at.Any(TokenKind.Letters, Gap.Blank) && AddressParts.IsName(scan, type)
            && scan.IsIn(type, WordList.StreetEnding, WordList.StreetStrong) ? Direction(scan, type) : -1;
    }

    /// <summary>"Main Street NW": the direction behind a kind of street; else <paramref name="type"/>.</summary>
    public static int Direction(in Scan scan, int type)
    {
        var t = type + 1;
        if (scan.Symbol(t) == '.' && scan.Touches(t)) t++;
        return scan.Is(t, TokenKind.Letters) && scan.Tokens[t].Gap == Gap.Blank && IsDirection(scan, t) ? t : type;
    }

    // Another capital behind it, as in "Milky Way Tour"; but not a unit ("Apt 12") or a direction.
    private static bool GoesOn(in Scan scan, int type)
    {
        var next = type + 1;
        if (scan.Symbol(next) == '.' && scan.Touches(next)) return false;
        return scan.Is(next, TokenKind.Letters) && scan.Tokens[next].Gap == Gap.Blank && AddressParts.IsName(scan, next)
            && !scan.IsIn(next, WordList.Unit, WordList.PostBox) && !IsDirection(scan, next);
    }

    private static bool IsDirection(in Scan scan, int t) =>
        scan.Of(t) is "N" or "S" or "E" or "W" or "NW" or "NE" or "SW" or "SE" or "North" or "South" or "East" or "West";
}
