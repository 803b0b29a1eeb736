namespace StreamNer.Pii.Types;

/// <summary>Segregated witness addresses (BIP 173, BIP 350) of Bitcoin and Litecoin, and Cardano's.</summary>
internal static class Bech32
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    /// <summary>Whether it begins like one.</summary>
    public static bool HasPrefix(ReadOnlySpan<char> text) =>
        text.StartsWith("bc1", StringComparison.OrdinalIgnoreCase) || text.StartsWith("tb1", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("ltc1", StringComparison.OrdinalIgnoreCase) || text.StartsWith("addr1", StringComparison.OrdinalIgnoreCase);

    /// <summary>Checks case and checksum (either constant).</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.ContainsAnyInRange('a', 'z') && text.ContainsAnyInRange('A', 'Z')) return false;
        Span<char> lower = stackalloc char[text.Length];
        text.ToLowerInvariant(lower);
        var separator = lower.LastIndexOf('1');
        if (separator < 1) return false;
        var check = 1u;
        foreach (var c in lower[..separator]) check = Step(check, c >> 5);
        check = Step(check, 0);
        foreach (var c in lower[..separator]) check = Step(check, c & 31);
        foreach (var c in lower[(separator + 1)..])
        {
            var value = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (value < 0) return false;
            check = Step(check, value);
        }

        return check is 1 or 0x2bc830a3;
    }

    private static uint Step(uint check, int value)
    {
        ReadOnlySpan<uint> generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
        var top = check >> 25;
        check = ((check & 0x1ffffff) << 5) ^ (uint)value;
        for (var i = 0; i < 5; i++) if (((top >> i) & 1) != 0) check ^= generator[i];
        return check;
    }
}
