namespace StreamNer.Pii.Validators;

/// <summary>Dutch citizen service number: the eleven test with -1 for the last digit.</summary>
internal static class DutchBsn
{
    /// <summary>Eight or nine digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => !Checksums.IsRepeated(text)
        && (text.Length == 9 ? Checksums.Weighted(text, [9, 8, 7, 6, 5, 4, 3, 2, -1])
            : Checksums.Weighted(text, [8, 7, 6, 5, 4, 3, 2, -1])) % 11 == 0;
}
