namespace StreamNer.Pii.Validators;

/// <summary>Brazilian person number: two check digits modulo 11 (Receita Federal).</summary>
internal static class BrazilianCpf
{
    /// <summary>Eleven digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => !Checksums.IsRepeated(text)
        && Checksums.Weighted(text, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10 == text[9] - '0'
        && Checksums.Weighted(text, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10 == text[10] - '0';
}
