using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>The words behind a house number that may be a street's name.</summary>
/// <param name="First">The token at which they begin.</param>
/// <param name="Last">The last of them; -1 for none.</param>
/// <param name="Firm">The last that surely belongs to the name; -1 for none.</param>
/// <param name="Type">The last kind of street among them; -1 for none.</param>
/// <param name="Strong">The last kind of street that says so by itself; -1 for none.</param>
/// <param name="Words">How many there are.</param>
/// <param name="Capitals">How many begin with a capital.</param>
/// <param name="Lower">How many are neither capitalised nor small words inside names.</param>
internal readonly record struct StreetName(int First, int Last, int Firm, int Type, int Strong, int Words, int Capitals, int Lower)
{
    private const int MostWords = 7;

    /// <summary>Whether every capitalised word is in capitals: a headline.</summary>
    public bool Shouted { get; private init; }

    /// <summary>Whether some words are in capitals and others not: "SATURDAY Partly Cloudy".</summary>
    public bool Mixed { get; private init; }

    /// <summary>Whether it begins with small words such as "of the".</summary>
    public bool Function { get; private init; }

    /// <summary>Whether a kind of street says by itself that this is one.</summary>
    public bool IsStrong => Strong >= 0 && !Function;

    /// <summary>Reads the words from a token on.</summary>
    public static StreetName Read(in Scan scan, AddressWords words, int first)
    {
        int last = -1, firm = -1, type = -1, strong = -1, count = 0, capitals = 0, lower = 0;
        bool shouted = true, function = false, mixed = false, wasShouted = false;
        var pending = 0; // small words since the last that is of the name
        for (var t = first; t < scan.Tokens.Length && count < MostWords && (scan.Tokens[t].Gap <= Gap.Blank || t == first); t++)
        {
            if (scan.Symbol(t) is '.' or '-' or '\'' or '/' && t > first && scan.Touches(t)) continue;
            if (!scan.Is(t, TokenKind.Letters)) break;
            var lists = scan.Lists(t);
            if (t > first && lists.Has(WordList.Unit) && AddressParts.Unit(scan, t) >= 0) break;
            count++;
            var isCapital = AddressParts.IsName(scan, t);
            var isSuffix = words.HasSuffix(scan.Of(t));
            var isStrong = lists.Has(WordList.StreetStrong);
            var isConnector = lists.Has(WordList.Connector);
            var isType = lists.Has(WordList.Street) || isSuffix
                || (lists.Has(WordList.StreetShort) && (isCapital || scan.Symbol(t + 1) == '.'));
            if (isType && !isConnector) type = t;
            if (isStrong || (isCapital && isSuffix)) strong = t;
            if (isCapital)
            {
                var isShouted = scan.Tokens[t].Length > 1 && char.IsUpper(scan.Text[scan.Tokens[t].Start + 1]);
                shouted &= isShouted;
                mixed |= capitals++ > 0 && isShouted != wasShouted;
                wasShouted = isShouted;
            }

            if (isCapital || isStrong || isSuffix) pending = 0;
            else if (!isConnector)
            {
                lower++;
                if (++pending > (capitals > 0 ? 2 : 4)) break;
            }
            else if (capitals == 0 && strong < 0) function = true;

            last = t;
            if (pending == 0 && !isConnector) firm = t;
        }

        if (capitals == 0) firm = last;
        return new StreetName(first, last, firm, type, strong, count, capitals, lower) { Shouted = shouted, Mixed = mixed, Function = function };
    }

    /// <summary>The last capitalised word.</summary>
    public int LastCapital(in Scan scan)
    {
        var last = Last;
        while (last > First && !AddressParts.IsName(scan, last)) last--;
        return last;
    }
}
