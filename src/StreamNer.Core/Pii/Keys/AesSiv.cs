using System.Security.Cryptography;

namespace StreamNer.Pii.Keys;

/// <summary>
/// AES-SIV of RFC 5297: deterministic authenticated encryption. Equal plaintexts under one key and equal associated data give equal
/// ciphertexts, which is what keeps a record a function of its text. Thread-safe; holds key material until disposed.
/// </summary>
internal sealed class AesSiv : IDisposable
{
    /// <summary>Bytes by which a ciphertext is longer than its plaintext.</summary>
    public const int Overhead = 16;

    private const int Block = 16;
    private readonly byte[] _macKey;
    private readonly byte[] _cipherKey;

    /// <summary>Creates a cipher; the first half of the key is for S2V, the second for CTR.</summary>
    /// <param name="key">32, 48 or 64 bytes (AES-128, AES-192, AES-256).</param>
    public AesSiv(ReadOnlySpan<byte> key)
    {
        if (key.Length is not (32 or 48 or 64)) throw new ArgumentException("must be 32, 48 or 64 bytes", nameof(key));
        _macKey = key[..(key.Length / 2)].ToArray();
        _cipherKey = key[(key.Length / 2)..].ToArray();
    }

    /// <summary>Encrypts: the synthetic initialisation vector (16 bytes), then the ciphertext.</summary>
    /// <param name="plaintext">Any length, empty included.</param>
    /// <param name="associated">The components of the associated data, at most 126; their number and borders are authenticated too.</param>
    public byte[] Seal(ReadOnlySpan<byte> plaintext, params ReadOnlySpan<byte[]> associated)
    {
        var sealedBytes = new byte[Overhead + plaintext.Length];
        Vector(plaintext, associated, sealedBytes.AsSpan(0, Block));
        Counter(sealedBytes.AsSpan(0, Block), plaintext, sealedBytes.AsSpan(Block));
        return sealedBytes;
    }

    /// <summary>Decrypts; null when the bytes were not made by <see cref="Seal"/> with this key and this associated data.</summary>
    public byte[]? Open(ReadOnlySpan<byte> sealedBytes, params ReadOnlySpan<byte[]> associated)
    {
        if (sealedBytes.Length < Overhead) return null;
        var plaintext = new byte[sealedBytes.Length - Overhead];
        Counter(sealedBytes[..Block], sealedBytes[Block..], plaintext);
        Span<byte> expected = stackalloc byte[Block];
        Vector(plaintext, associated, expected);
        if (CryptographicOperations.FixedTimeEquals(expected, sealedBytes[..Block])) return plaintext;
        CryptographicOperations.ZeroMemory(plaintext);
        return null;
    }

    /// <summary>Clears the key.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_macKey);
        CryptographicOperations.ZeroMemory(_cipherKey);
    }

    // S2V, RFC 5297 section 2.4.
    private void Vector(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte[]> associated, Span<byte> vector)
    {
        if (associated.Length > 126) throw new ArgumentException("at most 126 components", nameof(associated));
        using var aes = Create(_macKey);
        Span<byte> mac = stackalloc byte[Block];
        Span<byte> sum = stackalloc byte[Block];
        sum.Clear();
        Cmac(aes, sum, sum);
        foreach (var component in associated)
        {
            Double(sum);
            Cmac(aes, component, mac);
            Xor(sum, mac);
        }

        if (plaintext.Length >= Block)
        {
            var last = plaintext.ToArray();
            Xor(last.AsSpan(last.Length - Block), sum);
            Cmac(aes, last, vector);
            CryptographicOperations.ZeroMemory(last);
            return;
        }

        Double(sum);
        Span<byte> padded = stackalloc byte[Block];
        padded.Clear();
        plaintext.CopyTo(padded);
        padded[plaintext.Length] = 0x80;
        Xor(padded, sum);
        Cmac(aes, padded, vector);
    }

    // CTR, RFC 5297 section 2.5: the two bits that let counters run in 64 and in 32 bits are cleared.
    private void Counter(ReadOnlySpan<byte> vector, ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (input.Length == 0) return;
        using var aes = Create(_cipherKey);
        Span<byte> counter = stackalloc byte[Block];
        vector.CopyTo(counter);
        counter[8] &= 0x7F;
        counter[12] &= 0x7F;
        var stream = new byte[(input.Length + Block - 1) / Block * Block];
        for (var at = 0; at < stream.Length; at += Block)
        {
            counter.CopyTo(stream.AsSpan(at));
            for (var i = Block - 1; i >= 0 && ++counter[i] == 0; i--) { }
        }

        aes.EncryptEcb(stream, stream, PaddingMode.None);
        for (var i = 0; i < input.Length; i++) output[i] = (byte)(input[i] ^ stream[i]);
        CryptographicOperations.ZeroMemory(stream);
    }

    // AES-CMAC, RFC 4493: CBC with a zero vector, the last block masked by a subkey.
    private static void Cmac(Aes aes, ReadOnlySpan<byte> message, Span<byte> mac)
    {
        Span<byte> subkey = stackalloc byte[Block];
        subkey.Clear();
        aes.EncryptEcb(subkey, subkey, PaddingMode.None);
        Double(subkey);
        var whole = message.Length > 0 && message.Length % Block == 0;
        var blocks = new byte[whole ? message.Length : (message.Length / Block * Block) + Block];
        message.CopyTo(blocks);
        if (!whole)
        {
            blocks[message.Length] = 0x80;
            Double(subkey);
        }

        Xor(blocks.AsSpan(blocks.Length - Block), subkey);
        Span<byte> zero = stackalloc byte[Block];
        zero.Clear();
        aes.EncryptCbc(blocks, zero, blocks, PaddingMode.None);
        blocks.AsSpan(blocks.Length - Block).CopyTo(mac);
        CryptographicOperations.ZeroMemory(blocks);
    }

    // Multiplication by x in GF(2^128) modulo x^128 + x^7 + x^2 + x + 1.
    private static void Double(Span<byte> block)
    {
        var carry = block[0] >> 7;
        for (var i = 0; i < Block - 1; i++) block[i] = (byte)((block[i] << 1) | (block[i + 1] >> 7));
        block[Block - 1] = (byte)((block[Block - 1] << 1) ^ (carry * 0x87));
    }

    private static void Xor(Span<byte> into, ReadOnlySpan<byte> other)
    {
        for (var i = 0; i < into.Length; i++) into[i] ^= other[i];
    }

    private static Aes Create(byte[] key)
    {
        var aes = Aes.Create();
        aes.Key = key;
        return aes;
    }
}
