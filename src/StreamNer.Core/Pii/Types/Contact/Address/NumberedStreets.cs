using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>Streets with a house number, before or behind their name.</summary>
internal static class NumberedStreets
{
    private const int MostNames = 7;

    /// <summary>A street from its house number on: "12 Main Street", "5 rue de la Paix", "24 ul. Miła 131"; <paramref name="weak"/> if only capitals
    /// and numbers say so.</summary>
    public static int StreetFromNumber(in Scan scan, AddressWords words, int token, out bool weak)
    {
        weak = false;
        if (IsOtherNumber(scan, token)) return -1;
        var t = token + 1;
        if (scan.Touches(t) && scan.Is(t, TokenKind.Letters) && scan.Tokens[t].Length == 1) t++;
        if (scan.Symbol(t) is '-' or '/' && scan.Is(t + 1, TokenKind.Digits)) t += 2;
        if (scan.Is(t, TokenKind.Digits) && AddressParts.IsHouse(scan, t)) t++;
        if (scan.Symbol(t) == ',') t++;
        if (scan.Is(t, TokenKind.Letters) && scan.Of(t) is "bis" or "ter" or "quater")
        {
            var behind = scan.Symbol(t + 1) == ',' ? t + 2 : t + 1; // "12 bis, avenue Victor Hugo"
            if (scan.IsIn(behind, WordList.StreetStrong)) t = behind;
        }

        if (t >= scan.Tokens.Length || scan.Touches(t) || scan.IsIn(t, WordList.Month, WordList.YearUnit)
            || scan.IsIn(t, WordList.NoStreet)) return -1;
        if (EnglishStreets.Ordinal(scan, t) is >= 0 and var ordinal) return ordinal;
        if (EnglishStreets.Named(scan, t) is >= 0 and var ending) return ending;
        var name = ReadName(scan, words, t);
        if (name.Last < 0) return -1;
        var number = NumberAfter(scan, name.Last);
        if (number < 0 && name.Firm >= t && name.Firm < name.Last)
        {
            name.Last = name.Firm;
            number = NumberAfter(scan, name.Last);
        }

        var first = t;
        var numbered = number >= 0;
        var doubled = AddressParts.IsHouse(scan, token + 1) && scan.Of(token + 1) is not "000"; // "300 000" is one number
        if (name.Strong >= 0 && !name.Function)
        {
            // "5 road win at 25" names none
            if (numbered && (AddressParts.IsName(scan, first) || !scan.IsIn(first, WordList.StreetEnding))) return number;
            if (AddressParts.IsYear(scan.Of(token)) && name.Capitals == 0) return -1; // "1987 buick park avenue"
            var last = LastName(scan, first, name.Last);
            var isPrefix = scan.IsIn(first, WordList.StreetStrong) && name.Last > first && (!scan.IsIn(first, WordList.StreetEnding) || IsStreetIn(scan, first))
                && scan.Of(first) is not "via"; // "Genesis 41 via Daily"
            if (isPrefix && (last > first || doubled)) return last > first ? last : name.Last;
            if (!isPrefix && !IsOnlyPrefix(scan, name.Strong) && (name.Strong > first ? IsNamed(scan, words, first, name.Strong) || (name.Strong <= first + 2
                && scan.IsIn(name.Strong, WordList.StreetPlain)) : name.Capitals > 0
                && words.HasSuffix(scan.Of(first))))
            {
                weak = !scan.IsIn(name.Strong, WordList.StreetStrong); // "2 Airlines" only ends like a street
                return EnglishStreets.Direction(scan, name.Strong);
            }
        }

        if (AddressParts.IsYear(scan.Of(token))) return -1;
        if (numbered && scan.Symbol(name.Last + 1) == ',' && name.Type < 0) return -1; // "2 followed, 4 left"
        weak = name.Type < 0 || !scan.IsIn(name.Type, WordList.Street, WordList.StreetShort) || name.Mixed;
        if (numbered && name.Type >= 0 && name.Words <= 5 && name.Capitals > 0 && name.Lower <= 1 && !name.Shouted) return number;
        weak = true;
        if (numbered && name.Words <= 4 && name.Lower <= 1 && ((name.Capitals >= 1 && !name.Shouted) || (name.Words <= 2 && name.Type >= 0
            && words.HasSuffix(scan.Of(name.Type))))) return number;
        return doubled && name.Capitals >= 1 && name.Words <= 4 ? LastName(scan, first, name.Last) : -1;
    }

    // "Chapter 12", "Season 2", "in 1999", "the 2008": the number of something else, or a year.
    private static bool IsOtherNumber(in Scan scan, int token) =>
        (IsThousands(scan, token + 1) && (IsThousands(scan, token + 2) || IsThousands(scan, token)))
        || scan.Is(token - 1, TokenKind.Letters) && scan.Tokens[token].Gap == Gap.Blank
        && (scan.IsIn(token - 1, WordList.Numbered)
            || (scan.IsIn(token - 1, WordList.BeforeYear) && AddressParts.IsYear(scan.Of(token))));

    // "Törneby 2 street in Gualöv"
    private static bool IsStreetIn(in Scan scan, int type) => scan.Of(type) is "street" or "road" or "lane" && scan.Is(type + 1, TokenKind.Letters)
        && scan.Of(type + 1) is "in" && AddressParts.IsName(scan, type + 2);

    // "Elm Street 2: Freddy's Revenge"
    private static bool IsTitleOfWork(in Scan scan, int street, int number) => scan.Symbol(number + 1) == ':' && scan.Touches(number + 1)
        && scan.IsIn(street, WordList.StreetEnding) && scan.Tokens[number].Length == 1;

    // "2 222 222"
    private static bool IsThousands(in Scan scan, int token) => scan.Is(token, TokenKind.Digits) && scan.Tokens[token].Length == 3
        && scan.Tokens[token].Gap == Gap.Blank;

    // "12 Main Street", "5 Kossuth utca": capitals from the number up to the type, not "2017 Barry in the first place".
    private static bool IsNamed(in Scan scan, AddressWords words, int first, int type)
    {
        if (!AddressParts.IsName(scan, first) && !words.HasSuffix(scan.Of(first))) return false;
        var before = type - 1;
        while (before > first && scan.Is(before, TokenKind.Symbol)) before--;
        return AddressParts.IsName(scan, type) || AddressParts.IsName(scan, before);
    }

    private static Name ReadName(in Scan scan, AddressWords words, int first)
    {
        var name = new Name { Last = -1, Firm = -1, Type = -1, Strong = -1, Shouted = true };
        var pending = 0;
        var wasShouted = false;
        for (var t = first; t < scan.Tokens.Length && name.Words < MostNames && (scan.Tokens[t].Gap <= Gap.Blank || t == first); t++)
        {
            if (scan.Symbol(t) is '.' or '-' or '\'' or '/' && t > first && scan.Touches(t)) continue;
            if (!scan.Is(t, TokenKind.Letters)) break;
            var lists = scan.Lists(t);
            if (t > first && lists.Has(WordList.Unit) && AddressParts.Unit(scan, t) >= 0) break;
            name.Words++;
            var capital = AddressParts.IsName(scan, t);
            var isSuffix = words.HasSuffix(scan.Of(t));
            var isType = lists.Has(WordList.Street) || (lists.Has(WordList.StreetShort) && (capital || scan.Symbol(t + 1) == '.')) || isSuffix;
            if (isType && !lists.Has(WordList.Connector)) name.Type = t;
            if (lists.Has(WordList.StreetStrong) || (capital && isSuffix)) name.Strong = t;
            if (capital)
            {
                name.Capitals++;
                var isShouted = scan.Tokens[t].Length > 1 && char.IsUpper(scan.Text[scan.Tokens[t].Start + 1]);
                name.Shouted &= isShouted;
                name.Mixed |= name.Capitals > 1 && isShouted != wasShouted; // "SATURDAY Partly Cloudy"
                wasShouted = isShouted;
            }

            if (capital || lists.Has(WordList.StreetStrong) || isSuffix) pending = 0;
            else if (!lists.Has(WordList.Connector))
            {
                name.Lower++;
                if (++pending > (name.Capitals > 0 ? 2 : 4)) break;
            }
            else if (name.Capitals == 0 && name.Strong < 0) name.Function = true;

            name.Last = t;
            if (pending == 0 && !lists.Has(WordList.Connector)) name.Firm = t;
        }

        if (name.Capitals == 0) name.Firm = name.Last;
        return name;
    }

    private static int NumberAfter(in Scan scan, int last)
    {
        var number = last + 1;
        var parted = scan.Symbol(number) == ',';
        if (scan.Symbol(number) is '.' or ',') number++;
        if (parted && scan.Is(number, TokenKind.Digits) && scan.Tokens[number].Length > 3) return -1; // a postcode
        if (scan.IsIn(last, WordList.Numbered)) return -1;
        return AddressParts.IsHouse(scan, number) && scan.Tokens[number].Gap <= Gap.Blank && !AddressParts.IsYear(scan.Of(number)) ? number : -1;
    }

    // "Via", "Calle": the name follows, it does not end with them.
    private static bool IsOnlyPrefix(in Scan scan, int token) => scan.IsIn(token, WordList.StreetPrefix);

    /// <summary>A street before its house number: "Hauptstraße 12", "Calle Mayor 3", "Kossuth utca 76."; the first token, or -1.</summary>
    public static int StreetToNumber(in Scan scan, AddressWords words, int number)
    {
        var t = number - 1;
        if (scan.Symbol(t) == ',' && scan.Tokens[number].Length > 4) return -1; // a postcode
        if (scan.Symbol(t) is ',' or '.') t--;
        if (scan.Symbol(t) == '.') t--;
        if (IsTitleOfWork(scan, t, number) || scan.IsIn(t, WordList.Numbered)) return -1;
        var end = t;
        var first = -1;
        if (scan.IsIn(end, WordList.Month, WordList.Connector) && !scan.IsIn(end, WordList.StreetStrong)
            // "Rua Augusta"
            && !(scan.IsIn(end - 1, WordList.StreetStrong) && AddressParts.IsName(scan, end - 1) && AddressParts.IsName(scan, end))) return -1;
        for (var names = 0; t >= 0 && names < MostNames; t--)
        {
            if (t < end && scan.Tokens[t + 1].Gap > Gap.Blank) break;
            if (scan.Symbol(t) is '.' or '-' or '\'' && scan.Touches(t)) continue;
            if (t < end && scan.Symbol(t) == '/' && scan.Is(t - 1, TokenKind.Letters) && scan.Of(t - 1) is "C" or "c")
            {
                first = t - 1; // Spanish "C/ Mayor 5"
                break;
            }

            if (!scan.Is(t, TokenKind.Letters)) break;
            names++;
            var lists = scan.Lists(t);
            var name = AddressParts.IsName(scan, t);
            if (name && t == end && words.HasSuffix(scan.Of(t)) && !lists.Has(WordList.Country)) first = t;
            if (lists.Has(WordList.StreetStrong) && (t < end || names > 0)) first = t;
            if (t == end && first == t && !words.HasSuffix(scan.Of(t)) && !AddressParts.IsName(scan, t - 1)) first = -1; // "Route 2" names no place
            if (t == end && lists.Has(WordList.StreetShort) && scan.Symbol(t + 1) == '.'
                && scan.Of(t) is not ("No" or "no" or "Nr" or "nr" or "Pt" or "NO" or "pt") && AddressParts.IsName(scan, t - 1)) first = t - 1;
            if (!name && !lists.Has(WordList.Connector) && !lists.Has(WordList.StreetStrong)) break;
        }

        // The name before a type: "Kossuth Lajos utca 76".
        while (first > 0 && first <= end && scan.Tokens[first].Gap <= Gap.Blank && first > end - MostNames && AddressParts.IsName(scan, first - 1)
            && !scan.IsIn(first - 1, WordList.Opener)) first--;
        return first >= 0 && scan.Tokens[number].Gap <= Gap.Blank
            && (AddressParts.IsName(scan, first) || AddressParts.IsName(scan, end) || first < end) ? first : -1;
    }

    /// <summary>Capitalised words and a number, which only other parts or words near make an address: "Stubben 149"; the first token, or
    /// -1.</summary>
    public static int NameToNumber(in Scan scan, int number)
    {
        var first = -1;
        if (AddressParts.IsYear(scan.Of(number)) || IsTitleOfWork(scan, number - 1, number)
            || scan.IsIn(number - 1, WordList.Numbered)) return -1;
        for (var t = number - 1; t >= 0 && t > number - 6 && scan.Tokens[t + 1].Gap <= Gap.Blank; t--)
        {
            if (scan.Symbol(t) is '-' or '\'' or '.' && scan.Touches(t)) continue;
            if (AddressParts.IsName(scan, t) && !scan.IsIn(t, WordList.Month) && scan.Tokens[t].Length > 1
                && !char.IsUpper(scan.Text[scan.Tokens[t].Start + 1])) first = t;
            else if (!scan.IsIn(t, WordList.Connector)) break;
        }

        return first;
    }

    private static int LastName(in Scan scan, int first, int last)
    {
        while (last > first && !AddressParts.IsName(scan, last)) last--;
        return last;
    }

    // The words behind a house number: last word, last word that is surely of the name, a street type, one that says so by itself.
    private struct Name
    {
        public int Last, Firm, Type, Strong, Words, Capitals, Lower;

        // Only capitals; begins with small words such as "of the"; some words in capitals alone and some not.
        public bool Shouted, Function, Mixed;
    }
}
