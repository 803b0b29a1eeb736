namespace StreamNer.Pii.Validators;

/// <summary>US National Provider Identifier: Luhn over 80840 and the number (45 CFR 162.406).</summary>
internal static class Npi
{
    /// <summary>Ten digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text[0] is not ('1' or '2')) return false;
        Span<char> card = stackalloc char[15];
        "80840".CopyTo(card);
        text.CopyTo(card[5..]);
        return Checksums.Luhn(card);
    }
}
