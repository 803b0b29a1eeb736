using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Detectors.Addresses;

/// <summary>
/// Postal addresses. First every part that is an address's by itself is found (a street with its number, a unit, a post box, a state or country with
/// a postcode);
/// then parts near each other become one address with what stands between them, and grow over house numbers before and place names after.
/// </summary>
internal static class AddressDetector
{
    private const int MostBetween = 9;
    private const int MostQuotes = 16;

    /// <summary>Runs once a text, when all words are known.</summary>
    public static void AtEnd(ref Scan scan, Detector self)
    {
        var cluster = default(Cluster);
        for (var t = 0; t < scan.Tokens.Length; t++)
        {
            if (scan.Tokens[t].Kind is not (TokenKind.Digits or TokenKind.Letters) || (scan.Tokens[t].Word == 0
                && scan.Tokens[t].Kind == TokenKind.Letters && scan.Tokens[t].Length > 3)) continue;
            var part = Read(ref scan, self, t);
            if (part.Last < 0) continue;
            if (scan.Exhausted is not null) return;
            if (cluster.Score > 0 && part.First <= cluster.Last + MostBetween + MostQuotes
                && IsBridge(scan, cluster.Last + 1, part.First)) cluster = cluster.With(part);
            else
            {
                Finish(ref scan, self, cluster);
                cluster = new Cluster(part.First, part.Last, part.Score, part.Score, part.Street);
            }

            t = Math.Max(t, part.Last);
        }

        Finish(ref scan, self, cluster);
    }

    private static Part Read(ref Scan scan, Detector self, int t)
    {
        var words = scan.Table.AddressWords;
        if (scan.Tokens[t].Kind == TokenKind.Digits)
        {
            if (!AddressParts.IsHouse(scan, t) || !scan.Spend(self, 16)) return Part.None;
            var end = AddressParts.StreetFromNumber(scan, words, t, out var weak);
            if (end >= 0) return new Part(t, end, weak ? 2 : 4, true);
            var first = AddressParts.StreetToNumber(scan, words, t);
            if (first >= 0) return new Part(first, t, 4, true);
            first = AddressParts.NameToNumber(scan, t);
            if (first < 0) return Part.None;
            var crossing = Crossing(scan, first);
            return crossing >= 0 ? new Part(crossing, t, 2, true) : new Part(first, t, 1, true);
        }

        var roles = scan.Roles(t);
        if ((roles & (WordRoles.Unit | WordRoles.PostBox)) != WordRoles.None && scan.Spend(self, 4)
            && AddressParts.Unit(scan, t) is >= 0 and var unit) return new Part(BoxStart(scan, t), unit, roles.Has(WordRoles.PostBox)
            || IsExplicit(scan, t, unit) ? 4 : 2, false);
        if (roles.Has(WordRoles.Country) && scan.Spend(self, 4)
            && AddressParts.Country(scan, words, t, out var hasCode) is >= 0 and var country) return new Part(t, country, hasCode ? 3 : 1, false);
        if (roles.Has(WordRoles.Corner) && scan.Spend(self, 8) && Corner(scan, t) is >= 0 and var corner) return new Part(t + 2, corner, 4, true);
        if (roles.Has(WordRoles.StreetStrong) && scan.Spend(self, 4)
            && Named(scan, t) is ( >= 0, var end2) named) return new Part(named.First, end2, named.First > 0
            && scan.Roles(named.First - 1).Has(WordRoles.Opener) ? 3 : 1, true);
        return scan.Tokens[t].Length <= 3 && scan.Spend(self, 2)
            && AddressParts.StateAndCode(scan, t) is >= 0 and var code ? StateAndCode(scan, t, code) : Part.None;
    }

    // Military post ("FPO AP 24796") says all; small letters say little.
    private static Part StateAndCode(in Scan scan, int t, int code)
    {
        var isMilitary = scan.Is(t - 1, TokenKind.Letters) && scan.Of(t - 1) is "FPO" or "APO" or "DPO" or "fpo" or "apo" or "dpo";
        if (isMilitary) return new Part(ShipBefore(scan, t - 1), code, 4, true);
        return new Part(t, code, !AddressParts.IsName(scan, t) ? 1 : scan.Symbol(t - 1) == ',' || scan.Tokens[t].Gap == Gap.Line ? 3 : 2, false);
    }

    // "USNS Name" or "PSC 12, Box 34" on the line before.
    private static int ShipBefore(in Scan scan, int token)
    {
        var lines = 0;
        for (var t = token; t > 0 && t > token - 8; t--)
        {
            if (scan.Tokens[t].Gap >= Gap.Line && ++lines > 1) break;
            if (scan.Is(t - 1, TokenKind.Letters)
                && scan.Of(t - 1) is "USNS" or "USNV" or "USCGC" or "USS" or "PSC" or "CMR" or "usns" or "usnv" or "uscgc" or "uss" or "psc" or "cmr") return t - 1;
        }

        return token;
    }

    // "Bryan and Meierigaten 206": the first of two streets before the name at a token, or -1.
    private static int Crossing(in Scan scan, int first)
    {
        if (first < 2 || !scan.Is(first - 1, TokenKind.Letters) || scan.Of(first - 1) is not ("and" or "und" or "et" or "y")
            || !AddressParts.IsName(scan, first - 2)) return -1;
        return AddressParts.IsName(scan, first - 3) && !scan.Roles(first - 3).Has(WordRoles.Opener)
            && scan.Tokens[first - 2].Gap == Gap.Blank ? first - 3 : first - 2;
    }

    // "P.O. Box", "PO Box".
    private static int BoxStart(in Scan scan, int t)
    {
        for (var back = 1; back <= 4 && t - back >= 0; back++)
            if (scan.Is(t - back, TokenKind.Letters) && scan.Of(t - back) is "P" or "p" or "PO" or "po" or "Po" or "GPO") return t - back;
        return t;
    }

    // "Apt." and "Suite" say it; "room 5" and "unit 7" are also other things.
    private static bool IsExplicit(in Scan scan, int t, int end) => scan.Of(t).Length >= 3 && scan.Tokens[end].Length >= 3
        && CharTable.Words[scan.Of(t)[0]] is 'a' or 's';

    // "the corner of Almeida Street and Rua das Pedras".
    private static int Corner(in Scan scan, int t)
    {
        if (!scan.Is(t + 1, TokenKind.Letters) || scan.Of(t + 1) is not ("of" or "Of")) return -1;
        var last = -1;
        for (var i = t + 2; i < Math.Min(scan.Tokens.Length, t + 14) && scan.Tokens[i].Gap <= Gap.Blank; i++)
        {
            if (AddressParts.IsName(scan, i) || scan.Is(i, TokenKind.Digits)) last = i;
            else if (!scan.Roles(i).Has(WordRoles.Connector) && scan.Symbol(i) != '.' && !(scan.Is(i, TokenKind.Letters)
                && scan.Of(i) is "and" or "&")) break;
        }

        return last;
    }

    // "Gordon Street", "Rue du Bac" without a number.
    private static (int First, int Last) Named(in Scan scan, int t)
    {
        if (!AddressParts.IsName(scan, t) || scan.Tokens[t].Length < 3) return (-1, -1);
        var first = t;
        while (first > 0 && first > t - 3 && scan.Tokens[first].Gap == Gap.Blank && AddressParts.IsName(scan, first - 1)
            && !scan.Roles(first - 1).Has(WordRoles.Opener)) first--;
        var last = t;
        for (var i = t + 1; i < Math.Min(scan.Tokens.Length, t + 6) && scan.Tokens[i].Gap == Gap.Blank; i++)
        {
            if (AddressParts.IsName(scan, i)) last = i;
            else if (!scan.Roles(i).Has(WordRoles.Connector)) break;
        }

        return first < t || (last > t && !scan.Roles(t).Has(WordRoles.Opener)) ? (first, last) : (-1, -1);
    }

    // What may stand between two parts: words and commas, but no end of a sentence.
    private static bool IsBridge(in Scan scan, int from, int to)
    {
        int lower = 0, others = 0;
        for (var t = from; t < to; t++)
        {
            if (AddressParts.IsQuote(scan, t)) continue;
            if (++others > MostBetween) return false;
            if (scan.Symbol(t) is '!' or '?' or ';' or '"' or '(' or ')' || (scan.Symbol(t) == '.' && t + 1 < scan.Tokens.Length
                && scan.Tokens[t + 1].Gap != Gap.None && scan.Tokens[t].End - scan.Tokens[t - 1].Start > 4)) return false;
            if (scan.Is(t, TokenKind.Letters) && !AddressParts.IsName(scan, t) && scan.Tokens[t].Gap == Gap.Blank && ++lower > 3) return false;
        }

        return true;
    }

    private static void Finish(ref Scan scan, Detector self, Cluster cluster)
    {
        if (cluster.Score == 0) return;
        var (first, last) = (cluster.First, cluster.Last);
        var score = cluster.Score;
        while (first > 0 && first > cluster.First - 2 && AddressParts.IsHouse(scan, first - 1) && scan.Tokens[first].Gap <= Gap.Blank
            && scan.Tokens[first - 1].Length <= 4) first--;
        if (!cluster.Street && score >= 3) first = LineBefore(scan, first);
        last = HouseEnd(scan, last);
        if (score >= 3 || (score == 2 && cluster.Street)) last = Place(scan, last);
        if (score < 3 && cluster.Street && IsOpened(scan, first)) score++;
        var near = scan.Near(self.Type, first, last);
        if (!scan.Spend(self, last - first + 4) || score < (near ? 2 : 3) || (cluster.Best < 2 && !near)) return;
        scan.Report(self, scan.Tokens[first].Start, scan.Tokens[last].End, near ? PiiEvidence.Context : PiiEvidence.Shape);
    }

    // The number at the beginning of the line that the part ends, or of the line before: "98 Stubben" newline "Apt. 12".
    private static int LineBefore(in Scan scan, int first)
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

    // "10/12", "12-14", "12a" at the end.
    private static int HouseEnd(in Scan scan, int last)
    {
        if (!scan.Is(last, TokenKind.Digits) || !scan.Touches(last + 1)) return last;
        if (scan.Symbol(last + 1) is '/' or '-' && scan.Touches(last + 2) && scan.Is(last + 2, TokenKind.Digits)
            && scan.Tokens[last + 2].Length <= 4) return last + 2;
        return scan.Is(last + 1, TokenKind.Letters) && scan.Tokens[last + 1].Length == 1 ? last + 1 : last;
    }

    // ", Calgary AB T2P 1J9", newline "75001 Paris", "Den Haag": a place behind a comma or line break.
    private static int Place(in Scan scan, int last)
    {
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
            if (scan.Is(t, TokenKind.Digits) && scan.Tokens[t].Length is >= 4 and <= 6 && scan.Tokens[t].Gap <= Gap.Line && (parted
                || scan.Tokens[t].Length == 5)) t++;
            else if (parted && scan.Is(t, TokenKind.Digits) && scan.Tokens[t].Length == 2 && scan.Symbol(t + 1) == '-' && scan.Touches(t + 2)
                && scan.Is(t + 2, TokenKind.Digits)
                && scan.Tokens[t + 2].Length == 3) t += 3; // Polish
            if (!parted && t == start) return last;
            var names = 0;
            while (t < scan.Tokens.Length && names < 4 && (scan.Tokens[t].Gap <= Gap.Blank || t == start) && scan.Tokens[t].Gap <= Gap.Line
                && (AddressParts.IsName(scan, t) || (scan.Symbol(t) is '-' or '\'' && scan.Touches(t)) || (names > 0
                    && scan.Roles(t).Has(WordRoles.Connector) && AddressParts.IsName(scan, t + 1))))
            {
                t++;
                names++;
            }

            if (t == start || (names > 0 && t < scan.Tokens.Length && scan.Is(t, TokenKind.Letters) && scan.Tokens[t].Gap == Gap.Blank && names < 2
                && !scan.Is(start, TokenKind.Digits))) return last;
            last = t - 1;
        }

        return last;
    }

    private static bool IsOpened(in Scan scan, int first) => first == 0 || scan.Tokens[first].Gap >= Gap.Line
        || scan.Roles(first - 1).Has(WordRoles.Opener) || scan.Symbol(first - 1) == ':' || AddressParts.IsQuote(scan, first - 1);

    // Score: 4 an address by itself, 3 enough, 2 enough near a context word, 1 only beside others.
    private readonly record struct Part(int First, int Last, int Score, bool Street)
    {
        public static Part None => new(-1, -1, 0, false);
    }

    private readonly record struct Cluster(int First, int Last, int Score, int Best, bool Street)
    {
        // Weak parts of one kind do not add up: a list of countries, or of names and numbers, is no address.
        public Cluster With(Part part) => new(Math.Min(First, part.First), Math.Max(Last, part.Last),
            part.Score <= 2 && part.Street == Street ? Math.Max(Score, part.Score) : Score + part.Score, Math.Max(Best, part.Score), Street
                || part.Street);
    }
}
