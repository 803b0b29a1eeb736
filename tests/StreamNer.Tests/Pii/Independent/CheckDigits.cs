using System.Globalization;
using System.Numerics;

namespace StreamNer.Tests.Pii.Independent;

/// <summary>Check digits by their standards, written for generation.</summary>
internal static class CheckDigits
{
    /// <summary>ISO/IEC 7812-1 annex B: the digit that makes the number pass Luhn's test.</summary>
    public static int Luhn(string payload)
    {
        var sum = 0;
        for (var i = 0; i < payload.Length; i++)
        {
            var digit = payload[^(i + 1)] - '0';
            if (i % 2 == 0) digit = digit * 2 > 9 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return (10 - (sum % 10)) % 10;
    }

    public static string WithLuhn(string payload) => payload + Luhn(payload);

    /// <summary>The sum of digits times weights.</summary>
    public static int Weighted(string digits, params ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++) sum += (digits[i] - '0') * weights[i];
        return sum;
    }

    /// <summary>ISO/IEC 7064 mod 97-10 as ISO 13616 uses it: the two check digits of an IBAN.</summary>
    public static string Iban(string country, string account)
    {
        var number = string.Concat((account + country + "00").Select(c => char.IsAsciiDigit(c) ? $"{c}" : $"{c - 'A' + 10}"));
        return $"{98 - (int)(BigInteger.Parse(number, CultureInfo.InvariantCulture) % 97):00}";
    }

    /// <summary>ISO/IEC 7064 mod 11,10: the German tax number's last digit.</summary>
    public static int Mod11And10(string payload)
    {
        var product = 10;
        foreach (var c in payload)
        {
            var sum = (c - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10;
    }

    // Verhoeff's tables, by multiplication in the dihedral group D5 and the powers of his permutation.
    private static readonly int[] s_permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

    /// <summary>J. Verhoeff, Error Detecting Decimal Codes (1969): the last digit of an Aadhaar number.</summary>
    public static int Verhoeff(string payload)
    {
        var check = 0;
        for (var i = 0; i < payload.Length; i++)
        {
            var digit = payload[^(i + 1)] - '0';
            for (var power = 0; power < (i + 1) % 8; power++) digit = s_permutation[digit];
            check = InD5(check, digit);
        }

        return check is > 0 and < 5 ? 5 - check : check;
    }

    private static int InD5(int a, int b) => (a < 5, b < 5) switch
    {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + ((a + b - 5) % 5),
        (false, true) => 5 + ((a - 5 - b + 5) % 5),
        (false, false) => (a - b + 5) % 5,
    };

    /// <summary>49 CFR 565.15: the ninth character of a vehicle's number; the given number has any character there.</summary>
    public static char Vin(string number)
    {
        const string letters = "ABCDEFGHJKLMNPRSTUVWXYZ", values = "12345678123457923456789";
        ReadOnlySpan<int> weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        var sum = 0;
        for (var i = 0; i < 17; i++)
            sum += weights[i] * (char.IsAsciiDigit(number[i]) ? number[i]
                : values[letters.IndexOf(number[i], StringComparison.Ordinal)]) - weights[i] * '0';
        return sum % 11 == 10 ? 'X' : (char)('0' + (sum % 11));
    }

    /// <summary>CRC-32 (ISO 3309) in base 62, as GitHub and npm end their tokens.</summary>
    public static string Crc32Base62(string body)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var c in body)
        {
            crc ^= c;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) == 1 ? 0xEDB88320u : 0);
        }

        const string alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        var rest = ~crc;
        Span<char> text = stackalloc char[6];
        for (var i = 5; i >= 0; i--, rest /= 62) text[i] = alphabet[(int)(rest % 62)];
        return new string(text);
    }
}
