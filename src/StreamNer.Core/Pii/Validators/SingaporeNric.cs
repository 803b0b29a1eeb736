namespace StreamNer.Pii.Validators;

/// <summary>Singapore NRIC and FIN: weights 2, 7, 6, 5, 4, 3, 2 and the letter tables of each series.</summary>
internal static class SingaporeNric
{
    /// <summary>A letter, seven digits, a letter.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        var sum = Checksums.Weighted(text[1..], [2, 7, 6, 5, 4, 3, 2]);
        return text[0] switch
        {
            'S' => "JZIHGFEDCBA"[sum % 11],
            'T' => "JZIHGFEDCBA"[(sum + 4) % 11],
            'F' => "XWUTRQPNMLK"[sum % 11],
            'G' => "XWUTRQPNMLK"[(sum + 4) % 11],
            'M' => "XWUTRQPNJLK"[(sum + 3) % 11],
            _ => '\0',
        } == text[8];
    }
}
