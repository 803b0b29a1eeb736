using System.Security.Cryptography;
using System.Text;
using StreamNer.Pii;

namespace StreamNer.Tests.Pii.Types;

/// <summary>Makes valid values of every type by the published rules, written independently of the validators: check digits are computed, not
/// searched.</summary>
internal static partial class Positives
{
    // By type name.
    private static readonly Dictionary<string, Func<Random, string>> s_makers = new()
    {
        ["EMAIL"] = r =>
            $"{Word(r)}{Pick(r, ".", "_", "-", "+", "")}{Word(r)}{r.Next(100)}@"
            + $"{Word(r)}.{Pick(r, "com", "org", "de", "co.uk", "museum", "io", "com.br")}",
        ["URL"] = r =>
            Pick(r, $"https://{Word(r)}.{Pick(r, "com", "ch", "co.nz")}/{Word(r)}?q={r.Next(1000)}", $"http://www.{Word(r)}.fr/",
                $"www.{Word(r)}.org", $"{Word(r)}.com", $"{Word(r)}.it/{Word(r)}"),
        ["HANDLE"] = r => $"@{Word(r)}{Pick(r, "", "_", "")}{r.Next(1000)}",
        ["PHONE"] = Phone,
        ["CARD"] = Card,
        ["CVV"] = r => Digits(r, Pick(r, 3, 4)),
        ["PIN"] = r => Digits(r, Pick(r, 4, 6)),
        ["EXPIRY"] = r => $"{r.Next(1, 13):D2}/{Pick(r, $"{r.Next(24, 40)}", $"20{r.Next(24, 40)}")}",
        ["TRACK"] = Track,
        ["IBAN"] = Iban,
        ["SWIFT"] = r => Letters(r, 4) + Pick(r, "DE", "GB", "FR", "US", "NL") + Alnum(r, 2) + Pick(r, "", Alnum(r, 3)),
        ["BANK_ACCOUNT"] = r => r.Next(1, 10) + Digits(r, r.Next(7, 15)) + "4",
        ["IP"] = r => r.Next(3) == 0 ? V6(r) : $"{r.Next(10, 256)}.{r.Next(256)}.{r.Next(256)}.{r.Next(256)}",
        ["MAC"] = r => string.Join(Pick(r, ":", "-"), Enumerable.Range(0, 6).Select(i => i == 3 ? "A" + r.Next(10) : $"{r.Next(256):X2}")),
        ["COORDINATES"] = r => $"{(r.Next(2) == 0 ? "-" : "")}{r.Next(90)}.{Digits(r, 5)}, {(r.Next(2) == 0 ? "-" : "")}{r.Next(180)}.{Digits(r, 4)}",
        ["CRYPTO"] = r => r.Next(2) == 0 ? "0x" + Hex(r, 40) : Base58Check(r),
        ["SECRET"] = Secret,
        ["IMEI"] = r => WithLuhn("35" + Digits(r, 12)),
        ["VIN"] = Vin,
        ["PLATE"] = r =>
            Pick(r, $"{Letters(r, 2)}{Digits(r, 2)} {Letters(r, 3)}", $"{Letters(r, 3)}-{Digits(r, 4)}",
                $"{Letters(r, 2)}-{Digits(r, 3)}-{Letters(r, 2)}"),
        ["DATE"] = Date,
        ["AGE"] = r => r.Next(1, 100).ToString(),
        ["DATE_OF_BIRTH"] = Date,
        ["PASSPORT"] = r => Pick(r, Digits(r, 9), Letters(r, 1) + Digits(r, 8), Letters(r, 2) + Digits(r, 7), "C01X" + Digits(r, 5)),
        ["DRIVER_LICENSE"] = r =>
            Pick(r, Letters(r, 1) + Digits(r, 7), Digits(r, 9), Letters(r, 1) + Digits(r, 12), Letters(r, 2) + Digits(r, 6) + Letters(r, 1)),
        ["MRN"] = r => Pick(r, Digits(r, 7), "M" + Digits(r, 8), Digits(r, 10)),
        ["ADDRESS"] = Address,
        ["POSTCODE"] = r => Pick(r, r.Next(1, 10) + Digits(r, 4), $"SW{r.Next(1, 20)} {r.Next(10)}AB", $"K{r.Next(10)}A {r.Next(10)}B{r.Next(10)}"),
        ["SSN"] = r => $"{r.Next(1, 600):D3}-{r.Next(1, 100):D2}-{r.Next(1, 10000):D4}",
        ["ITIN"] = r => $"9{Digits(r, 2)}-{r.Next(70, 89)}-{Digits(r, 4)}",
        ["EIN"] = r => $"{r.Next(30, 40)}-{Digits(r, 7)}",
        ["ABA"] = r => Check($"0{r.Next(1, 10)}{Digits(r, 6)}", s => (10 - Sum(s, 3, 7, 1, 3, 7, 1, 3, 7) % 10) % 10),
        ["NPI"] = r => WithLuhn("80840" + r.Next(1, 3) + Digits(r, 8))[5..],
        ["MBI"] = r =>
            $"{r.Next(1, 10)}{MbiLetter(r)}{r.Next(10)}{r.Next(10)}-{MbiLetter(r)}{MbiLetter(r)}{r.Next(10)}-"
            + $"{MbiLetter(r)}{MbiLetter(r)}{Digits(r, 2)}",
        ["DEA"] = r => Check(Pick(r, "A", "B", "F", "M") + Letters(r, 1) + Digits(r, 6), s => Sum(s[2..], 1, 2, 1, 2, 1, 2) % 10),
        ["UK_NHS"] = r =>
            Grouped(r, Retry(() => CheckOrNull(r.Next(1, 10) + Digits(r, 8), s => (11 - Sum(s, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11) % 11)), 3, 3, 4),
        ["UK_NINO"] = r => Pick(r, "AB", "CE", "JY", "PW") + Pick(r, "", " ") + Digits(r, 6) + Pick(r, "A", "B", "C", "D"),
        ["UK_SORT_CODE"] = r => $"{r.Next(10, 99)}-{r.Next(10, 99)}-{r.Next(10, 98)}",
        ["CA_SIN"] = r => Grouped(r, WithLuhn(r.Next(1, 8) + Digits(r, 7)), 3, 3, 3),
        ["AU_TFN"] = r =>
            Grouped(r,
                Retry(() =>
                CheckOrNull(r.Next(1, 10) + Digits(r, 7), s =>
                    Enumerable.Range(0, 10).First(d => d == 9 || (Sum(s, 1, 4, 3, 7, 5, 8, 6, 9) + d * 10) % 11 == 0) is var d
                        && (Sum(s, 1, 4, 3, 7, 5, 8, 6, 9) + d * 10) % 11 == 0 ? d : 10)), 3, 3, 3),
        ["AU_ABN"] = r => Abn(r),
        ["AU_MEDICARE"] = r => Check(r.Next(2, 7) + Digits(r, 7), s => Sum(s, 1, 3, 7, 9, 1, 3, 7, 9) % 10) + r.Next(1, 10),
        ["IN_AADHAAR"] = r => Grouped(r, Verhoeff(r.Next(2, 10) + Digits(r, 10)), 4, 4, 4),
        ["IN_PAN"] = r => Letters(r, 3) + "P" + Letters(r, 1) + r.Next(1, 10) + Digits(r, 3) + Letters(r, 1),
        ["DE_TAX_ID"] = GermanTaxId,
        ["ES_NIF"] = r => Digits(r, 8) is var n ? n + "TRWAGMYFPDXBNJZSQVHLCKE"[int.Parse(n) % 23] : "",
        ["ES_NIE"] = r => (r.Next(3), Digits(r, 7)) is var (p, n)
            ? $"{"XYZ"[p]}{n}{"TRWAGMYFPDXBNJZSQVHLCKE"[(p * 10_000_000 + int.Parse(n)) % 23]}"
            : "",
        ["IT_CF"] = ItalianCf,
        ["PL_PESEL"] = r => Check(Yymmdd(r) + Digits(r, 4), s => (10 - Sum(s, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3) % 10) % 10),
        ["FR_INSEE"] = r => $"{r.Next(1, 3)}{Digits(r, 2)}{r.Next(1, 13):D2}{r.Next(1, 95):D2}{Digits(r, 6)}" is var s
            ? s + $"{97 - (long.Parse(s) % 97):D2}"
            : "",
        ["NL_BSN"] = r => Retry(() => CheckOrNull(r.Next(1, 10) + Digits(r, 7), s => Sum(s, 9, 8, 7, 6, 5, 4, 3, 2) % 11)),
        ["BE_NRN"] = r => Yymmdd(r) + Digits(r, 3) is var s
            ? Pick(r, $"{s[..2]}.{s[2..4]}.{s[4..6]}-{s[6..9]}.", s) + $"{97 - (long.Parse(s) % 97):D2}"
            : "",
        ["SE_PNR"] = r => WithLuhn(Yymmdd(r) + Digits(r, 3)) is var s ? $"{Pick(r, "", "19")}{s[..6]}-{s[6..]}" : "",
        ["DK_CPR"] = r => $"{Ddmmyy(r)}-{r.Next(1, 10000):D4}",
        ["FI_HETU"] = r => (Ddmmyy(r), Digits(r, 3)) is var (d, n)
            ? d + Pick(r, "-", "A") + n + "0123456789ABCDEFHJKLMNPRSTUVWXY"[(int)(long.Parse(d + n) % 31)]
            : "",
        ["NO_FNR"] = r =>
            Retry(() => CheckOrNull(CheckOrNull(Ddmmyy(r) + Digits(r, 3), s => (11 - Sum(s, 3, 7, 6, 1, 8, 9, 4, 5, 2) % 11) % 11), s =>
                (11 - Sum(s, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11) % 11)),
        ["PT_NIF"] = r => Check(Pick(r, "1", "2", "5") + Digits(r, 7), s => 11 - Sum(s, 9, 8, 7, 6, 5, 4, 3, 2) % 11 is var d && d >= 10 ? 0 : d),
        ["CH_AHV"] = r => Check("756" + Digits(r, 9), s => (10 - Sum(s, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3) % 10) % 10) is var s
            ? $"{s[..3]}.{s[3..7]}.{s[7..11]}.{s[11..]}"
            : "",
        ["BR_CPF"] = r => Check(Check(Digits(r, 8) + "1", s => Br(Sum(s, 10, 9, 8, 7, 6, 5, 4, 3, 2))), s =>
            Br(Sum(s, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2))) is var s ? $"{s[..3]}.{s[3..6]}.{s[6..9]}-{s[9..]}" : "",
        ["BR_CNPJ"] = r => Check(Check(Digits(r, 8) + "0001", s => Br(Sum(s, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2))), s =>
            Br(Sum(s, 6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2))) is var s ? $"{s[..2]}.{s[2..5]}.{s[5..8]}/{s[8..12]}-{s[12..]}" : "",
        ["MX_CURP"] = Curp,
        ["SG_NRIC"] = r => Digits(r, 7) is var n && Sum(n, 2, 7, 6, 5, 4, 3, 2) is var sum && r.Next(2) == 0
            ? $"S{n}{"JZIHGFEDCBA"[sum % 11]}"
            : $"T{n}{"JZIHGFEDCBA"[(sum + 4) % 11]}",
        ["KR_RRN"] = r => Check(Yymmdd(r) + r.Next(1, 5) + Digits(r, 5), s => (11 - Sum(s, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5) % 11) % 10) is var s
            ? $"{s[..6]}-{s[6..]}"
            : "",
        ["IE_PPSN"] = r => (Digits(r, 7), Pick(r, "", "A", "H", "W")) is var (n, second)
            ? $"{n}{"WABCDEFGHIJKLMNOPQRSTUV"[(Sum(n, 8, 7, 6, 5, 4, 3, 2) + 9 * "WABCDEFGH".IndexOf(second, StringComparison.Ordinal)) % 23]}{second}"
            : "",
        ["ZA_ID"] = r => WithLuhn(Yymmdd(r) + Digits(r, 4) + "08"),
    };

    /// <summary>A value of the type; where nobody has written a maker for it, one of its own examples.</summary>
    public static string Of(PiiType type, Random random) =>
        s_makers.TryGetValue(type.Name, out var make) ? make(random) : Pick(random, [.. type.Examples.SelectMany(PositiveExample.ValuesOf)]);

    public static string Pick(Random random, params string[] from) => from[random.Next(from.Length)];

    public static string Digits(Random random, int count) => string.Create(count, random, static (into, r) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = (char)('0' + r.Next(10));
    });

    public static string Hex(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => "0123456789abcdef"[random.Next(16)]));

    public static string Word(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(2, 4))
            .Select(_ => Pick(random, "ka", "lo", "mer", "tin", "ves", "bra", "do", "sel", "ri", "gon", "pa", "zu")));

    public static string Letters(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('A' + random.Next(26))));

    public static string Yymmdd(Random random) => $"{random.Next(100):D2}{random.Next(1, 13):D2}{random.Next(1, 29):D2}";

    private static int Pick(Random random, int a, int b) => random.Next(2) == 0 ? a : b;

    private static string Alnum(Random random, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => "ABCDEFGHJKMNPQRSTUVWXYZ23456789"[random.Next(31)]));

    private static string Ddmmyy(Random random) => $"{random.Next(1, 29):D2}{random.Next(1, 13):D2}{random.Next(100):D2}";

    private static char MbiLetter(Random random) => "ACDEFGHJKMNPQRTUVWXY"[random.Next(20)];

    private static int Sum(string digits, params int[] weights) => weights.Select((w, i) => w * (digits[i] - '0')).Sum();

    private static string Check(string body, Func<string, int> check) => body + check(body);

    private static string? CheckOrNull(string? body, Func<string, int> check) =>
        body is null || check(body) is not (>= 0 and <= 9 and var digit) ? null : body + digit;

    private static string Retry(Func<string?> make)
    {
        while (true) if (make() is { } value) return value;
    }

    private static int Br(int sum) => sum % 11 < 2 ? 0 : 11 - sum % 11;

    private static string WithLuhn(string body)
    {
        var sum = 0;
        for (var i = 0; i < body.Length; i++)
        {
            var d = body[body.Length - 1 - i] - '0';
            sum += i % 2 == 0 ? (d * 2 > 9 ? d * 2 - 9 : d * 2) : d;
        }

        return body + (10 - sum % 10) % 10;
    }

    private static string Grouped(Random random, string digits, params int[] groups)
    {
        var separator = Pick(random, "", " ", "-", "  ");
        var at = 0;
        return string.Join(separator, groups.Select(g => digits[at..(at += g)]));
    }

    private static string Base58Check(Random random)
    {
        var bytes = new byte[25];
        random.NextBytes(bytes.AsSpan(1, 20));
        SHA256.HashData(SHA256.HashData(bytes.AsSpan(0, 21))).AsSpan(0, 4).CopyTo(bytes.AsSpan(21));
        var value = new System.Numerics.BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        var text = new StringBuilder();
        for (; value > 0; value /= 58) text.Insert(0, "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[(int)(value % 58)]);
        foreach (var _ in bytes.TakeWhile(b => b == 0)) text.Insert(0, '1');
        return text.ToString();
    }
}
