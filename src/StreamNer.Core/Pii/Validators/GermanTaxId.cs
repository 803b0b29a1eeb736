namespace StreamNer.Pii.Validators;

/// <summary>German tax identification number: one digit twice or three times among the first ten, ISO 7064 MOD 11,10.</summary>
internal static class GermanTaxId
{
    /// <summary>Eleven digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text[0] == '0') return false;
        Span<int> seen = stackalloc int[10];
        seen.Clear();
        var product = 10;
        foreach (var c in text[..10])
        {
            seen[c - '0']++;
            var sum = (c - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        var repeated = 0;
        foreach (var n in seen)
        {
            if (n > 3) return false;
            if (n > 1) repeated++;
        }

        return repeated == 1 && (11 - product) % 10 == text[10] - '0';
    }
}
