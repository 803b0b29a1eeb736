namespace StreamNer.Pii.Validators;

/// <summary>Polish PESEL: date of birth with the century in the month, weights 1, 3, 7, 9.</summary>
internal static class Pesel
{
    /// <summary>Eleven digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        BirthDate.IsDay(BirthDate.Two(text, 2) % 20, BirthDate.Two(text, 4))
        && (10 - Checksums.Weighted(text, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10 == text[10] - '0';
}
