using System.Numerics;
using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>Ethereum addresses: 0x and forty hexadecimal digits; mixed case carries a checksum by Keccak-256 (EIP-55).</summary>
internal static class Ethereum
{
    private static ReadOnlySpan<ulong> RoundConstants =>
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B, 0x0000000080000001, 0x8000000080008081,
            0x8000000000008009,
        0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A, 0x000000008000808B, 0x800000000000008B, 0x8000000000008089,
            0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001,
            0x8000000080008008,
    ];

    private static ReadOnlySpan<byte> Rotations => [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];
    private static ReadOnlySpan<byte> Lanes => [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];

    /// <summary>Begins with 0x.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length != 42) return false;
        var digits = text[2..];
        bool lower = false, upper = false;
        foreach (var c in digits)
        {
            if (!CharTable.IsHex(c)) return false;
            lower |= c >= 'a';
            upper |= c is >= 'A' and <= 'F';
        }

        if (!lower || !upper) return true;
        Span<byte> hash = stackalloc byte[32];
        Span<byte> ascii = stackalloc byte[40];
        for (var i = 0; i < 40; i++) ascii[i] = (byte)char.ToLowerInvariant(digits[i]);
        Keccak256(ascii, hash);
        for (var i = 0; i < 40; i++)
        {
            var nibble = (i & 1) == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
            if (CharTable.IsLetter(digits[i]) && digits[i] <= 'F' != nibble >= 8) return false;
        }

        return true;
    }

    // One block: the message is shorter than the rate of 136 bytes. FIPS 202's permutation with the padding of the original Keccak.
    private static void Keccak256(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        Span<ulong> state = stackalloc ulong[25];
        state.Clear();
        for (var i = 0; i < message.Length; i++) state[i / 8] ^= (ulong)message[i] << (i % 8 * 8);
        state[message.Length / 8] ^= 1UL << (message.Length % 8 * 8);
        state[16] ^= 0x8000000000000000;
        Span<ulong> column = stackalloc ulong[5];
        foreach (var constant in RoundConstants)
        {
            for (var x = 0; x < 5; x++) column[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
            for (var x = 0; x < 5; x++)
            {
                var t = column[(x + 4) % 5] ^ BitOperations.RotateLeft(column[(x + 1) % 5], 1);
                for (var y = 0; y < 25; y += 5) state[y + x] ^= t;
            }

            var carried = state[1];
            for (var i = 0; i < 24; i++) (state[Lanes[i]], carried) = (BitOperations.RotateLeft(carried, Rotations[i]), state[Lanes[i]]);
            for (var y = 0; y < 25; y += 5)
            {
                state.Slice(y, 5).CopyTo(column);
                for (var x = 0; x < 5; x++) state[y + x] = column[x] ^ (~column[(x + 1) % 5] & column[(x + 2) % 5]);
            }

            state[0] ^= constant;
        }

        for (var i = 0; i < 32; i++) hash[i] = (byte)(state[i / 8] >> (i % 8 * 8));
    }
}
