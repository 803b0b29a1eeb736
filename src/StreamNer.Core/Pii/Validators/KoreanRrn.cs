namespace StreamNer.Pii.Validators;

/// <summary>Korean resident registration number: date, century and sex, and a check digit that numbers given out since October 2020 no longer
/// have.</summary>
internal static class KoreanRrn
{
    /// <summary>Thirteen digits with a right check digit.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        var sum = Checksums.Weighted(text, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
        var foreign = text[6] is >= '5' and <= '8';
        return IsForm(text) && ((foreign ? 13 : 11) - sum % 11) % 10 == text[12] - '0';
    }

    /// <summary>Thirteen digits that begin with a date and a digit for century and sex.</summary>
    public static bool IsForm(ReadOnlySpan<char> text) => BirthDate.IsYearFirst(text);
}
