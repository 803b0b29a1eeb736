namespace StreamNer.Pii.Validators;

/// <summary>US bank routing number (American Bankers Association): Federal Reserve prefix and weights 3, 7, 1.</summary>
internal static class Aba
{
    /// <summary>Nine digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        BirthDate.Two(text, 0) is (>= 1 and <= 12) or (>= 21 and <= 32) or (>= 61 and <= 72) or 80
            && Checksums.Weighted(text, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 == 0;
}
