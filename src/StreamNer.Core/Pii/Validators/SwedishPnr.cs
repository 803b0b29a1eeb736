namespace StreamNer.Pii.Validators;

/// <summary>Swedish personal and coordination numbers: date (day plus 60 for the latter) and Luhn (Skatteverket).</summary>
internal static class SwedishPnr
{
    /// <summary>Ten digits, or twelve with the century.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length == 12 && BirthDate.Two(text, 0) is not (18 or 19 or 20)) return false;
        var ten = text[^10..];
        var day = BirthDate.Two(ten, 4);
        return BirthDate.IsDay(BirthDate.Two(ten, 2), day > 60 ? day - 60 : day) && Checksums.Luhn(ten);
    }
}
