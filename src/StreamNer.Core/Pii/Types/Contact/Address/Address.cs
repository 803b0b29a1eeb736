using StreamNer.Pii.Redacting;
using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>
/// Postal addresses. First every part that is an address's by itself is found (a street with its number, a unit, a post box, a state or country with
/// a postcode);
/// then parts near each other become one address with what stands between them, and grow over house numbers before and place names after.
/// </summary>
internal static class Address
{
    private const int MostBetween = 9;
    private const int MostQuotes = 16;

    private static readonly WordLists s_beginnings =
        WordLists.Of(WordList.Unit, WordList.PostBox, WordList.Country, WordList.Corner, WordList.StreetStrong);

    /// <summary>Postal address.</summary>
    public static readonly PiiType Type = new("ADDRESS", 270)
    {
        Languages = PiiType.European + ",sv,da,nb,fi,hu,pl,cs",
        Context = "address|addresses|live at|lives at|lived at|living at|live in|lives in|lived in|located at|located in|adresse|"
            + "anschrift|direccion|domicilio|indirizzo|endereco|adres|ship to|deliver to|sent to|meet at|visit us at|"
            + "residing at|resides at|billing address|home address",
        Before = 8,
        After = 2,
        Forms = [new Reader("address", Structural, Anchor.End(AtEnd))],
        Hipaa = "B",
        Canonical = CanonicalValue.Words,
        Examples = ["she lives at ⟦12 Main Street, Springfield⟧", "wohnt ⟦Hauptstraße 12, 10115 Berlin⟧"],
        CounterExamples = ["100 people on the road", "top 10 parks"],
    };

    /// <summary>Runs once a text, when all words are known.</summary>
    public static void AtEnd(ref Scan scan, Detector self, int token)
    {
        var cluster = default(Cluster);
        for (var t = 0; t < scan.Tokens.Length; t++)
        {
            if (!MayBegin(scan, t)) continue;
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

    // A number, a word that says so, or a short one with a number behind it: all that parts begin with.
    private static bool MayBegin(in Scan scan, int t) => scan.Tokens[t].Kind switch
    {
        TokenKind.Digits => true,
        TokenKind.Letters => scan.Lists(t).HasAny(s_beginnings) || (scan.Tokens[t].Length <= 3 && scan.Is(t + 1, TokenKind.Digits)),
        _ => false,
    };

    private static Part Read(ref Scan scan, Detector self, int t)
    {
        var words = scan.Table.AddressWords;
        if (scan.Tokens[t].Kind == TokenKind.Digits)
        {
            if (!AddressParts.IsHouse(scan, t) || !scan.Spend(self, 16)) return Part.None;
            if (HouseFirst.Find(scan, words, t) is { Last: >= 0 } end) return new Part(t, end.Last, end.Weak ? 2 : 4, true);
            var first = StreetFirst.Find(scan, words, t);
            if (first >= 0) return new Part(first, t, 4, true);
            first = StreetFirst.Name(scan, t);
            if (first < 0) return Part.None;
            var crossing = NamedStreets.Crossing(scan, first);
            return crossing >= 0 ? new Part(crossing, t, 2, true) : new Part(first, t, AddressParts.IsBeforePlace(scan, t) ? 3 : 1, true);
        }

        var lists = scan.Lists(t);
        if (lists.Has(WordList.Unit, WordList.PostBox) && scan.Spend(self, 4)
            && AddressParts.Unit(scan, t) is >= 0 and var unit) return new Part(AddressEdges.BoxStart(scan, t), unit, lists.Has(WordList.PostBox)
            || IsExplicit(scan, t, unit) ? 4 : 2, false);
        if (lists.Has(WordList.Country) && scan.Spend(self, 4)
            && AddressParts.Country(scan, words, t, out var hasCode) is >= 0 and var country) return new Part(t, country, hasCode ? 3 : 1, false);
        if (lists.Has(WordList.Corner) && scan.Spend(self, 8)
            && NamedStreets.Corner(scan, words, t) is >= 0 and var corner) return new Part(t + 2, corner, 4, true);
        if (lists.Has(WordList.StreetStrong) && scan.Spend(self, 4) && NamedStreets.Named(scan, t) is ( >= 0, var end2) named)
            return new Part(named.First, end2, NamedScore(scan, named.First), true);
        return scan.Tokens[t].Length <= 3 && scan.Spend(self, 2)
            && AddressParts.StateAndCode(scan, t) is >= 0 and var code ? StateAndCode(scan, t, code) : Part.None;
    }

    // Military post ("FPO AP 24796") says all; small letters say little.
    private static Part StateAndCode(in Scan scan, int t, int code)
    {
        var isMilitary = scan.Is(t - 1, TokenKind.Letters) && scan.Of(t - 1) is "FPO" or "APO" or "DPO" or "fpo" or "apo" or "dpo";
        if (isMilitary) return new Part(AddressEdges.ShipBefore(scan, t - 1), code, 4, true);
        return new Part(t, code, !AddressParts.IsName(scan, t) ? 1 : scan.Symbol(t - 1) == ',' || scan.Tokens[t].Gap == Gap.Line ? 3 : 2, false);
    }

    // "Apt." and "Suite" say it; "room 5" and "unit 7" are also other things.
    private static bool IsExplicit(in Scan scan, int t, int end) => scan.Of(t).Length >= 3 && scan.Tokens[end].Length >= 3
        && CharTable.Words[scan.Of(t)[0]] is 'a' or 's';

    // What may stand between two parts: words and commas, but no end of a sentence.
    private static bool IsBridge(in Scan scan, int from, int to)
    {
        int lower = 0, others = 0;
        for (var t = from; t < to; t++)
        {
            if (AddressParts.IsQuote(scan, t)) continue;
            if (++others > MostBetween) return false;
            if (scan.Symbol(t) is '!' or '?' or ';' or ':' or '"' or '(' or ')' || (scan.Symbol(t) == '.' && t + 1 < scan.Tokens.Length
                && scan.Tokens[t + 1].Gap != Gap.None && scan.Tokens[t].End - scan.Tokens[t - 1].Start > 4
                && !scan.IsIn(t - 1, WordList.StreetEnding))) return false;
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
        if (!cluster.Street && score >= 3) first = AddressEdges.LineBefore(scan, first);
        last = AddressEdges.HouseEnd(scan, last);
        if (score >= 3 || (score == 2 && cluster.Street)) last = AddressEdges.Place(scan, last);
        if (score < 3 && cluster.Street && IsOpened(scan, first) && HasNumber(scan, first, last)) score++;
        if (score <= 3 && cluster.Best < 3 && IsCounted(scan, first, last)) return;
        var near = scan.Near(self.Type, first, last);
        if (!scan.Spend(self, last - first + 4) || score < (near ? 2 : 3) || (cluster.Best < 2 && !near)) return;
        scan.Report(self, scan.Tokens[first].Start, scan.Tokens[last].End, near ? PiiEvidence.Context
            : EndsInCode(scan, last) ? PiiEvidence.Checksum : PiiEvidence.Shape);
    }

    // A British or Canadian postcode at the end, which is a finding of its own: the address has it.
    private static bool EndsInCode(in Scan scan, int last)
    {
        for (var t = last - 1; t >= 0 && t >= last - 5; t--) if (AddressParts.Code(scan, t) == last) return true;
        return false;
    }

    // "Iowa 2 hours", "Australia 18 and up": small letters go on behind a country and a number.
    private static bool IsCounted(in Scan scan, int first, int last) => scan.IsIn(first, WordList.Country)
        && scan.Is(last, TokenKind.Digits) && scan.Is(last + 1, TokenKind.Letters)
        && scan.Tokens[last + 1].Gap == Gap.Blank && !AddressParts.IsName(scan, last + 1);

    private static bool HasNumber(in Scan scan, int first, int last)
    {
        for (var t = first; t <= last; t++) if (scan.Tokens[t].Kind == TokenKind.Digits) return true;
        return false;
    }

    private static bool IsOpened(in Scan scan, int first) => first > 0 && (scan.Tokens[first].Gap >= Gap.Line
        || scan.IsIn(first - 1, WordList.Opener)
        || scan.Symbol(first - 1) == ':' || AddressParts.IsQuote(scan, first - 1));

    // "on Box Canyon Road", "near Rue du Bac": a street without a number is an address behind a word that says where. "at Road to Nowhere", "in THE
    // WRONG PLACE" and "on Wall Street" are something else.
    private static int NamedScore(in Scan scan, int first)
    {
        if (first == 0 || !scan.IsIn(first - 1, WordList.Opener)) return 1;
        var isNamed = !scan.IsIn(first, WordList.StreetStrong) || scan.IsIn(first, WordList.StreetPrefix);
        return isNamed && !IsShouted(scan, first) && !CharTable.IsOneOf(scan.Of(first), "wall|sesame|fleet|elm|coronation|the") ? 3 : 2;
    }

    private static bool IsShouted(in Scan scan, int token) => scan.Tokens[token].Length > 2
        && scan.Of(token).IndexOfAnyExceptInRange('A', 'Z') < 0;

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
