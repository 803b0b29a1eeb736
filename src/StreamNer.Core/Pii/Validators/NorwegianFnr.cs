namespace StreamNer.Pii.Validators;

/// <summary>Norwegian national identity number: date (day plus 40 for D-numbers) and two check digits modulo 11 (Skatteetaten).</summary>
internal static class NorwegianFnr
{
    /// <summary>Eleven digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        var day = BirthDate.Two(text, 0);
        var month = BirthDate.Two(text, 2);
        if (!BirthDate.IsDay(month > 80 ? month - 80 : month > 40 ? month - 40 : month, day > 40 ? day - 40 : day)) return false;
        return Checksums.Weighted(text, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 == 0
            && Checksums.Weighted(text, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0;
    }
}
