namespace StreamNer.Pii.Validators;

/// <summary>Swiss social security number: 756 and the check digit of EAN-13.</summary>
internal static class SwissAhv
{
    /// <summary>Thirteen digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => text.StartsWith("756")
        && Checksums.Weighted(text, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 == 0;
}
