using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of South Korea.</summary>
internal static class SouthKorea
{
    /// <summary>Korean resident registration number: date, century and sex, and a check digit that numbers given out since October 2020 no longer
    /// have.</summary>
    public static readonly PiiType Rrn = new("KR_RRN", 630)
    {
        Region = "KR",
        Languages = "ko,en",
        Context = "주민등록번호|주민번호|주민등록|외국인등록번호|rrn|resident registration|resident number|jumin|주민 등록 번호|외국인등록|resident id|"
            + "resident registration number",
        Forms =
        [
            new Shape("kr-rrn.form", Structural, Digits(13), IsRrn) { Layout = "6-7" },
            new Shape("kr-rrn", Contextual, Digits(13), IsRrnForm),
        ],
        Examples = ["⟦880101-1234568⟧", "주민등록번호 ⟦8801011234567⟧"],
        CounterExamples = ["880101-1234567"],
    };

    /// <summary>Thirteen digits with a right check digit.</summary>
    public static bool IsRrn(ReadOnlySpan<char> text)
    {
        var sum = Checksums.Weighted(text, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
        var foreign = text[6] is >= '5' and <= '8';
        return IsRrnForm(text) && ((foreign ? 13 : 11) - sum % 11) % 10 == text[12] - '0';
    }

    /// <summary>Thirteen digits that begin with a date and a digit for century and sex.</summary>
    public static bool IsRrnForm(ReadOnlySpan<char> text) => BirthDate.IsYearFirst(text);
}
