using System.Security.Cryptography;

namespace StreamNer.Pii.Types;

/// <summary>Base58Check: 25 bytes, the last four the beginning of the double SHA-256 of the rest (Bitcoin's alphabet; Ripple's for addresses with
/// r).</summary>
internal static class Base58
{
    private const string Bitcoin = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string Ripple = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

    /// <summary>25 to 36 characters.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[25];
        if (!Decode(text, text[0] == 'r' ? Ripple : Bitcoin, bytes)) return false;
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes[..21], hash);
        SHA256.HashData(hash, hash);
        return hash[..4].SequenceEqual(bytes[21..]);
    }

    private static bool Decode(ReadOnlySpan<char> text, string alphabet, Span<byte> bytes)
    {
        bytes.Clear();
        foreach (var c in text)
        {
            var carry = alphabet.IndexOf(c, StringComparison.Ordinal);
            if (carry < 0) return false;
            for (var i = bytes.Length - 1; i >= 0; i--)
            {
                carry += bytes[i] * 58;
                bytes[i] = (byte)carry;
                carry >>= 8;
            }

            if (carry != 0) return false;
        }

        return true;
    }
}
