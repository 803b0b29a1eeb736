namespace StreamNer.Pii.Validators;

/// <summary>UK National Health Service number: modulus 11 (NHS Data Dictionary).</summary>
internal static class Nhs
{
    /// <summary>Ten digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        var check = 11 - Checksums.Weighted(text, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        return (check == 11 ? 0 : check) == text[9] - '0' && !Checksums.IsRepeated(text);
    }
}
