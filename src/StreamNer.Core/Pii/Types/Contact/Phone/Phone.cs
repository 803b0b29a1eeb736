using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>
/// Telephone numbers by the number plans of all regions: with a calling code, in a written form that is a telephone's (North American groups,
/// an area code in parentheses, a trunk 0 and groups), or, near a context word, any grouping. An extension belongs to the number.
/// </summary>
internal static class Phone
{
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
        Span<char> digits = stackalloc char[PhoneNumber.MostDigits];
        Span<PhoneNumber.Group> groups = stackalloc PhoneNumber.Group[PhoneNumber.MostGroups];
        var number = new PhoneNumber(digits, groups);
        number.Read(scan, token);
        if (!scan.Spend(self, 16 + number.Count)) return;

        for (; number.Groups > 0; number.Groups--)
        {
            var (last, length) = number.List[number.Groups - 1];
            if (length < 5) break;
            if (!scan.Spend(self, length)) return;
            var end = Extension(scan, last, out var endToken);
            var isFirstOfTwo = length >= Boundaries.LongEnoughForSlash && scan.Is(endToken + 2, TokenKind.Digits)
                && scan.Tokens[endToken + 2].Length >= 3;
            if (!Boundaries.RightIsFree(scan, endToken, isFirstOfTwo)) continue;
            var evidence = Judge(ref scan, self, number);
            if (evidence is null) continue;
            end = Math.Max(end, scan.Tokens[last].End);
            var start = OpeningBefore(scan, number, end);
            if (evidence == PiiEvidence.Context && !number.Plus) scan.ReportClaim(self, start, end, number.First, last);
            else scan.Report(self, start, end, evidence.Value);
            scan.Resume(self) = endToken + 1;
            return;
        }
    }

    // How sure it is that the number up to its last group is a telephone's; null: it is none.
    private static PiiEvidence? Judge(ref Scan scan, Detector self, scoped PhoneNumber number)
    {
        if (!Boundaries.LeftIsFree(scan, number.First, number.Length >= Boundaries.LongEnoughForSlash)) return null;
        var near = scan.Near(self.Type, number.First, number.Last);
        if (number.Plus) return Of(PhoneWriting.WithSign, ref scan, self, number, near);
        if (Of(PhoneWriting.FromAbroad, ref scan, self, number, near) is { } abroad) return abroad;
        if (number.IsDate || IsOther(scan, number, near) || (!near && IsTail(scan, self, number))) return null;
        if (Of(PhoneWriting.ByForm, ref scan, self, number, near) is { } form) return form;
        if (!near || number.Length > 15 || Checksums.IsRepeated(number.Dialled) || number.IsAmount(number.Text(scan))) return null;
        return Of(PhoneWriting.BesideWord, ref scan, self, number, near);
    }

    // The evidence of the first writing that fits, the better one near a context word.
    private static PiiEvidence? Of(PhoneWriting[] writings, ref Scan scan, Detector self, scoped PhoneNumber number, bool near)
    {
        foreach (var writing in writings)
            if ((near || !writing.NeedsWord) && writing.Fits(ref scan, self, number)) return near ? PiiEvidence.Context : writing.Evidence;
        return null;
    }

    // "(06 1) 234 5678": the parenthesis that opens before the first of several groups.
    private static int OpeningBefore(in Scan scan, scoped in PhoneNumber number, int end)
    {
        var text = scan.Text[number.Start..end];
        if (number.Parenthesis && number.Groups == 1 && !number.Plus) return number.Start + 1; // "(5716067933)"
        return scan.Symbol(number.First - 1) == '(' && scan.Touches(number.First) && text.Count(')') > text.Count('(')
            ? number.Start - 1 : number.Start;
    }

    // Another's writing: an amount of money, the number of a ticket, the groups of an IP address or version, those of a US social security number,
    // right or wrong, and those of an ISBN of ten digits.
    private static bool IsOther(in Scan scan, scoped in PhoneNumber number, bool near)
    {
        if (scan.Symbol(number.First - 1) is '$' or '€' or '£' or '¥') return true;
        if (scan.Symbol(number.First - 1) == '#' && scan.Touches(number.First) && !scan.EndsContext(Type, number.First - 2)) return true;
        if (scan.IsIn(number.Last + 1, WordList.Counted) && number.IsThousands) return true;
        if (number.Groups == 4 && number.IsQuad(number.Text(scan))) return true;
        if (number.Is(3, 2, 4))
            return number.Text(scan).Count('-') == 2 && (!near || scan.Near(UnitedStates.Ssn, number.First, number.Last));
        return !near && number.Groups == 4 && number.Length == 10 && number.LastSize == 1;
    }

    // The last groups of a longer number: "9400 1234 0123 4567 89". Another telephone number may stand right before.
    private static bool IsTail(in Scan scan, Detector self, scoped in PhoneNumber number) =>
        number.First != scan.Resume(self) && !number.Parenthesis && number.Groups > 1 && scan.Is(number.First - 1, TokenKind.Digits)
        && scan.Tokens[number.First].Gap == Gap.Blank && scan.Tokens[number.List[1].Token].Gap == Gap.Blank;

    // "x123", "ext. 123", "#123" after the number.
    private static int Extension(in Scan scan, int last, out int endToken)
    {
        endToken = last;
        var at = new Cursor(scan, last + 1);
        _ = at.AnySign(",;", Gap.Line);
        if (!at.Sign('#', Gap.Blank) && !at.Word("x|ext|extn|extension", Gap.Blank)) return -1;
        _ = at.AnySign(".:=", Gap.Line);
        if (!at.Digits(1, 7, Gap.Blank)) return -1;
        var digits = at.Last;
        if (at.Any(TokenKind.Letters)) return -1; // "#8ball"
        endToken = digits;
        return scan.Tokens[digits].End;
    }
}
