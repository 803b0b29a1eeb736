namespace StreamNer.Pii.Types;

/// <summary>Checksum schemes used by more than one identifier. Inputs are ASCII digits.</summary>
internal static class Checksums
{
    /// <summary>Luhn's formula (ISO/IEC 7812-1, annex B) over all digits, the last being the check digit.</summary>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var d = digits[^(i + 1)] - '0';
            if ((i & 1) == 1 && (d *= 2) > 9) d -= 9;
            sum += d;
        }

        return sum % 10 == 0;
    }

    /// <summary>The sum of digit times weight, over the weights given (bytes: a span of wider constants costs an allocation until it is compiled for
    /// speed).</summary>
    public static int Weighted(ReadOnlySpan<char> digits, ReadOnlySpan<sbyte> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++) sum += (digits[i] - '0') * weights[i];
        return sum;
    }

    /// <summary>ISO 7064 MOD 97-10 remainder; letters count as 10 to 35.</summary>
    public static int Mod97(ReadOnlySpan<char> text, int remainder = 0)
    {
        foreach (var c in text) remainder = c <= '9' ? (remainder * 10 + c - '0') % 97 : (remainder * 100 + c - 'A' + 10) % 97;
        return remainder;
    }

    /// <summary>The value of a digit string of at most 18 digits.</summary>
    public static long Value(ReadOnlySpan<char> digits)
    {
        var value = 0L;
        foreach (var c in digits) value = value * 10 + c - '0';
        return value;
    }

    /// <summary>Whether all characters are the same.</summary>
    public static bool IsRepeated(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(text[0]) < 0;
}
