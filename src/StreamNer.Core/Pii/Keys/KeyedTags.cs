using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace StreamNer.Pii.Keys;

/// <summary>
/// Tags that need a key. A pseudonym <c>[TYPE~version~letters]</c> is the first 112 bits of an HMAC-SHA-256 over the canonical value: equal values
/// have equal pseudonyms within a tenant, type and key version, and nothing leads back. An encrypted tag <c>[TYPE#version#letters]</c> is AES-SIV
/// of the value as it stood, bound to tenant, type and version: <see cref="Reveal"/> gives it back. Thread-safe.
/// </summary>
internal sealed class KeyedTags
{
    private const int PseudonymBytes = 14;
    private readonly KeyRing _keys;

    /// <summary>Creates tags under the keys of <paramref name="keys"/>.</summary>
    public KeyedTags(KeyRing keys) => _keys = keys;

    /// <summary>Appends the pseudonym of a canonical value; false, with nothing appended, when the tenant's keys are destroyed or none is
    /// active.</summary>
    public bool TryAppendPseudonym(StringBuilder output, string tenant, string type, string canonical) =>
        TryAppendPseudonym(output, tenant, type, MemoryMarshal.AsBytes(canonical.AsSpan()));

    /// <summary>The same of bytes that are no text.</summary>
    public bool TryAppendPseudonym(StringBuilder output, string tenant, string type, ReadOnlySpan<byte> canonical)
    {
        Span<byte> key = stackalloc byte[32];
        if (!_keys.TryDerive(_keys.ActiveVersion, tenant, KeyRing.Pseudonym, key)) return false;
        Span<byte> mac = stackalloc byte[32];

        // Types hold no NUL, so type and value cannot run into each other.
        var message = new byte[(2 * (type.Length + 1)) + canonical.Length];
        MemoryMarshal.AsBytes(type.AsSpan()).CopyTo(message);
        canonical.CopyTo(message.AsSpan(2 * (type.Length + 1)));
        HMACSHA256.HashData(key, message, mac);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(message);
        output.Append('[').Append(type).Append('~').Append(_keys.ActiveVersion).Append('~').Append(LetterCode.Encode(mac[..PseudonymBytes]))
            .Append(']');
        return true;
    }

    /// <summary>Appends the encrypted tag of a value; false, with nothing appended, when the tenant's keys are destroyed or none is active.</summary>
    public bool TryAppendEncrypted(StringBuilder output, string tenant, string type, ReadOnlySpan<char> value)
    {
        if (Cipher(_keys.ActiveVersion, tenant) is not { } cipher) return false;
        using (cipher)
        {
            var bytes = ToBytes(value);
            var letters = LetterCode.Encode(cipher.Seal(bytes, Associated(tenant), Associated(type), Associated(_keys.ActiveVersion)));
            CryptographicOperations.ZeroMemory(bytes);
            output.Append('[').Append(type).Append('#').Append(_keys.ActiveVersion).Append('#').Append(letters).Append(']');
            return true;
        }
    }

    /// <summary>
    /// The value in an encrypted tag, brackets included; null when it is no such tag, was not made for this tenant (a forged or copied tag), its
    /// key version is not here, or the tenant's keys are destroyed.
    /// </summary>
    public string? Reveal(ReadOnlySpan<char> tag, string tenant)
    {
        if (tag.Length < 5 || tag[0] != '[' || tag[^1] != ']') return null;
        var inside = tag[1..^1];
        var first = inside.IndexOf('#');
        var second = inside.LastIndexOf('#');
        if (first <= 0 || second == first) return null;
        var type = inside[..first].ToString();
        var version = inside[(first + 1)..second].ToString();
        if (LetterCode.Decode(inside[(second + 1)..]) is not { } sealedBytes || Cipher(version, tenant) is not { } cipher) return null;
        using (cipher)
        {
            return cipher.Open(sealedBytes, Associated(tenant), Associated(type), Associated(version)) is { } bytes ? FromBytes(bytes) : null;
        }
    }

    /// <summary>
    /// A text with each encrypted tag that <see cref="Reveal"/> can read replaced by its value, as <paramref name="write"/> writes it; others stay.
    /// Linear in the text's length.
    /// </summary>
    public string RevealAll(string text, string tenant, out int revealed, Func<string, string>? write = null)
    {
        revealed = 0;
        var output = new StringBuilder(text.Length);
        var open = -1;
        var done = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '[') open = i;
            if (text[i] != ']' || open < 0) continue;
            if (Reveal(text.AsSpan(open, i + 1 - open), tenant) is { } value)
            {
                output.Append(text, done, open - done).Append(write is null ? value : write(value));
                done = i + 1;
                revealed++;
            }

            open = -1;
        }

        return output.Append(text, done, text.Length - done).ToString();
    }

    private AesSiv? Cipher(string version, string tenant)
    {
        Span<byte> key = stackalloc byte[64];
        if (!_keys.TryDerive(version, tenant, KeyRing.Encryption, key)) return null;
        var cipher = new AesSiv(key);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }

    private static byte[] Associated(string text) => MemoryMarshal.AsBytes(text.AsSpan()).ToArray();

    // The first byte says how the rest is written: UTF-8, or UTF-16 where a lone surrogate has no UTF-8 form.
    private static byte[] ToBytes(ReadOnlySpan<char> value)
    {
        var lone = false;
        foreach (var rune in value.EnumerateRunes()) lone |= rune == Rune.ReplacementChar;
        if (lone)
        {
            var wide = new byte[1 + (2 * value.Length)];
            wide[0] = 1;
            MemoryMarshal.AsBytes(value).CopyTo(wide.AsSpan(1));
            return wide;
        }

        var bytes = new byte[1 + Encoding.UTF8.GetByteCount(value)];
        Encoding.UTF8.GetBytes(value, bytes.AsSpan(1));
        return bytes;
    }

    private static string? FromBytes(byte[] bytes) => bytes switch
    {
        [0, .. var narrow] => Encoding.UTF8.GetString(narrow),
        [1, .. var wide] when wide.Length % 2 == 0 => new string(MemoryMarshal.Cast<byte, char>(wide)),
        _ => null,
    };
}
