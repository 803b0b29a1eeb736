namespace StreamNer.Pii.Validators;

/// <summary>Australian Business Number: the first digit less one, weighted sum divisible by 89 (Australian Business Register).</summary>
internal static class AustralianAbn
{
    /// <summary>Eleven digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => text[0] != '0'
        && (Checksums.Weighted(text, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 == 0;
}
