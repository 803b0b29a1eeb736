namespace StreamNer.Pii.Validators;

/// <summary>Finnish personal identity code: date, century sign, and a check character modulo 31 (Digital and Population Data Services
/// Agency).</summary>
internal static class FinnishHetu
{
    private const string Check = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    /// <summary>Ten characters: the sign was a hyphen and is left out.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => Fits(text[..6], text[6..9], text[9]);

    /// <summary>Eleven characters with a letter for the century.</summary>
    public static bool IsWithSign(ReadOnlySpan<char> text) => "ABCDEFYXWVU".Contains(text[6]) && Fits(text[..6], text[7..10], text[10]);

    private static bool Fits(ReadOnlySpan<char> date, ReadOnlySpan<char> number, char check) =>
        BirthDate.IsDayFirst(date) && Check[(int)((Checksums.Value(date) * 1000 + Checksums.Value(number)) % 31)] == check;
}
