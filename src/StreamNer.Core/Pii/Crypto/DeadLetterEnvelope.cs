using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using StreamNer.Flow;

namespace StreamNer.Pii;

/// <summary>What an envelope holds: the original record's key, value and headers. Null and empty differ.</summary>
public sealed record DeadLetterContent(byte[]? Key, byte[]? Value, IReadOnlyList<RecordHeader> Headers);

/// <summary>
/// Encrypts dead letters: AES-256-GCM over key, value and headers together, the source's coordinates as associated data, so that an envelope moved
/// to other coordinates does not open. The key's version travels in the header <see cref="KeyHeader"/>. Thread-safe.
/// </summary>
/// <remarks>
/// Form: 1 byte version (1), 12 bytes random nonce, ciphertext, 16 bytes tag. A random nonce is safe for 2^32 messages a key
/// (NIST SP 800-38D section 8.3): change the active version before.
/// </remarks>
public sealed class DeadLetterEnvelope
{
    /// <summary>The header that names the key's version; a record without it is not encrypted.</summary>
    public const string KeyHeader = "streamner.dlq.key-id";

    private const int Nonce = 12;
    private const int Tag = 16;
    private const byte Form = 1;
    private readonly KeyRing _keys;

    /// <summary>Creates an envelope under the keys of <paramref name="keys"/>.</summary>
    public DeadLetterEnvelope(KeyRing keys) => _keys = keys;

    /// <summary>The version that <see cref="Seal"/> uses: the value of <see cref="KeyHeader"/>.</summary>
    public string KeyId => _keys.ActiveVersion;

    /// <summary>The length of the sealed value, to be checked against the topic's limit.</summary>
    public static int SealedLength(DeadLetterContent content) => 1 + Nonce + ContentLength(content) + Tag;

    /// <summary>Seals a record into the dead letter's value; its key and headers must then be left out.</summary>
    /// <exception cref="InvalidOperationException">The ring has no active key.</exception>
    public byte[] Seal(DeadLetterContent content, SourcePosition? source)
    {
        var plaintext = Write(content);
        var output = new byte[1 + Nonce + plaintext.Length + Tag];
        output[0] = Form;
        RandomNumberGenerator.Fill(output.AsSpan(1, Nonce));
        using (var cipher = Cipher(KeyId) ?? throw new InvalidOperationException("no active key"))
        {
            cipher.Encrypt(output.AsSpan(1, Nonce), plaintext, output.AsSpan(1 + Nonce, plaintext.Length), output.AsSpan(output.Length - Tag), Associated(KeyId, source));
        }

        CryptographicOperations.ZeroMemory(plaintext);
        return output;
    }

    /// <summary>Opens a sealed value; null when the key is not here, or key, value and coordinates do not belong together.</summary>
    public DeadLetterContent? Open(string keyId, ReadOnlySpan<byte> sealedValue, SourcePosition? source)
    {
        if (sealedValue.Length < 1 + Nonce + Tag || sealedValue[0] != Form) return null;
        using var cipher = Cipher(keyId);
        if (cipher is null) return null;
        var plaintext = new byte[sealedValue.Length - 1 - Nonce - Tag];
        try
        {
            cipher.Decrypt(sealedValue.Slice(1, Nonce), sealedValue[(1 + Nonce)..^Tag], sealedValue[^Tag..], plaintext, Associated(keyId, source));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return Read(plaintext);
    }

    private AesGcm? Cipher(string version)
    {
        Span<byte> key = stackalloc byte[32];
        if (!_keys.TryDerive(version, "", KeyRing.DeadLetter, key)) return null;
        var cipher = new AesGcm(key, Tag);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }

    private static byte[] Associated(string keyId, SourcePosition? source) =>
        Encoding.UTF8.GetBytes(source is { } at ? $"{keyId}\n{at.Topic}\n{at.Partition}\n{at.Offset}" : keyId);

    // Each part: its length as int32 (-1 for null), then its bytes; headers as key and value after their count.
    private static int ContentLength(DeadLetterContent content)
    {
        var length = 12 + (content.Key?.Length ?? 0) + (content.Value?.Length ?? 0);
        foreach (var header in content.Headers) length += 8 + Encoding.UTF8.GetByteCount(header.Key) + (header.Value?.Length ?? 0);
        return length;
    }

    private static byte[] Write(DeadLetterContent content)
    {
        var bytes = new byte[ContentLength(content)];
        var rest = bytes.AsSpan();
        Put(ref rest, content.Key);
        Put(ref rest, content.Value);
        BinaryPrimitives.WriteInt32BigEndian(rest, content.Headers.Count);
        rest = rest[4..];
        foreach (var header in content.Headers)
        {
            Put(ref rest, Encoding.UTF8.GetBytes(header.Key));
            Put(ref rest, header.Value);
        }

        return bytes;
    }

    private static void Put(ref Span<byte> rest, byte[]? part)
    {
        BinaryPrimitives.WriteInt32BigEndian(rest, part?.Length ?? -1);
        part?.CopyTo(rest[4..]);
        rest = rest[(4 + (part?.Length ?? 0))..];
    }

    // What is read here was authenticated: it has the form that Write gave it.
    private static DeadLetterContent Read(ReadOnlySpan<byte> rest)
    {
        var key = Take(ref rest);
        var value = Take(ref rest);
        var headers = new RecordHeader[BinaryPrimitives.ReadInt32BigEndian(rest)];
        rest = rest[4..];
        for (var i = 0; i < headers.Length; i++) headers[i] = new RecordHeader(Encoding.UTF8.GetString(Take(ref rest)!), Take(ref rest));
        return new DeadLetterContent(key, value, headers);
    }

    private static byte[]? Take(ref ReadOnlySpan<byte> rest)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(rest);
        rest = rest[4..];
        if (length < 0) return null;
        var part = rest[..length].ToArray();
        rest = rest[length..];
        return part;
    }
}
