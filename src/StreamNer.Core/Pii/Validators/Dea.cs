namespace StreamNer.Pii.Validators;

/// <summary>US Drug Enforcement Administration number: registrant type, and a check digit over the other six.</summary>
internal static class Dea
{
    /// <summary>Two letters and seven digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        "ABCDEFGHJKLMPRSTUX".Contains(text[0]) && Checksums.Weighted(text[2..], [1, 2, 1, 2, 1, 2]) % 10 == text[8] - '0';
}
