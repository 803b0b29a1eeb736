namespace StreamNer.Pii.Validators;

/// <summary>Australian Medicare card: first digit 2 to 6, check digit ninth, issue number 1 to 9, perhaps the person's number.</summary>
internal static class AustralianMedicare
{
    /// <summary>Ten or eleven digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text[0] is >= '2' and <= '6' && text[9] != '0' && Checksums.Weighted(text, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 == text[8] - '0';
}
