using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>One way of writing a street behind its house number. Those of <see cref="HouseFirst.Forms"/> are tried in order.</summary>
/// <param name="Example">Such a street; no form before it in the table fits.</param>
/// <param name="Fits">Where a street of this form ends.</param>
internal sealed record HouseFirstForm(string Example, HouseFirstFits Fits);

/// <summary>Where a street of a form ends that begins with a house number.</summary>
internal delegate StreetEnd HouseFirstFits(in Scan scan, AddressWords words, in HouseAndName at);

/// <summary>The end of a street.</summary>
/// <param name="Last">Its last token; -1: there is no street.</param>
/// <param name="Weak">Whether only capitals and numbers say that it is one.</param>
internal readonly record struct StreetEnd(int Last, bool Weak)
{
    /// <summary>No street.</summary>
    public static StreetEnd None => new(-1, false);
}

/// <summary>A house number and what stands behind it, read once for all forms.</summary>
/// <param name="House">The number's token.</param>
/// <param name="Name">The words behind it.</param>
/// <param name="Number">A number behind these; -1 for none.</param>
internal readonly record struct HouseAndName(int House, StreetName Name, int Number)
{
    /// <summary>The token at which the name begins.</summary>
    public int First => Name.First;

    /// <summary>Whether a number follows the name.</summary>
    public bool IsNumbered => Number >= 0;
}

/// <summary>Streets that begin with their house number, or with a number before the name and another behind it.</summary>
internal static class HouseFirst
{
    /// <summary>All forms, in the order in which they are tried.</summary>
    public static readonly HouseFirstForm[] Forms =
    [
        new("12 NW 42nd Street", static (in scan, _, in at) => new StreetEnd(EnglishStreets.Ordinal(scan, at.First), false)),
        new("12 Cedar Ridge Court", static (in scan, _, in at) => new StreetEnd(EnglishStreets.Named(scan, at.First), false)),
        new("24 ul. Miła 131", NameWithTypeAndNumber),
        new("5 rue de la Paix", TypeAndName),
        new("5 Kossuth Lajos utca", NameAndType),
        new("12 Oak Meadow 14", KindAndNumber),
        new("98 Stubben 149", NameAndNumber),
        new("98 149 Stubben", TwoNumbers),
    ];

    /// <summary>A street from its house number on.</summary>
    public static StreetEnd Find(in Scan scan, AddressWords words, int house)
    {
        if (Behind(scan, words, house) is not { } at) return StreetEnd.None;
        foreach (var form in Forms)
            if (form.Fits(scan, words, at) is { Last: >= 0 } end) return end;
        return StreetEnd.None;
    }

    /// <summary>What stands behind a house number; null where nothing there can begin a street.</summary>
    public static HouseAndName? Behind(in Scan scan, AddressWords words, int house)
    {
        if (IsOtherNumber(scan, house)) return null;
        var first = BehindNumber(scan, house);
        if (first >= scan.Tokens.Length || scan.Touches(first) || scan.IsIn(first, WordList.Month, WordList.YearUnit)
            || scan.IsIn(first, WordList.NoStreet)) return null;
        var name = StreetName.Read(scan, words, first);
        if (name.Last < 0) return new HouseAndName(house, name, -1);
        var number = NumberAfter(scan, name.Last);
        if (number >= 0 || name.Firm < first || name.Firm == name.Last) return new HouseAndName(house, name, number);
        return new HouseAndName(house, name with { Last = name.Firm }, NumberAfter(scan, name.Firm));
    }

    // Behind the rest of the number: "12a", "12-14", "12 14", "12,", "12 bis, avenue".
    private static int BehindNumber(in Scan scan, int house)
    {
        var t = house + 1;
        if (scan.Touches(t) && scan.Is(t, TokenKind.Letters) && scan.Tokens[t].Length == 1) t++;
        if (scan.Symbol(t) is '-' or '/' && scan.Is(t + 1, TokenKind.Digits)) t += 2;
        if (scan.Is(t, TokenKind.Digits) && AddressParts.IsHouse(scan, t)) t++;
        if (scan.Symbol(t) == ',') t++;
        if (!scan.Is(t, TokenKind.Letters) || scan.Of(t) is not ("bis" or "ter" or "quater")) return t;
        var behind = scan.Symbol(t + 1) == ',' ? t + 2 : t + 1;
        return scan.IsIn(behind, WordList.StreetStrong) ? behind : t;
    }

    private static StreetEnd NameWithTypeAndNumber(in Scan scan, AddressWords words, in HouseAndName at)
    {
        var fits = at.IsNumbered && at.Name.IsStrong
            && (AddressParts.IsName(scan, at.First) || !scan.IsIn(at.First, WordList.StreetEnding)); // not "5 road win at 25"
        return fits ? new StreetEnd(at.Number, false) : StreetEnd.None;
    }

    private static StreetEnd TypeAndName(in Scan scan, AddressWords words, in HouseAndName at)
    {
        if (!at.Name.IsStrong || IsThingOfYear(scan, at) || !BeginsWithType(scan, at.Name)) return StreetEnd.None;
        var last = at.Name.LastCapital(scan);
        if (last > at.First) return new StreetEnd(last, false);
        return IsDoubled(scan, at.House) ? new StreetEnd(at.Name.Last, false) : StreetEnd.None;
    }

    private static StreetEnd NameAndType(in Scan scan, AddressWords words, in HouseAndName at)
    {
        var (first, type) = (at.First, at.Name.Strong);
        if (!at.Name.IsStrong || IsThingOfYear(scan, at) || BeginsWithType(scan, at.Name) || scan.IsIn(type, WordList.StreetPrefix))
            return StreetEnd.None;
        var fits = type == first
            ? at.Name.Capitals > 0 && words.HasSuffix(scan.Of(first)) // "12 Lindenallee"
            : IsNamed(scan, words, first, type) || (type <= first + 2 && scan.IsIn(type, WordList.StreetPlain));
        return fits ? new StreetEnd(EnglishStreets.Direction(scan, type), !scan.IsIn(type, WordList.StreetStrong)) : StreetEnd.None;
    }

    private static StreetEnd KindAndNumber(in Scan scan, AddressWords words, in HouseAndName at)
    {
        var name = at.Name;
        if (!at.IsNumbered || name.Type < 0 || name.Words > 5 || name.Capitals == 0 || name.Lower > 1 || name.Shouted || IsYear(scan, at))
            return StreetEnd.None;
        return new StreetEnd(at.Number, !scan.IsIn(name.Type, WordList.Street, WordList.StreetShort) || name.Mixed);
    }

    private static StreetEnd NameAndNumber(in Scan scan, AddressWords words, in HouseAndName at)
    {
        var name = at.Name;
        if (!at.IsNumbered || name.Words > 4 || name.Lower > 1 || IsYear(scan, at) || IsListed(scan, at)
            || AddressParts.IsAnd(scan, at.First) // "channel 11 and Prism 11"
            || scan.IsIn(at.First, WordList.NoPlace)) return StreetEnd.None; // "Suite 5 Tel 555"
        var fits = (name.Capitals >= 1 && !name.Shouted) || (name.Words <= 2 && name.Type >= 0 && words.HasSuffix(scan.Of(name.Type)));
        return fits ? new StreetEnd(at.Number, true) : StreetEnd.None;
    }

    private static StreetEnd TwoNumbers(in Scan scan, AddressWords words, in HouseAndName at)
    {
        var fits = IsDoubled(scan, at.House) && at.Name.Capitals >= 1 && at.Name.Words <= 4 && !IsYear(scan, at) && !IsListed(scan, at);
        return fits ? new StreetEnd(at.Name.LastCapital(scan), true) : StreetEnd.None;
    }

    // "Chapter 12", "Season 2", "in 1999", "the 2008", "2 222 222": the number of something else, a year, or thousands.
    private static bool IsOtherNumber(in Scan scan, int token)
    {
        if (IsThousands(scan, token + 1) && (IsThousands(scan, token + 2) || IsThousands(scan, token))) return true;
        if (!scan.Is(token - 1, TokenKind.Letters) || scan.Tokens[token].Gap != Gap.Blank) return false;
        return scan.IsIn(token - 1, WordList.Numbered) || (scan.IsIn(token - 1, WordList.BeforeYear) && AddressParts.IsYear(scan.Of(token)));
    }

    private static bool IsThousands(in Scan scan, int token) => scan.Is(token, TokenKind.Digits) && scan.Tokens[token].Length == 3
        && scan.Tokens[token].Gap == Gap.Blank;

    private static bool IsYear(in Scan scan, in HouseAndName at) => AddressParts.IsYear(scan.Of(at.House));

    // "1987 buick park avenue"
    private static bool IsThingOfYear(in Scan scan, in HouseAndName at) => at.Name.Capitals == 0 && IsYear(scan, at);

    // "2 followed, 4 left"
    private static bool IsListed(in Scan scan, in HouseAndName at) =>
        at.IsNumbered && at.Name.Type < 0 && scan.Symbol(at.Name.Last + 1) == ',';

    // "12 14 Stubben", but "300 000" is one number.
    private static bool IsDoubled(in Scan scan, int house) => AddressParts.IsHouse(scan, house + 1) && scan.Of(house + 1) is not "000";

    // "rue de la Paix", and of English kinds only "street in Gualöv"; not "Genesis 41 via Daily".
    private static bool BeginsWithType(in Scan scan, in StreetName name) =>
        scan.IsIn(name.First, WordList.StreetStrong) && name.Last > name.First && scan.Of(name.First) is not "via"
        && (!scan.IsIn(name.First, WordList.StreetEnding) || IsStreetIn(scan, name.First));

    private static bool IsStreetIn(in Scan scan, int type) => scan.Of(type) is "street" or "road" or "lane" && scan.Is(type + 1, TokenKind.Letters)
        && scan.Of(type + 1) is "in" && AddressParts.IsName(scan, type + 2);

    // "12 Main Street", "5 Kossuth utca": capitals from the number up to the type, not "2017 Barry in the first place".
    private static bool IsNamed(in Scan scan, AddressWords words, int first, int type)
    {
        if (!AddressParts.IsName(scan, first) && !words.HasSuffix(scan.Of(first))) return false;
        var before = type - 1;
        while (before > first && scan.Is(before, TokenKind.Symbol)) before--;
        return AddressParts.IsName(scan, type) || AddressParts.IsName(scan, before);
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
}
