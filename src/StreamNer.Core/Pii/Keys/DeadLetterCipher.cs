using System.Security.Cryptography;
using System.Text;
using StreamNer.Pipeline;

namespace StreamNer.Pii.Keys;

/// <summary>
/// Encrypts dead letters: AES-256-GCM with the source's coordinates as associated data, so that a letter moved to other coordinates does not
/// open. The key's version travels beside it, in a header. Thread-safe.
/// </summary>
/// <remarks>
/// Form: 1 byte version (1), 12 bytes random nonce, ciphertext, 16 bytes tag. A random nonce is safe for 2^32 messages a key
/// (NIST SP 800-38D section 8.3): change the active version before.
/// </remarks>
internal sealed class DeadLetterCipher
{
    /// <summary>Bytes by which a sealed value is longer than what it holds.</summary>
    public const int Overhead = 1 + Nonce + Tag;

    private const int Nonce = 12;
    private const int Tag = 16;
    private const byte Form = 1;
    private readonly KeyRing _keys;

    /// <summary>Creates a cipher under the keys of <paramref name="keys"/>.</summary>
    public DeadLetterCipher(KeyRing keys) => _keys = keys;

    /// <summary>The version that <see cref="Seal"/> uses.</summary>
    public string KeyId => _keys.ActiveVersion;

    /// <summary>Seals what a letter holds.</summary>
    /// <param name="plaintext">Any length.</param>
    /// <param name="source">The coordinates that stand beside the letter; null for standard input. The timestamp does not count.</param>
    /// <exception cref="InvalidOperationException">The ring has no active key.</exception>
    public byte[] Seal(ReadOnlySpan<byte> plaintext, SourcePosition? source)
    {
        using var cipher = Cipher(KeyId) ?? throw new InvalidOperationException("no active key");
        var output = new byte[Overhead + plaintext.Length];
        output[0] = Form;
        var nonce = output.AsSpan(1, Nonce);
        RandomNumberGenerator.Fill(nonce);
        cipher.Encrypt(nonce, plaintext, output.AsSpan(1 + Nonce, plaintext.Length), output.AsSpan(output.Length - Tag), Associated(KeyId, source));
        return output;
    }

    /// <summary>Opens a sealed value; null when the key is not here, or key, value and coordinates do not belong together.</summary>
    public byte[]? Open(string keyId, ReadOnlySpan<byte> sealedValue, SourcePosition? source)
    {
        if (sealedValue.Length < Overhead || sealedValue[0] != Form) return null;
        using var cipher = Cipher(keyId);
        if (cipher is null) return null;
        var plaintext = new byte[sealedValue.Length - Overhead];
        try
        {
            cipher.Decrypt(sealedValue.Slice(1, Nonce), sealedValue[(1 + Nonce)..^Tag], sealedValue[^Tag..], plaintext, Associated(keyId, source));
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private AesGcm? Cipher(string version)
    {
        Span<byte> key = stackalloc byte[32];
        if (!_keys.TryDerive(version, "", KeyRing.DeadLetter, key)) return null;
        var cipher = new AesGcm(key, Tag);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }

    // Neither a version nor a topic's name can hold a line break.
    private static byte[] Associated(string keyId, SourcePosition? source) =>
        Encoding.UTF8.GetBytes(source is { } at ? $"{keyId}\n{at.Topic}\n{at.Partition}\n{at.Offset}" : keyId);
}
