namespace StreamNer.Pii.Validators;

/// <summary>Portuguese tax number: modulus 11.</summary>
internal static class PortugueseNif
{
    /// <summary>Nine digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text[0] is '0' || (text[0] == '4' && text[1] != '5')) return false;
        var check = 11 - Checksums.Weighted(text, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        return (check >= 10 ? 0 : check) == text[8] - '0' && !Checksums.IsRepeated(text);
    }
}
