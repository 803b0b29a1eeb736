namespace StreamNer.Pii.Validators;

/// <summary>South African identity number: date, citizenship and Luhn.</summary>
internal static class SouthAfricanId
{
    /// <summary>Thirteen digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => BirthDate.IsYearFirst(text) && text[10] is '0' or '1' or '2' && Checksums.Luhn(text);
}
