using System.Numerics;
using System.Text;

namespace StreamNer.Tests.Pii.Types;

internal static partial class Positives
{
    private static string Phone(Random r)
    {
        var exchange = r.Next(200, 999);
        if (exchange % 100 == 11) exchange++;
        var number = $"{exchange}{Pick(r, "-", " ", ".")}{r.Next(1000, 10000)}";
        return Pick(r, $"+1 {Pick(r, "202", "415", "312")} {exchange} {r.Next(1000, 10000)}",
            $"({Pick(r, "202", "415", "312")}) {exchange}-{r.Next(1000, 10000)}",
            $"{Pick(r, "202", "415", "312")}-{exchange}-{r.Next(1000, 10000)} x{r.Next(10, 9999)}", $"+44 20 7946 0{r.Next(100, 999)}",
            $"+49 30 {r.Next(100000, 999999)}", $"0049 30 {r.Next(100000, 999999)}",
            $"020 7946 0{r.Next(100, 999)}", $"+33 1 42 {r.Next(10, 99)} {r.Next(10, 99)} {r.Next(10, 99)}", $"+44 (0)20 7946 0{r.Next(100, 999)}",
            "+1-212-" + number.Replace(' ', '-').Replace('.', '-'));
    }

    private static string Card(Random r)
    {
        var (prefix, length) = r.Next(5) switch
        {
            0 => ("4", 16),
            1 => ("5" + r.Next(1, 6), 16),
            2 => (Pick(r, "34", "37"), 15),
            3 =>
            ("6011", 16),
            _ => ("3528", 16)
        };
        var digits = WithLuhn(prefix + Digits(r, length - prefix.Length - 1));
        return length == 15 ? Pick(r, digits, $"{digits[..4]} {digits[4..10]} {digits[10..]}") : Grouped(r, digits, 4, 4, 4, 4);
    }

    private static string Track(Random r)
    {
        var number = WithLuhn("4" + Digits(r, 14));
        var rest = $"{r.Next(24, 40)}{r.Next(1, 13):D2}{Digits(r, 10)}?";
        return r.Next(2) == 0 ? $"%B{number}^{Letters(r, 6)}/{Letters(r, 4)}^{rest}" : $";{number}={rest}";
    }

    private static string Iban(Random r)
    {
        var (country, body) = r.Next(5) switch
        {
            0 => ("GB", Letters(r, 4) + Digits(r, 14)),
            1 => ("DE", Digits(r, 18)),
            2 => ("FR", Digits(r, 10) + Letters(r, 3) + Digits(r, 10)),
            3 => ("NL", Letters(r, 4) + Digits(r, 10)),
            _ => ("NO", Digits(r, 11)),
        };
        var number = BigInteger.Parse(string.Concat((body + country + "00").Select(c => char.IsDigit(c) ? $"{c}" : $"{c - 'A' + 10}")));
        var iban = $"{country}{98 - (int)(number % 97):D2}{body}";
        return r.Next(2) == 0 ? iban : string.Join(' ', iban.Chunk(4).Select(c => new string(c)));
    }

    private static string V6(Random r) => r.Next(2) == 0
        ? string.Join(':', Enumerable.Range(0, 8).Select(_ => Hex(r, r.Next(1, 5))))
        : $"2001:db8::{r.Next(1, 10)}{Hex(r, 3)}:{Hex(r, 4)}";

    private static string Secret(Random r) => r.Next(7) switch
    {
        0 => "AKIA" + Alnum(r, 16),
        1 => "ghp_" + Mixed(r, 36),
        2 => "sk_live_" + Mixed(r, 24),
        3 => "xoxb-" + Digits(r, 12) + "-" + Mixed(r, 24),
        4 => $"{Base64Url("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")}.{Base64Url($"{{\"sub\":\"{Digits(r, 8)}\"}}")}.{Mixed(r, 43)}",
        5 => $"-----BEGIN RSA PRIVATE KEY-----\n{Mixed(r, 60)}\n-----END RSA PRIVATE KEY-----",
        _ => "glpat-" + Mixed(r, 20),
    };

    private static string Mixed(Random r, int count) =>
        "a1Z"
            + string.Concat(Enumerable.Range(3, count - 3).Select(_ => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"[r.Next(62)]));

    private static string Base64Url(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string Vin(Random r)
    {
        const string alphabet = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
        var text = "1H" + string.Concat(Enumerable.Range(0, 6).Select(_ => alphabet[r.Next(alphabet.Length)])) + "_" + "AB" + Digits(r, 6);
        int[] weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        var sum = text.Select((c, i) =>
            c == '_' ? 0 : weights[i] * (char.IsDigit(c) ? c - '0' : "ABCDEFGH JKLMN P R STUVWXYZ".IndexOf(c) is var at && at < 9 ? at + 1 : at < 18
                ? at - 8
                : at - 17)).Sum();
        return text.Replace('_', sum % 11 == 10 ? 'X' : (char)('0' + sum % 11));
    }

    private static string Date(Random r)
    {
        var (d, m, y) = (r.Next(1, 29), r.Next(1, 13), r.Next(1930, 2020));
        return r.Next(7) switch
        {
            0 => $"{d}/{m}/{y}",
            1 => $"{y}-{m:D2}-{d:D2}",
            2 => $"{d:D2}.{m:D2}.{y}",
            3 => $"{d} {Pick(r, "March", "april", "Jan", "octobre", "Dezember")} {y}",
            4 => $"{Pick(r, "March", "July", "Sept.")} {d}, {y}",
            5 => $"{m:D2}/{d:D2}/{y % 100:D2}",
            _ => $"{d} de {Pick(r, "enero", "mayo")} de {y}",
        };
    }

    private static string Address(Random r) => r.Next(6) switch
    {
        0 => $"{r.Next(1, 9999)} {Name(r)} {Pick(r, "Street", "Road", "Ave", "Lane", "Blvd")}",
        1 => $"{Name(r)}{Pick(r, "straße", "weg", "gasse", "platz")} {r.Next(1, 200)}",
        2 => $"{r.Next(1, 200)} {Pick(r, "rue", "avenue", "place")} {Name(r)}",
        3 => $"{Pick(r, "Calle", "Via", "Rua")} {Name(r)} {r.Next(1, 200)}",
        4 => $"{Name(r)}{Pick(r, "straat", "laan", "gatan", "vej", "katu")} {r.Next(1, 200)}",
        _ => $"P.O. Box {r.Next(1, 9999)}",
    };

    private static string Name(Random r) => Word(r) is var w ? char.ToUpperInvariant(w[0]) + w[1..] : "";

    private static string Abn(Random r) => Retry(() =>
    {
        var tail = Digits(r, 9);
        for (var head = 11; head < 100; head++)
            if ((Sum($"{head}{tail}", 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19) - 10) % 89 == 0) return $"{head} {tail[..3]} {tail[3..6]} {tail[6..]}";
        return null;
    });

    private static string Verhoeff(string body)
    {
        // the dihedral group D5
        static int Times(int a, int b) => a < 5 ? (b < 5 ? (a + b) % 5 : 5 + (a + b) % 5) : b < 5 ? 5 + (a - b + 5) % 5 : (a - b + 5) % 5;
        int[] permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
        var check = 0;
        for (var i = 0; i < body.Length; i++)
        {
            var d = body[body.Length - 1 - i] - '0';
            for (var k = 0; k <= i % 8; k++) d = permutation[d];
            check = Times(check, d);
        }

        return body + Enumerable.Range(0, 10).First(d => Times(d, check) == 0);
    }

    private static string GermanTaxId(Random r)
    {
        var digits = Enumerable.Range(0, 10).OrderBy(_ => r.Next()).ToArray();
        digits[r.Next(5, 10)] = digits[r.Next(0, 5)];
        if (digits[0] == 0) return GermanTaxId(r);
        var product = digits.Aggregate(10, (p, d) => ((d + p) % 10 is 0 ? 10 : (d + p) % 10) * 2 % 11);
        return string.Concat(digits) + (11 - product) % 10;
    }

    private static string ItalianCf(Random r)
    {
        var body = $"{Letters(r, 6)}{Digits(r, 2)}{"ABCDEHLMPRST"[r.Next(12)]}{r.Next(1, 29):D2}{Letters(r, 1)}{Digits(r, 3)}";
        int[] odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
        var sum = body.Select((c, i) => char.IsDigit(c) ? c - '0' : c - 'A').Select((v, i) => i % 2 == 0 ? odd[v] : v).Sum();
        return body + (char)('A' + sum % 26);
    }

    private static string Curp(Random r)
    {
        const string alphabet = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";
        var body = Letters(r, 4) + Yymmdd(r) + Pick(r, "H", "M") + Pick(r, "DF", "JC", "VZ", "NE") + Letters(r, 3) + r.Next(10);
        var sum = body.Select((c, i) => alphabet.IndexOf(c) * (18 - i)).Sum();
        return body + (10 - sum % 10) % 10;
    }
}
