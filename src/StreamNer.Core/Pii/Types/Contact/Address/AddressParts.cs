using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>The parts of an address, read from a token on: each gives the last token of the part, or -1.</summary>
internal static class AddressParts
{
    private static readonly System.Buffers.SearchValues<char> s_code =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    /// <summary>Whether the token is a number that can be a house's: up to five digits, no decimals, no sign of money.</summary>
    public static bool IsHouse(in Scan scan, int token)
    {
        if (!scan.Is(token, TokenKind.Digits) || scan.Tokens[token].Length > 5 || scan.Of(token) is "0" || IsGroup(scan, token)) return false;
        if ((scan.Touches(token) && (scan.Is(token - 1, TokenKind.Letters) || scan.Symbol(token - 1) is '#' or '_' or '@' or '=' or '+' or '\''))
            || (scan.Touches(token + 1) && scan.Is(token + 1, TokenKind.Letters)
                && (scan.Tokens[token + 1].Length > 1 || scan.Of(token + 1) is "s" or "k" or "K" or "m" or "M"))) return false; // "70s", "10K"
        if (scan.Touches(token) && scan.Symbol(token - 1) is '.' or ',' or '$' or '\u20AC' or '\u00A3' or '/' or ':' or '%' or '-'
            && scan.Symbol(token - 1) != ',' && scan.Is(token - 2, TokenKind.Digits)) return false;
        return !(scan.Touches(token + 1) && scan.Symbol(token + 1) is '.' or ',' or '%' or ':' && scan.Touches(token + 2)
            && scan.Is(token + 2, TokenKind.Digits)) && scan.Symbol(token + 1) != '%' && !IsCounted(scan, token);
    }

    // "2 hours", "400 New Jobs", "10 BILLION"; but not before a line's end, where a unit would stand on the next.
    private static bool IsCounted(in Scan scan, int token) => scan.IsIn(token + 1, WordList.Counted) && scan.Tokens[token + 1].Gap <= Gap.Blank;

    // "4111 1111 1111": three and more long digit runs in a row are groups of one number, and four of any length a list ("7 8 9 10").
    private static bool IsGroup(in Scan scan, int token)
    {
        if (RunsInARow(scan, token) >= 4) return true;
        var groups = 0;
        for (var t = token; IsLong(scan, t); t--)
            if (++groups == 3 || scan.Tokens[t].Gap != Gap.Blank) break;
        for (var t = token + 1; groups is > 0 and < 3 && IsLong(scan, t) && scan.Tokens[t].Gap == Gap.Blank; t++) groups++;
        return groups >= 3;

        static bool IsLong(in Scan scan, int t) => scan.Is(t, TokenKind.Digits) && scan.Tokens[t].Length >= 4;
    }

    private static int RunsInARow(in Scan scan, int token)
    {
        int first = token, last = token;
        while (first > token - 3 && scan.Tokens[first].Gap == Gap.Blank && scan.Is(first - 1, TokenKind.Digits)) first--;
        while (last < token + 3 && scan.Is(last + 1, TokenKind.Digits) && scan.Tokens[last + 1].Gap == Gap.Blank) last++;
        return last - first + 1;
    }

    /// <summary>Whether the word begins with a capital.</summary>
    public static bool IsName(in Scan scan, int token) => scan.Is(token, TokenKind.Letters) && (char.IsUpper(scan.Text[scan.Tokens[token].Start])
        || char.GetUnicodeCategory(scan.Text[scan.Tokens[token].Start]) == System.Globalization.UnicodeCategory.OtherLetter);

    /// <summary>Whether the word joins two things.</summary>
    public static bool IsAnd(in Scan scan, int token) => scan.Is(token, TokenKind.Letters) && scan.Of(token) is "and" or "und" or "et" or "y";

    /// <summary>Whether a number is rather a year.</summary>
    public static bool IsYear(ReadOnlySpan<char> number) => number.Length == 4 && (number.StartsWith("19") || number.StartsWith("20"));

    /// <summary>Whether a comma, a postcode of five digits and a name follow: "Unter den Linden 77, 10117 Berlin".</summary>
    public static bool IsBeforePlace(in Scan scan, int house) => scan.Symbol(house + 1) == ',' && scan.Is(house + 2, TokenKind.Digits)
        && scan.Tokens[house + 2].Length == 5 && scan.Tokens[house + 2].Gap == Gap.Blank && IsName(scan, house + 3)
        && scan.Tokens[house + 3].Gap == Gap.Blank;

    /// <summary>"Apt. 12", "Suite 310", "Unit 44 Box 7", "P.O. Box 15": a unit word and its number.</summary>
    public static int Unit(in Scan scan, int token)
    {
        var lists = scan.Lists(token);
        if (!lists.Has(WordList.Unit, WordList.PostBox)) return -1;
        var at = new Cursor(scan, token + 1);
        _ = at.AnySign(".#:", Gap.Line);
        if (!at.Digits(1, 6, Gap.Blank)) return -1;
        var number = at.Last;
        if (scan.IsIn(at.Next, WordList.PostBox) && scan.Is(at.Next + 1, TokenKind.Digits)) return at.Next + 1;
        return at.Any(TokenKind.Letters) && scan.Tokens[at.Last].Length == 1 ? at.Last : number;
    }

    /// <summary>A two- or three-letter state and a postcode: "AB 56139", ", TV 25368", "DPO AP 24796".</summary>
    public static int StateAndCode(in Scan scan, int token)
    {
        if (!scan.Is(token, TokenKind.Letters) || scan.Tokens[token].Length is < 2 or > 3) return -1;
        var code = token + 1;
        if (!scan.Is(code, TokenKind.Digits) || scan.Tokens[code].Length is < 4 or > 6 || scan.Tokens[code].Gap is Gap.None or Gap.Paragraph
            || scan.Touches(code + 1) && scan.Symbol(code + 1) is '%' or ',' && scan.Is(code + 2, TokenKind.Digits)) return -1;
        if (scan.Tokens[token].Length == 3 && scan.Tokens[code].Length != 5 && !IsAustralian(scan, token, code)) return -1; // "GTX 1080"
        var capital = IsName(scan, token) && char.IsUpper(scan.Text[scan.Tokens[token].End - 1]);
        var parted = scan.Symbol(token - 1) == ',' || scan.Tokens[token].Gap >= Gap.Line;
        return capital || parted || scan.Tokens[code].Length == 5 ? code : -1;
    }

    // States of three letters and postcodes of four digits are Australian, "VIC 3000"; those of two letters have others elsewhere.
    private static bool IsAustralian(in Scan scan, int state, int code) => scan.Tokens[code].Length == 4
        && CharTable.IsOneOf(scan.Of(state), "nsw|vic|qld|tas|act");

    /// <summary>A British or Canadian postcode: "OX1 2JD", "M5H 1A1".</summary>
    public static int Code(in Scan scan, int token)
    {
        const int longest = 7;
        Span<char> compact = stackalloc char[longest];
        int length = 0, blanks = 0;
        if (!scan.Is(token, TokenKind.Letters) || scan.Tokens[token].Length > 2) return -1;
        for (var t = token; scan.Is(t, TokenKind.Letters) || scan.Is(t, TokenKind.Digits); t++)
        {
            if (t > token && scan.Tokens[t].Gap != Gap.None && (scan.Tokens[t].Gap != Gap.Blank || ++blanks > 1)) return -1;
            var part = scan.Of(t);
            if (length + part.Length > longest || part.ContainsAnyExcept(s_code)) return -1;
            part.CopyTo(compact[length..]);
            length += part.Length;
            if (blanks == 1 && length >= 5 && IsCode(compact[..length])
                && !(scan.Touches(t + 1) && (scan.Is(t + 1, TokenKind.Letters) || scan.Is(t + 1, TokenKind.Digits)))) return t;
        }

        return -1;
    }

    private static bool IsCode(ReadOnlySpan<char> compact) =>
        (CharTable.IsLetter(compact[^1]) && Postcode.IsBritish(compact))
        || (compact.Length == 6 && CharTable.IsDigit(compact[1]) && CharTable.IsLetter(compact[2]) && CharTable.IsDigit(compact[3])
            && CharTable.IsLetter(compact[4]) && CharTable.IsDigit(compact[5]) && Postcode.IsCanadian(compact));

    /// <summary>A country, with the postcode behind it if there is one.</summary>
    public static int Country(in Scan scan, AddressWords words, int token, out bool hasCode)
    {
        hasCode = false;
        if (!scan.IsIn(token, WordList.Country)) return -1;
        var end = words.CountryEnd(scan, token);
        if (end < 0 || (scan.Tokens[end].End - scan.Tokens[token].Start <= 4 && !IsName(scan, token))) return -1;
        if (scan.Touches(end + 1) && scan.Is(end + 1, TokenKind.Digits)) return -1; // "US219"
        var code = end + 1;
        if (!scan.Is(code, TokenKind.Digits) || scan.Tokens[code].Length is < 4 or > 6 || scan.Tokens[code].Gap > Gap.Line
            || (scan.Tokens[code].Length == 4 && scan.Of(code)[0] is '1' or '2')) return end;
        hasCode = true;
        return code;
    }

    /// <summary>Whether the token is a mark of quotation at the beginning of a line: "> ", "??? ".</summary>
    public static bool IsQuote(in Scan scan, int token)
    {
        for (var back = 0; back < 5 && scan.Symbol(token) is '?' or '>' or '|' or '#' or '*'; back++, token--)
            if (token == 0 || scan.Tokens[token].Gap >= Gap.Line) return true;
        return false;
    }
}
