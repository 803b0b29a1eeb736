using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>Base64 in both alphabets (RFC 4648), without padding.</summary>
internal static class Base64
{
    /// <summary>Decodes into <paramref name="bytes"/>; false on another character, a length no encoder makes, or too little room.</summary>
    public static bool Decode(ReadOnlySpan<char> text, Span<byte> bytes, out int count)
    {
        count = 0;
        if (text.Length % 4 == 1) return false;
        int bits = 0, held = 0;
        foreach (var c in text)
        {
            var value = CharTable.IsDigit(c) ? c - '0' + 52 : c is >= 'A' and <= 'Z' ? c - 'A' : c is >= 'a' and <= 'z' ? c - 'a' + 26
                : c is '+' or '-' ? 62 : c is '/' or '_' ? 63 : -1;
            if (value < 0) return false;
            bits = ((bits & 0xFFFF) << 6) | value;
            if ((held += 6) < 8) continue;
            held -= 8;
            if (count == bytes.Length) return false;
            bytes[count++] = (byte)(bits >> held);
        }

        return true;
    }
}
