using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace StreamNer.Tests.Pii.Independent;

/// <summary>Addresses of coins with their checksums.</summary>
internal static class CryptoAddress
{
    private const string Base58Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string Bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    public static string Make(Draw d) => d.Below(9) switch
    {
        0 => "0x" + d.From(Draw.Hex, 40),
        1 => Bech32(d, "bc", 0, 32),
        2 => Bech32(d, "bc", 1, 52),
        3 => Bech32(d, "ltc", 0, 32),
        4 => Base58(d, 5),
        5 => Base58(d, 0x30),
        6 => Base58(d, 0x1E),
        7 => Base58(d, 0x41),
        _ => Base58(d, 0),
    };

    /// <summary>A version byte, 20 bytes and the first four of their double SHA-256.</summary>
    public static string Base58(Draw d, byte version)
    {
        var body = new byte[25];
        body[0] = version;
        for (var i = 1; i < 21; i++) body[i] = (byte)d.Below(256);
        SHA256.HashData(SHA256.HashData(body.AsSpan(0, 21))).AsSpan(0, 4).CopyTo(body.AsSpan(21));
        var text = new StringBuilder();
        for (var rest = new BigInteger(body, isUnsigned: true, isBigEndian: true); rest > 0; rest /= 58) text.Insert(0,
            Base58Alphabet[(int)(rest % 58)]);
        foreach (var _ in body.TakeWhile(b => b == 0)) text.Insert(0, '1');
        return text.ToString();
    }

    // BIP 173 (constant 1, version 0) and BIP 350 (bech32m, later versions).
    private static string Bech32(Draw d, string prefix, int version, int count)
    {
        var data = new List<int> { version };
        while (data.Count <= count) data.Add(d.Below(32));
        // 20 bytes fill 32 words of five bits; 32 bytes leave one bit for the 52nd, the others are zero.
        if (count == 52) data[^1] &= 16;
        var checksum = Polymod([.. prefix.Select(c => c >> 5), 0, .. prefix.Select(c => c & 31), .. data, 0, 0, 0, 0, 0, 0]) ^ (version == 0 ? 1
            : 0x2bc830a3);
        for (var i = 0; i < 6; i++) data.Add((checksum >> (5 * (5 - i))) & 31);
        return $"{prefix}1{string.Concat(data.Select(word => Bech32Alphabet[word]))}";
    }

    private static int Polymod(ReadOnlySpan<int> words)
    {
        ReadOnlySpan<int> generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
        var check = 1;
        foreach (var word in words)
        {
            var top = check >> 25;
            check = ((check & 0x1ffffff) << 5) ^ word;
            for (var i = 0; i < 5; i++) check ^= ((top >> i) & 1) == 1 ? generator[i] : 0;
        }

        return check;
    }
}
