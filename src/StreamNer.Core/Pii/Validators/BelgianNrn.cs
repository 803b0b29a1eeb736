namespace StreamNer.Pii.Validators;

/// <summary>Belgian national register number: date of birth, and 97 less the number modulo 97, with a 2 before it from the year 2000.</summary>
internal static class BelgianNrn
{
    /// <summary>Eleven digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        var month = BirthDate.Two(text, 2) % 20;
        if (month > 12 || BirthDate.Two(text, 4) > 31) return false;
        var number = Checksums.Value(text[..9]);
        var check = BirthDate.Two(text, 9);
        return 97 - number % 97 == check || 97 - (2_000_000_000 + number) % 97 == check;
    }
}
