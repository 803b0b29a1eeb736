using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>
/// Telephone numbers by the number plans of all regions: with a calling code, in a written form that is a telephone's (North American groups,
/// an area code in parentheses, a trunk 0 and groups), or, near a context word, any grouping. An extension belongs to the number.
/// </summary>
internal static class Phone
{
    private const int MostDigits = 17; // 15 of E.164, with 00 before
    private const int MostGroups = 9;

    /// <summary>Telephone number.</summary>
    public static readonly PiiType Type = new("PHONE", 40)
    {
        Languages = PiiType.European + ",sv,da,nb,fi,pl,ru,hi,ja,zh,ko",
        Context = "phone|phones|telephone|tel|mobile|cell|cellphone|fax|call|called|calling|office|desk|reach|text|sms|whatsapp|contact|"
            + "dial|ring|messages|hotline|telefon|telefono|handy|mobil|anruf|anrufen|telefonnummer|portable|telephone|appelez|movil|"
            + "celular|llamar|llame|llamame|llamadme|gsm|telemovel|मोबाइल|फोन|फ़ोन|телефон|тел|звоните|tfno|telefoon|mobiel|bel|"
            + "cellulare|puhelin|telefone|ligar|numer telefonu|ring|answering at|電話|電話番号|携帯|电话|手机|전화|휴대폰|main line|direct line|"
            + "direct dial|land line|landline|helpline|helpdesk|pager|voicemail|switchboard|handphone|telephones|cellular|mob|"
            + "rufnummer|festnetz|durchwahl|handynummer|mobilnummer|faxnummer|fernsprecher|tel port|telecopie|joignable|telf|"
            + "numero de telefono|telefonino|chiamami|chiama|chiamare|telefoonnummer|telnr|komorka|komorkowy|"
            + "puhelinnumero|matkapuhelin|telefonnr|mobiltelefon|номер телефона|мобильный|телефона|전화번호|휴대전화|핸드폰|연락처|連絡先|ファックス|手机号|"
            + "联系电话|手機|my number is|meine nummer ist|mon numero est|mi numero es|il mio numero e|mijn nummer is",
        Labels = "home|work|direct|ph|my number",
        Before = 12,
        After = 5,
        Forms = [new Reader("phone", Structural, Anchor.Digits(At))],
        Hipaa = "DE",
        IsNoName = true,
        Canonical = PhoneForm.Canonical,
        Examples = ["call ⟦+44 20 7946 0958⟧ or ⟦(202) 555-0123⟧", "Tel. ⟦030 1234567⟧ ext"],
        CounterExamples = ["200.000 people", "1234-5678", "Contact us. Balance: $69989.21", "text 192.168.1.1"],
    };

    /// <summary>Looks at the number that begins at the digit run <paramref name="token"/>, with a sign or parenthesis before it.</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        if (token < scan.Resume(self)) return;
        Span<char> digits = stackalloc char[MostDigits];
        Span<Group> groups = stackalloc Group[MostGroups];
        var number = new Number(digits, groups);
        Read(scan, token, ref number);
        if (!scan.Spend(self, 16 + number.Count)) return;

        for (; number.Groups > 0; number.Groups--)
        {
            var last = number.List[number.Groups - 1].Token;
            var length = number.List[number.Groups - 1].Digits;
            if (length < 5) break;
            if (!scan.Spend(self, length)) return;
            var end = Extension(scan, last, out var endToken);
            var isFirstOfTwo = length >= Boundaries.LongEnoughForSlash && scan.Is(endToken + 2, TokenKind.Digits)
                && scan.Tokens[endToken + 2].Length >= 3;
            if (!Boundaries.RightIsFree(scan, endToken, isFirstOfTwo)) continue;
            var evidence = Judge(ref scan, self, number, digits[..length], last);
            if (evidence is null) continue;
            end = Math.Max(end, scan.Tokens[last].End);
            var start = OpeningBefore(scan, number, end);
            if (evidence == PiiEvidence.Context && !number.Plus) scan.ReportClaim(self, start, end, number.First, last);
            else scan.Report(self, start, end, evidence.Value);
            scan.Resume(self) = endToken + 1;
            return;
        }

        if (number.Count == MostDigits) scan.Resume(self) = token + 1;
    }

    private static PiiEvidence? Judge(ref Scan scan, Detector self, scoped Number number, scoped ReadOnlySpan<char> digits, int last)
    {
        if (!Boundaries.LeftIsFree(scan, number.First, digits.Length >= Boundaries.LongEnoughForSlash)) return null;
        var near = scan.Near(self.Type, number.First, last);
        if (number.Plus) return PhonePlan.IsInternational(digits) || (near
            && digits.Length is >= 7 and <= 15) ? Better(near, PiiEvidence.Checksum) : number.IsWorldForm(digits) ? PiiEvidence.Shape : null;
        if (digits.StartsWith("00") && digits.Length >= 9 && PhonePlan.IsInternational(digits[2..])) return Better(near, PiiEvidence.Checksum);
        if (number.IsDate(digits) || IsOther(scan, number, last, near)) return null;
        if (digits.Length == 10 && number.Is(3, 3, 4) && number.Tight && PhonePlan.IsNorthAmerican(digits)) return Better(near, PiiEvidence.Shape);
        if (digits.Length == 11 && digits[0] == '1' && number.Is(1, 3, 3, 4)
            && PhonePlan.IsNorthAmerican(digits[1..])) return Better(near, PiiEvidence.Shape);
        if (number.Parenthesis && number.Groups >= 2 && digits.Length is >= 7 and <= 12
            && number.List[0].Digits is >= 2 and <= 5
            && !(number.List[0].Digits == 4 && BirthDate.Two(digits, 0) is 19 or 20)) return Better(near, PiiEvidence.Shape);
        if (digits.Length is >= 9 and <= 11 && digits[0] == '0' && digits[1] != '0' && number.Groups >= 2
            && !scan.Text[number.Start..scan.Tokens[last].End].Contains('.')
            && PhonePlan.IsTrunkNational(digits)) return Better(near, PiiEvidence.Shape);
        if (!near || digits.Length > 15 || Checksums.IsRepeated(digits) || number.IsAmount(digits, scan.Text[number.Start..scan.Tokens[last].End]))
            return null;
        return number.Groups >= 2 && digits.Length >= 6 || (digits.Length >= 6 && scan.Spend(self, 200) && PhonePlan.IsNational(digits))
            || (digits.Length is >= 7 and <= 13 && number.Groups == 1) ? PiiEvidence.Context : null;
    }

    // "(06 1) 234 5678": the parenthesis that opens before the first of several groups.
    private static int OpeningBefore(in Scan scan, scoped in Number number, int end)
    {
        var text = scan.Text[number.Start..end];
        if (number.Parenthesis && number.Groups == 1 && !number.Plus) return number.Start + 1; // "(5716067933)"
        return scan.Symbol(number.First - 1) == '(' && scan.Touches(number.First) && text.Count(')') > text.Count('(')
            ? number.Start - 1 : number.Start;
    }

    // Another's writing: an amount of money, the number of a ticket, the groups of an IP address or version, those of a US social security number,
    // right or wrong, and those of an ISBN of ten digits.
    private static bool IsOther(in Scan scan, scoped in Number number, int last, bool near)
    {
        if (scan.Symbol(number.First - 1) is '$' or '€' or '£' or '¥') return true;
        if (scan.Symbol(number.First - 1) == '#' && scan.Touches(number.First) && !scan.EndsContext(Type, number.First - 2)) return true;
        if (scan.Roles(last + 1).Has(WordRoles.Counted) && number.IsThousands) return true;
        if (number.Groups == 4 && number.IsQuad(scan.Text[number.Start..scan.Tokens[last].End])) return true;
        if (number.Is(3, 2, 4))
            return scan.Text[number.Start..scan.Tokens[last].End].Count('-') == 2 && (!near || scan.Near(UnitedStates.Ssn, number.First, last));
        return !near && number.Groups == 4 && number.Length == 10 && number.LastSize == 1;
    }

    private static PiiEvidence Better(bool near, PiiEvidence otherwise) => near ? PiiEvidence.Context : otherwise;

    private static void Read(in Scan scan, int token, ref Number number)
    {
        number.First = token;
        number.Start = scan.Tokens[token].Start;
        if (scan.Symbol(token - 1) == '(' && scan.Touches(token) && scan.Symbol(token + 1) == ')')
        {
            number.Parenthesis = true;
            number.First = token - 1;
        }

        var plus = number.First - 1;
        if (scan.Symbol(plus) == '+' && scan.Tokens[number.First].Gap <= Gap.Blank)
        {
            number.Plus = true;
            number.First = plus;
        }

        number.Start = scan.Tokens[number.First].Start;
        var lines = 0;
        for (var t = token; ;)
        {
            var run = scan.Of(t);
            if (run.Length + number.Count > MostDigits || number.Groups == MostGroups) return;
            // "+44 (0)20": the trunk digit is not dialled with the calling code.
            if (!(number.Plus && number.Groups > 0 && run is "0"
                && scan.Symbol(t - 1) == '(')) foreach (var c in run) number.Digits[number.Count++] = c;
            number.List[number.Groups++] = new Group(t, number.Count);
            var next = Next(scan, t, ref number);
            if (next < 0 || (scan.Tokens[next].Gap == Gap.Line && ++lines > 1)) return;
            t = next;
        }
    }

    // Groups are parted by at most two of blank - . / ( ), three with blanks on both sides of a dash.
    private static int Next(in Scan scan, int token, ref Number number)
    {
        var t = token + 1;
        for (var symbols = 0; symbols < 4 && t < scan.Tokens.Length; symbols++, t++)
        {
            // a line ends behind "-" or ")", or anywhere after "+"
            if (scan.Tokens[t].Gap > (number.Plus || symbols > 0 ? Gap.Line : Gap.Blanks)) return -1;
            if (scan.Tokens[t].Kind == TokenKind.Digits) return scan.Tokens[t].Start - scan.Tokens[token].End <= 4 ? t : -1;
            if (scan.Symbol(t) is not ('-' or '.' or '/' or '(' or ')')) return -1;
            if (scan.Tokens[t].Gap != Gap.None && scan.Symbol(t) is '.' or '/') return -1;
        }

        return -1;
    }

    // "x123", "ext. 123", "#123" after the number.
    private static int Extension(in Scan scan, int last, out int endToken)
    {
        endToken = last;
        var t = last + 1;
        if (scan.Symbol(t) is ',' or ';') t++;
        if (t >= scan.Tokens.Length || scan.Tokens[t].Gap > Gap.Blank) return -1;
        if (scan.Symbol(t) == '#' || (scan.Is(t, TokenKind.Letters)
            && scan.Of(t) is "x" or "X" or "ext" or "Ext" or "EXT" or "extn" or "extension" or "Extension")) t++;
        else return -1;
        if (scan.Symbol(t) is '.' or ':' or '=') t++;
        if (!scan.Is(t, TokenKind.Digits) || scan.Tokens[t].Length > 7 || scan.Tokens[t].Gap > Gap.Blank) return -1;
        if (scan.Touches(t + 1) && scan.Is(t + 1, TokenKind.Letters)) return -1; // "#8ball"
        endToken = t;
        return scan.Tokens[t].End;
    }

    // A digit run: its token and how many digits there are up to its end.
    private readonly record struct Group(int Token, int Digits);

    private ref struct Number(Span<char> digits, Span<Group> list)
    {
        public Span<char> Digits = digits;
        public Span<Group> List = list;
        public int Count;
        public int Groups;
        public int First;
        public int Start;
        public bool Plus;
        public bool Parenthesis;

        // Whether the groups have just these sizes.
        public readonly bool Is(int a, int b, int c, int d = 0)
        {
            if (Groups != (d == 0 ? 3 : 4)) return false;
            return Size(0) == a && Size(1) == b && Size(2) == c && (d == 0 || Size(3) == d);
        }

        // Digits up to the last group, and that group's.
        public readonly int Length => List[Groups - 1].Digits;

        public readonly int LastSize => Size(Groups - 1);

        public readonly bool Tight => List[Groups - 1].Token - List[0].Token <= 6;

        // "2 222 222"
        public readonly bool IsThousands
        {
            get
            {
                for (var group = 1; group < Groups; group++) if (Size(group) != 3) return false;
                return Groups > 1 && Size(0) <= 3;
            }
        }

        public readonly bool IsDate(ReadOnlySpan<char> digits) =>
            (Groups == 3 && digits.Length <= 8 && (Size(2) == 4 || Size(0) == 4) && Size(1) <= 2 && Size(0) != 3 && !Parenthesis);

        // "+1 555 555 0123", "+972 50-123-4567": numbers that no plan gives out, in a form that nothing else has.
        public readonly bool IsWorldForm(ReadOnlySpan<char> digits) =>
            (digits.Length == 11 && digits[0] == '1' && digits[1] >= '2' && digits[4] >= '2')
            || (Groups >= 3 && digits.Length is >= 10 and <= 13 && digits[Size(0)] != '0' && PhonePlan.IsCallingCode(digits[..Size(0)]));

        // "192.168.1.1", "15.0.837.0", but not "22.33.44.55" as in Denmark
        public readonly bool IsQuad(ReadOnlySpan<char> text) =>
            text.Count('.') == 3 && text.Length == Length + 3 && Size(0) <= 3 && Size(1) <= 3 && Size(2) <= 3
            && (Size(0) != 2 || Size(1) != 2 || Size(2) != 2 || Size(3) != 2) && Size(3) <= 3;

        // "200.000", "1.234.567"
        public readonly bool IsAmount(ReadOnlySpan<char> digits, ReadOnlySpan<char> text) =>
            digits.Length <= 7 && Groups > 1 && text.Count('.') == Groups - 1 && text.Length == digits.Length + Groups - 1
            && Size(Groups - 1) == 3 && (Groups == 2 || Size(1) == 3);

        private readonly int Size(int group) => List[group].Digits - (group == 0 ? 0 : List[group - 1].Digits);
    }
}
