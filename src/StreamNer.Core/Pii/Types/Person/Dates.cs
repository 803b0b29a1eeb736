using System.Globalization;
using StreamNer.Pii.Redacting;
using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Calendar dates: numeric in any order, ISO 8601 with its time, Chinese and Japanese, or with the name of a month; a month with its
/// year.</summary>
internal static class Dates
{
    /// <summary>Calendar date.</summary>
    public static readonly PiiType Date = new("DATE", 210)
    {
        Forms = [new Reader("date", Structural, Anchor.Digits(At), Anchor.Words(WordList.Month, AtMonth))],
        Hipaa = "C",
        Canonical = CanonicalValue.WordsAndSigns,
        Generalize = Year,
        Examples = ["am ⟦12.03.2020⟧", "on ⟦March 12, 2020⟧"],
        CounterExamples = ["24/7", "1.2.3", "Windows 10 Pro"],
    };

    /// <summary>Date of birth: a date near a word for birth.</summary>
    public static readonly PiiType Birth = new("DATE_OF_BIRTH", 230)
    {
        Languages = PiiType.European + ",pl,sv,da,nb,fi,ja,zh,ko",
        Context = "birth|born|birthday|dob|d o b|birthdate|date of birth|bday|geburtsdatum|geboren|geb|geburtstag|date de naissance|"
            + "ne le|nee le|naissance|fecha de nacimiento|nacido|nacida|nacimiento|data di nascita|nato il|nata il|nato|nata|"
            + "data de nascimento|nascido|nascida|geboortedatum|data urodzenia|urodzony|fodelsedatum|fodt|fodselsdato|syntymaaika|"
            + "生年月日|出生日期|出生|생년월일|birth date|date birth|birth day|geb datum|gebdatum|geb am|date naissance|ddn|ne e le|"
            + "fecha nacimiento|fecha de nac|fec nac|f nac|fecha nac|data nascita|data nascimento|data de nasc|geboren op|syntynyt|"
            + "ur dnia|urodzona",
        Labels = "nac|nasc|nato",
        Before = 6,
        After = 3,
        Forms =
        [
            new Reader("birth", Contextual, Anchor.Digits(At), Anchor.Words(WordList.Month, AtMonth)),
            new Reader("birth.compact", Contextual, Anchor.Digits(AtCompact)),
        ],
        Hipaa = "C",
        Canonical = CanonicalValue.WordsAndSigns,
        Generalize = Year,
        Examples = ["geboren am ⟦12. März 1980⟧", "DOB ⟦12031980⟧"],
        CounterExamples = ["on 12 March 2020", "12031980"],
    };

    /// <summary>Looks for a date that begins at the digit run <paramref name="token"/>.</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        if (token < scan.Resume(self) || scan.Tokens[token].Length is > 4 or 3 || !scan.Spend(self, 8)) return;
        var end = NumericEnd(scan, token);
        if (end < 0) end = DayFirstEnd(scan, token);
        if (end >= 0) Finish(ref scan, self, token, end);
    }

    /// <summary>Looks at the name of a month: "March 12, 1980", "March 12", "March 1980".</summary>
    public static void AtMonth(ref Scan scan, Detector self, int token)
    {
        if (token < scan.Resume(self) || !scan.Spend(self, 8)) return;
        var day = token + 1;
        if (scan.Symbol(day) == '.' && scan.Touches(day)) day++;
        if (!IsDay(scan, day) || scan.Tokens[day].Gap > Gap.Blank)
        {
            if (YearOfMonth(scan, token, day) is >= 0 and var only) Finish(ref scan, self, token, only);
            return;
        }

        var end = SkipOrdinal(scan, day);
        var year = end + 1;
        if (scan.Symbol(year) == ',') year++;
        if (IsYear(scan, year) && scan.Tokens[year].Gap <= Gap.Line) end = year;
        else if (!IsNamed(scan, token) || (scan.Symbol(end + 1) is '.' or ':' or '/' or '%' && scan.Touches(end + 2)
            && scan.Is(end + 2, TokenKind.Digits)) || (scan.Touches(end + 1) && scan.Is(end + 1, TokenKind.Letters))) return; // "Mars 10x"
        Finish(ref scan, self, token, end);
    }

    /// <summary>Eight digits of a date near a word for birth: 19800312, 12031980, 03121980.</summary>
    public static void AtCompact(ref Scan scan, Detector self, int token)
    {
        if (scan.Tokens[token].Length != 8 || !scan.Spend(self, 8) || !Boundaries.LeftIsFree(scan, token)
            || !Boundaries.RightIsFree(scan, token)) return;
        var digits = scan.Of(token);
        var isDate = (BirthDate.Two(digits, 0) is 19 or 20 && BirthDate.IsYearFirst(digits[2..]))
            || (BirthDate.Two(digits, 4) is 19 or 20 && (BirthDate.IsDayFirst(digits)
                || BirthDate.IsDay(BirthDate.Two(digits, 0), BirthDate.Two(digits, 2))));
        if (isDate) scan.ReportNear(self, scan.Tokens[token].Start, scan.Tokens[token].End, token, token, PiiEvidence.Context);
    }

    // "March 1980", "marzo de 1980", "Mar. 1980": the year; -1 for none.
    private static int YearOfMonth(in Scan scan, int month, int next)
    {
        if (scan.Symbol(next) == ',' || (scan.Is(next, TokenKind.Letters) && scan.Of(next) is "de" or "del" or "of")) next++;
        if (!IsYear(scan, next) || scan.Tokens[next].Gap != Gap.Blank || !Boundaries.RightIsFree(scan, next)) return -1;
        return IsOtherWord(scan, month) || scan.Of(month) is "may" or "march" ? -1 : next;
    }

    // Short names of months that are words or names of their own, in the language or in English.
    private static bool IsOtherWord(in Scan scan, int month) => scan.Tokens[month].Length == 3
        && CharTable.IsOneOf(scan.Of(month), "out|set|ago|mag|pro|gen|led|lip|sty|tri|avg|elo|pri|des|ian|stu|sub");

    private static int NumericEnd(in Scan scan, int token)
    {
        var first = scan.Tokens[token];
        if (first.Length == 4 && scan.Is(token + 1, TokenKind.Cjk)) return CjkEnd(scan, token);
        var separator = scan.Symbol(token + 1);
        if (separator is not ('/' or '-' or '.')) return -1;
        var gap = separator == '.' ? Gap.Blank : Gap.None; // "12. 3. 2020"
        var at = new Cursor(scan, token + 1);
        if (!at.Sign(separator, gap) || !at.Digits(1, 2, gap) || !at.Sign(separator, gap) || !at.Digits(1, 4, gap)) return -1;
        if (scan.Touches(token) && (scan.Symbol(token - 1) == separator || scan.Symbol(token - 1) is '.' or '$'
            || (scan.Is(token - 1, TokenKind.Letters) && !scan.EndsContext(Birth, token - 1)))) return -1;
        if (at.Sign(separator) && at.Any(TokenKind.Digits)) return -1;

        int a = first.Length, b = scan.Tokens[token + 2].Length, c = scan.Tokens[token + 4].Length;
        var middle = (int)Checksums.Value(scan.Of(token + 2));
        if (a == 4)
        {
            if (c > 2 || (separator == '.' && b + c < 4) || !IsCentury(scan.Of(token))) return -1;
            return BirthDate.IsDay(middle, (int)Checksums.Value(scan.Of(token + 4))) ? TimeEnd(scan, token + 4) : -1;
        }

        if (a > 2 || c is not (2 or 4) || (c == 4 && !IsCentury(scan.Of(token + 4))) || (c == 2 && separator != '/' && a + b < 4)) return -1;
        var left = (int)Checksums.Value(scan.Of(token));
        return BirthDate.IsDay(middle, left) || BirthDate.IsDay(left, middle) ? TimeEnd(scan, token + 4) : -1;
    }

    // 1980年3月12日
    private static int CjkEnd(in Scan scan, int token)
    {
        if (!IsCentury(scan.Of(token)) || scan.Of(token + 1) is not ("\u5E74" or "\uB144") || !scan.Is(token + 2, TokenKind.Digits)
            || scan.Tokens[token + 2].Length > 2) return -1;
        if (!scan.Is(token + 3, TokenKind.Cjk) || scan.Of(token + 3) is not ("\u6708" or "\uC6D4") || !scan.Is(token + 4, TokenKind.Digits)
            || scan.Tokens[token + 4].Length > 2) return -1;
        return scan.Is(token + 5, TokenKind.Cjk) && scan.Of(token + 5)[0] is '\u65E5' or '\u53F7' or '\uC77C' ? token + 5 : token + 4;
    }

    // "12 March 1980", "12. März 1980", "12 de marzo de 1980", "12-Mar-1980", "12th of March".
    private static int DayFirstEnd(in Scan scan, int token)
    {
        if (!IsDay(scan, token)) return -1;
        var t = SkipOrdinal(scan, token) + 1;
        if (scan.Symbol(t) is '.' or '-' or '/') t++;
        if (scan.Is(t, TokenKind.Letters) && scan.Of(t) is "of" or "de" or "di") t++;
        if (!scan.IsIn(t, WordList.Month) || scan.Tokens[t].Gap > Gap.Line) return -1;
        var isBroken = scan.Tokens[t].Gap == Gap.Line; // then a year must follow on the same line
        var month = t++;
        if (scan.Symbol(t) is '.' or ',' or '-' or '/') t++;
        if (scan.Is(t, TokenKind.Letters) && scan.Of(t) is "de" or "del") t++;
        if (t < scan.Tokens.Length && scan.Tokens[t].Gap <= (isBroken ? Gap.Blank : Gap.Line) && (IsYear(scan, t) || (scan.Is(t, TokenKind.Digits)
            && scan.Tokens[t].Length == 2 && scan.Symbol(month + 1) is '-' or '/'))) return t;
        return !isBroken && IsNamed(scan, month) ? month : -1;
    }

    private static bool IsDay(in Scan scan, int token) =>
        scan.Is(token, TokenKind.Digits) && scan.Tokens[token].Length <= 2 && Checksums.Value(scan.Of(token)) is >= 1 and <= 31
        && !(scan.Touches(token) && (scan.Is(token - 1, TokenKind.Letters) || scan.Symbol(token - 1) is '.' or '$' or '#' or ':'));

    private static int SkipOrdinal(in Scan scan, int day) =>
        scan.Touches(day + 1) && scan.Is(day + 1, TokenKind.Letters)
            && scan.Of(day + 1) is "st" or "nd" or "rd" or "th" or "er" or "ST" or "ND" or "RD" or "TH" or "Th" ? day + 1
        : scan.Touches(day + 1) && scan.Symbol(day + 1) == '\u00BA' ? day + 1 : day;

    // Without a year, a month counts when it is written as a name.
    private static bool IsNamed(in Scan scan, int token) => char.IsUpper(scan.Text[scan.Tokens[token].Start])
        && (scan.Tokens[token].Length > 3 || char.IsLower(scan.Text[scan.Tokens[token].Start + 1])) && !IsOtherWord(scan, token);

    private static bool IsYear(in Scan scan, int token) => scan.Is(token, TokenKind.Digits) && scan.Tokens[token].Length == 4
        && IsCentury(scan.Of(token));

    private static bool IsCentury(ReadOnlySpan<char> year) => BirthDate.Two(year, 0) is 18 or 19 or 20;

    // "T08:11:32.5Z" or " 08:11:32" behind a date.
    private static int TimeEnd(in Scan scan, int last)
    {
        var at = new Cursor(scan, last + 1);
        if (!at.Word("t")) _ = at.Sign(',', Gap.Line);
        if (!at.Digits(1, 2, Gap.Blank)) return last;
        var minutes = at;
        if (!minutes.Sign(':')) return last;
        if (minutes.Any(TokenKind.Digits)) at = minutes;
        var seconds = at;
        if (seconds.AnySign(":.") && seconds.Any(TokenKind.Digits)) at = seconds;
        var fraction = at;
        if (fraction.Sign('.') && fraction.Any(TokenKind.Digits)) at = fraction;
        if (at.Word("z")) return at.Last;
        var zone = at;
        if (!zone.AnySign("+-") || !zone.Any(TokenKind.Digits)) return at.Last;
        at = zone;
        return zone.Sign(':') && zone.Any(TokenKind.Digits) ? zone.Last : at.Last;
    }

    private static void Finish(ref Scan scan, Detector self, int first, int last)
    {
        scan.Resume(self) = last + 1;
        // Of a run of Chinese, Japanese or Korean only the sign for the day belongs to the date.
        var end = scan.Is(last, TokenKind.Cjk) ? scan.Tokens[last].Start + 1 : scan.Tokens[last].End;
        scan.ReportNear(self, scan.Tokens[first].Start, end, first, last, PiiEvidence.Shape);
    }

    // HIPAA's safe harbor, 45 CFR 164.514(b)(2)(i)(C): the year stands. It is the one number from 1900 to 2099 among the runs of four digits; two
    // different ones leave doubt, and so does a run of another length above two.
    private static Remainder Year(ReadOnlySpan<char> value)
    {
        var year = -1;
        foreach (var run in Generalization.DigitRuns(value))
        {
            if (run.Length <= 2) continue;
            if (run.Length != 4) return Remainder.None;
            var number = int.Parse(run, CultureInfo.InvariantCulture);
            if (number is < 1900 or > 2099 || (year >= 0 && year != number)) return Remainder.None;
            year = number;
        }

        return year >= Generalization.FirstYearShown ? Remainder.Of(year.ToString(CultureInfo.InvariantCulture)) : Remainder.None;
    }
}
