namespace StreamNer.Pii.Keys;

/// <summary>Bytes as letters only, so that no detector takes what stands in a tag for a number, a key or an address.</summary>
internal static class LetterCode
{
    /// <summary>Two letters a to p for each byte, high nibble first.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) =>
        string.Create(2 * bytes.Length, bytes, static (letters, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                letters[2 * i] = (char)('a' + (source[i] >> 4));
                letters[(2 * i) + 1] = (char)('a' + (source[i] & 15));
            }
        });

    /// <summary>The bytes; null when the letters are not such a code.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> letters)
    {
        if (letters.Length % 2 != 0) return null;
        var bytes = new byte[letters.Length / 2];
        for (var i = 0; i < bytes.Length; i++)
        {
            int high = letters[2 * i] - 'a', low = letters[(2 * i) + 1] - 'a';
            if (high is < 0 or > 15 || low is < 0 or > 15) return null;
            bytes[i] = (byte)((high << 4) | low);
        }

        return bytes;
    }
}
