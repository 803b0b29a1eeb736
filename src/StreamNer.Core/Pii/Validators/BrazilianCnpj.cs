namespace StreamNer.Pii.Validators;

/// <summary>Brazilian company number: two check digits modulo 11; letters (from 2026) count as their ASCII value less 48.</summary>
internal static class BrazilianCnpj
{
    /// <summary>Twelve digits or letters and two digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => !Checksums.IsRepeated(text)
        && Check(Checksums.Weighted(text, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) == text[12] - '0'
        && Check(Checksums.Weighted(text, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) == text[13] - '0';

    private static int Check(int sum) => sum % 11 < 2 ? 0 : 11 - sum % 11;
}
