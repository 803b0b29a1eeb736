namespace StreamNer.Pii.Validators;

/// <summary>UK National Insurance number: the prefixes HMRC allows (NIM39110) and a suffix A to D.</summary>
internal static class Nino
{
    /// <summary>Two letters, six digits, a letter.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        !"DFIQUV".Contains(text[0]) && !"DFIOQUV".Contains(text[1]) && text[8] is >= 'A' and <= 'D'
            && text[..2] is not ("BG" or "GB" or "KN" or "NK" or "NT" or "TN" or "ZZ");
}
