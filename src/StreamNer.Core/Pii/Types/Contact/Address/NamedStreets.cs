using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>Streets without a number of their own, read around a token.</summary>
internal static class NamedStreets
{
    /// <summary>"Gordon Street", "Rue du Bac": its first and last token, or -1.</summary>
    public static (int First, int Last) Named(in Scan scan, int t)
    {
        if (!AddressParts.IsName(scan, t) || scan.Tokens[t].Length < 3) return (-1, -1);
        var first = t;
        while (first > 0 && first > t - 3 && scan.Tokens[first].Gap == Gap.Blank && AddressParts.IsName(scan, first - 1)
            && !scan.IsIn(first - 1, WordList.Opener)) first--;
        var last = t;
        for (var i = t + 1; i < Math.Min(scan.Tokens.Length, t + 6) && scan.Tokens[i].Gap == Gap.Blank; i++)
        {
            if (AddressParts.IsName(scan, i)) last = i;
            else if (!scan.IsIn(i, WordList.Connector)) break;
        }

        return first < t || (last > t && !scan.IsIn(t, WordList.Opener)) ? (first, last) : (-1, -1);
    }

    /// <summary>"the corner of Almeida Street and Rua das Pedras": the last token, or -1.</summary>
    public static int Corner(in Scan scan, AddressWords words, int t)
    {
        if (!scan.Is(t + 1, TokenKind.Letters) || scan.Of(t + 1) is not ("of" or "Of")) return -1;
        var last = -1;
        var isStreet = false;
        for (var i = t + 2; i < Math.Min(scan.Tokens.Length, t + 14) && scan.Tokens[i].Gap <= Gap.Blank; i++)
        {
            isStreet |= scan.Is(i, TokenKind.Digits) || scan.IsIn(i, WordList.StreetStrong)
                || (AddressParts.IsName(scan, i) && (scan.IsIn(i, WordList.StreetShort) || words.HasSuffix(scan.Of(i))))
                || (scan.Is(i, TokenKind.Letters) && scan.Of(i) is "and" && scan.Is(t - 1, TokenKind.Letters)
                    && CharTable.IsOneOf(scan.Of(t - 1), "the|at|on|ne|nw|se|sw"));
            if (AddressParts.IsName(scan, i) || scan.Is(i, TokenKind.Digits)) last = i;
            else if (!scan.IsIn(i, WordList.Connector) && scan.Symbol(i) != '.' && !(scan.Is(i, TokenKind.Letters)
                && scan.Of(i) is "and" or "&")) break;
        }

        return isStreet ? last : -1; // not "every corner of China"
    }

    /// <summary>"Oak and Kirkegata 12": the first of two streets before the name at <paramref name="first"/>, or -1.</summary>
    public static int Crossing(in Scan scan, int first)
    {
        if (first < 2 || !AddressParts.IsAnd(scan, first - 1) || !AddressParts.IsName(scan, first - 2)) return -1;
        return AddressParts.IsName(scan, first - 3) && !scan.IsIn(first - 3, WordList.Opener)
            && scan.Tokens[first - 2].Gap == Gap.Blank ? first - 3 : first - 2;
    }
}
