namespace StreamNer.Pii.Validators;

/// <summary>Australian Tax File Number: weighted sum divisible by 11.</summary>
internal static class AustralianTfn
{
    /// <summary>Eight or nine digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => !Checksums.IsRepeated(text)
        && (text.Length == 9 ? Checksums.Weighted(text, [1, 4, 3, 7, 5, 8, 6, 9, 10])
            : Checksums.Weighted(text, [10, 7, 8, 4, 6, 3, 5, 1])) % 11 == 0;
}
