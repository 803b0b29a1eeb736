using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>Streets before their house number. Each method gives the first token, or -1.</summary>
internal static class StreetFirst
{
    private const int MostWords = 7;

    /// <summary>A street whose name says so: "Hauptstraße 12", "Calle Mayor 3", "Linden Str. 4", "C/ Mayor 5", "Kossuth Lajos utca 76".</summary>
    public static int Find(in Scan scan, AddressWords words, int number)
    {
        var end = NameEnd(scan, number);
        if (end < 0 || IsTitleOfWork(scan, end, number) || IsOtherWord(scan, end)) return -1;
        var first = AtEnd(scan, words, end);
        var count = 0;
        for (var t = end; t >= 0 && count < MostWords && (t == end || scan.Tokens[t + 1].Gap <= Gap.Blank); t--)
        {
            if (scan.Symbol(t) is '.' or '-' or '\'' && scan.Touches(t)) continue;
            if (t < end && scan.Symbol(t) == '/' && scan.Is(t - 1, TokenKind.Letters) && scan.Of(t - 1) is "C" or "c")
            {
                first = t - 1;
                break;
            }

            if (!scan.Is(t, TokenKind.Letters)) break;
            count++;
            var isStrong = scan.IsIn(t, WordList.StreetStrong);
            if (t < end && isStrong) first = t;
            if (!isStrong && !AddressParts.IsName(scan, t) && !scan.IsIn(t, WordList.Connector)) break;
        }

        first = WithNamesBefore(scan, first, end);
        return first >= 0 && scan.Tokens[number].Gap <= Gap.Blank
            && (AddressParts.IsName(scan, first) || AddressParts.IsName(scan, end) || first < end) ? first : -1;
    }

    /// <summary>Capitalised words and a number, which only other parts or words near make an address: "Stubben 149".</summary>
    public static int Name(in Scan scan, int number)
    {
        if (AddressParts.IsYear(scan.Of(number)) || IsTitleOfWork(scan, number - 1, number)
            || scan.IsIn(number - 1, WordList.Numbered, WordList.NoPlace)) return -1;
        var first = -1;
        for (var t = number - 1; t >= 0 && t > number - 6 && scan.Tokens[t + 1].Gap <= Gap.Blank; t--)
        {
            if (scan.Symbol(t) is '-' or '\'' or '.' && scan.Touches(t)) continue;
            if (AddressParts.IsName(scan, t) && !scan.IsIn(t, WordList.Month) && scan.Tokens[t].Length > 1
                && !char.IsUpper(scan.Text[scan.Tokens[t].Start + 1])) first = t;
            else if (!scan.IsIn(t, WordList.Connector)) break;
        }

        return first;
    }

    // The last word before the number: "utca 76", "utca, 76", "Str. 4", "u., 4"; -1 before a postcode.
    private static int NameEnd(in Scan scan, int number)
    {
        var t = number - 1;
        if (scan.Symbol(t) == ',' && scan.Tokens[number].Length > 4) return -1;
        if (scan.Symbol(t) is ',' or '.') t--;
        return scan.Symbol(t) == '.' ? t - 1 : t;
    }

    // Where the street begins if its last word says that it is one.
    private static int AtEnd(in Scan scan, AddressWords words, int end)
    {
        if (!scan.Is(end, TokenKind.Letters)) return -1;
        var isNamedBefore = AddressParts.IsName(scan, end - 1);
        if (scan.IsIn(end, WordList.StreetShort) && scan.Symbol(end + 1) == '.' && isNamedBefore
            && scan.Of(end) is not ("No" or "no" or "Nr" or "nr" or "Pt" or "NO" or "pt")) return end - 1; // "Linden Str."
        if (words.HasSuffix(scan.Of(end)))
            return scan.IsIn(end, WordList.StreetStrong) || (AddressParts.IsName(scan, end) && !scan.IsIn(end, WordList.Country)) ? end : -1;
        return scan.IsIn(end, WordList.StreetStrong) && isNamedBefore ? end : -1; // "Route 2" names no place
    }

    // "12 May", "4 of", but not "Rua Augusta 5".
    private static bool IsOtherWord(in Scan scan, int end)
    {
        if (scan.IsIn(end, WordList.Numbered)) return true;
        if (!scan.IsIn(end, WordList.Month, WordList.Connector) || scan.IsIn(end, WordList.StreetStrong)) return false;
        return !(scan.IsIn(end - 1, WordList.StreetStrong) && AddressParts.IsName(scan, end - 1) && AddressParts.IsName(scan, end));
    }

    // "Elm Street 2: Freddy's Revenge"
    private static bool IsTitleOfWork(in Scan scan, int street, int number) => scan.Symbol(number + 1) == ':' && scan.Touches(number + 1)
        && scan.IsIn(street, WordList.StreetEnding) && scan.Tokens[number].Length == 1;

    // The name before a type: "Kossuth Lajos utca 76".
    private static int WithNamesBefore(in Scan scan, int first, int end)
    {
        while (first > 0 && first <= end && scan.Tokens[first].Gap <= Gap.Blank && first > end - MostWords && AddressParts.IsName(scan, first - 1)
            && !scan.IsIn(first - 1, WordList.Opener)) first--;
        return first;
    }
}
