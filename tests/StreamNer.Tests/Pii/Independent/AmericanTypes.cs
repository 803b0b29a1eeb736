namespace StreamNer.Tests.Pii.Independent;

/// <summary>National identifiers of the Americas.</summary>
internal static class AmericanTypes
{
    public static readonly OutsideType[] All =
    [
        new("SSN", "SSA RM 10201: no area 000, 666, 9xx, group 00, serial 0000", Ssn,
            ["SSN §", "my social security number is §", "Social: §", "ssn=§", "SSN: §, filed", "userSsn = §", "social security no. §"],
            d => d.Of($"SSN 000-{d.Digits(2)}-{d.Digits(4)}", $"SSN 666-12-{d.Digits(4)}", $"ref {d.Digits(3)}-00-{d.Digits(4)}",
                $"no. {d.Digits(3)}-{d.Digits(2)}-0000",
                $"ZIP+4 {d.Digits(5)}-{d.Digits(4)}", $"id {d.Digits(9)}", $"part {d.Digits(2)}-{d.Digits(3)}-{d.Digits(4)}",
                    $"lot {d.Digits(4)}-{d.Digits(2)}-{d.Digits(3)}")),
        new("ITIN", "IRS Publication 1915: 9xx, groups 50-65, 70-88, 90-92, 94-99",
            d => Draw.Group($"9{d.Digits(2)}{d.Of(50, 58, 65, 70, 79, 88, 90, 92, 94, 99)}{d.Digits(4)}", d.Of("-", "-", " ", ""), 3, 2, 4),
            ["ITIN §", "my ITIN: §", "individual taxpayer identification number §", "ITIN number is §"],
            d => d.Of($"ITIN 9{d.Digits(2)}-{d.Of(20, 49, 66, 69, 89, 93)}-{d.Digits(4)}", $"ref 1{d.Digits(2)}-70-{d.Digits(4)}",
                $"id 9{d.Digits(2)}7{d.Digits(5)}", "itinerary 912, day 7")),
        new("EIN", "IRS: list of valid prefixes",
            d => $"{d.Of("01", "06", "10", "16", "20", "27", "30", "46", "52", "68", "71", "77", "80", "88", "90", "95", "98")}-{d.Digits(7)}",
            ["EIN §", "EIN: §", "employer identification number §", "federal tax ID §", "FEIN §", "Tax ID (EIN) §"],
            d => d.Of($"EIN {d.Of("00", "07", "17", "28", "49", "69", "89", "97")}-{d.Digits(7)}", $"part {d.Digits(2)}-{d.Digits(7)}",
                $"ein Auto fuhr {d.Digits(4)} km", $"case 12-{d.Digits(5)}")),
        new("ABA", "ABA routing number policy: 3-7-1 test", Aba, ["routing number §", "ABA §", "routing no. §", "ABA routing: §",
            "Routing Number: § Account below"],
            d => d.Of($"routing number {d.Spoil(Aba(d))}", $"id {Aba(d)}", $"ABA {d.Spoil(Aba(d), 2)}", "routing table has 12 entries",
                "ABA championship 1976")),
        new("NPI", "45 CFR 162.406: 10 digits, Luhn behind 80840", Npi, ["NPI §", "NPI: §", "national provider identifier §",
            "provider NPI number is §"],
            d => d.Of($"NPI {d.Spoil(Npi(d))}", $"id {Npi(d)}", $"NPI 7{d.Digits(9)}", $"ts {d.Between(150000, 179999)}{d.Digits(4)}",
                "npi install")),
        new("MBI", "CMS: Understanding the Medicare Beneficiary Identifier Format", Mbi, ["MBI §", "Medicare number §", "Medicare ID: §",
            "Medicare beneficiary identifier §", "MBI: § (active)"],
            d => d.Of($"MBI {d.Form("^S#0SL#@@##")}", $"key {d.Form("0@*#@*#@@##")}", "Medicare pays 80 percent", $"MBI {d.Form("^@@@#@#@@##")}",
                $"serial {d.Form("0@####@@##")}")),
        new("DEA", "DEA Diversion Control: two letters, seven digits, check digit", Dea, ["DEA §", "DEA number §", "DEA #: §",
            "DEA no. § (prescriber)", "DEA registration §"],
            d => d.Of($"DEA {d.Spoil(Dea(d))}", $"part {Dea(d)}", $"flight {d.Form("@@####")}", $"the DEA seized {d.Digits(4)} kg",
                $"DEA XX{d.Digits(6)}")),
        new("CA_SIN", "ESDC: Luhn, first digit 1 to 7 or 9", Sin, ["SIN §", "my SIN is §", "social insurance number §", "NAS : §", "SIN: §, Ontario"],
            d => d.Of($"SIN {d.Spoil(Sin(d))}", $"id {Sin(d)}", $"sin 0.5 is 0.479", $"{d.Digits(3)} {d.Digits(3)} {d.Digits(3)} people",
                "seven deadly sins, 1995")),
        new("BR_CPF", "Receita Federal: two check digits mod 11", d => Cpf(d), ["CPF §", "CPF: §", "meu CPF é §", "cpf=§", "CPF nº §"],
            d => d.Of($"CPF {d.Spoil(Cpf(d))}", $"id {d.Digits(11)}", $"ref {d.Digits(3)}.{d.Digits(3)}.{d.Digits(3)}",
                $"R$ {d.Digits(3)}.{d.Digits(3)},00", $"versão {d.Digits(2)}.{d.Digits(3)}.{d.Digits(3)}-1")),
        new("BR_CNPJ", "Receita Federal: two check digits; letters since July 2026 (IN RFB 2.229/2024)", Cnpj,
            ["CNPJ §", "CNPJ: §", "empresa de CNPJ §", "inscrita no CNPJ sob o nº §"],
            d => d.Of($"CNPJ {d.Spoil(Cnpj(d))}", $"id {d.Digits(14)}", $"nota {d.Digits(2)}.{d.Digits(3)}.{d.Digits(3)}",
                $"processo {d.Digits(4)}-{d.Digits(2)}/2020")),
        new("MX_CURP", "RENAPO: Instructivo normativo para la asignación de la CURP", Curp, ["CURP §", "CURP: §", "mi CURP es §", "§", "curp=§&x=1"],
            d => d.Of($"CURP {d.Spoil(Curp(d), -1)}", $"clave {d.Form("@@@@######@@@")}", $"key {d.Form("@@@@99####H@@@@@@##")}",
                $"part {d.Form("ABCD######X@@@@@@##")}")),
    ];

    private static string Ssn(Draw d)
    {
        var area = d.Between(1, 899);
        if (area == 666) area = 665;
        return Draw.Group($"{area:000}{d.Between(1, 99):00}{d.Between(1, 9999):0000}", d.Of("-", "-", "-", " ", ""), 3, 2, 4);
    }

    private static string Aba(Draw d)
    {
        var payload = $"{d.Of(1, 7, 12, 21, 28, 32, 61, 72):00}{d.Digits(6)}";
        return payload + ((10 - (CheckDigits.Weighted(payload, 3, 7, 1, 3, 7, 1, 3, 7) % 10)) % 10);
    }

    private static string Npi(Draw d)
    {
        var payload = d.Form(d.Of("1########", "1########", "2########"));
        return payload + CheckDigits.Luhn("80840" + payload);
    }

    private static string Mbi(Draw d)
    {
        const string letters = "ACDEFGHJKMNPQRTUVWXY", all = letters + "0123456789";
        var plain = d.Form("^") + d.From(letters, 1) + d.From(all, 1) + d.Digits(1) + d.From(letters, 1) + d.From(all, 1) + d.Digits(1)
            + d.From(letters, 2) + d.Digits(2);
        return d.Once(2) ? plain : Draw.Group(plain, "-", 4, 3, 4);
    }

    private static string Dea(Draw d)
    {
        var payload = d.Digits(6);
        return $"{d.From("ABFGMPR", 1)}{d.From(Draw.Upper, 1)}{payload}{(CheckDigits.Weighted(payload, 1, 2, 1, 2, 1, 2)) % 10}";
    }

    private static string Sin(Draw d) => Draw.Group(CheckDigits.WithLuhn(d.Of("1", "4", "5", "7", "9") + d.Digits(7)), d.Of(" ", "-", ""), 3, 3, 3);

    private static string Cpf(Draw d)
    {
        var number = d.Form("^########");
        for (var length = 10; length <= 11; length++)
        {
            var sum = 0;
            for (var i = 0; i < length - 1; i++) sum += (number[i] - '0') * (length - i);
            number += sum * 10 % 11 % 10;
        }

        return d.Once(3) ? number : $"{Draw.Group(number, ".", 3, 3, 3)}-{number[9..]}";
    }

    private static string Cnpj(Draw d)
    {
        var number = d.Once(5) ? d.From(Draw.Upper + "0123456789", 8) + "0001" : d.Digits(8) + d.Of("0001", "0002", "0014");
        for (var round = 0; round < 2; round++)
        {
            var sum = 0;
            for (var i = 0; i < number.Length; i++) sum += (number[i] - '0') * (((number.Length - 1 - i) % 8) + 2);
            number += sum % 11 < 2 ? 0 : 11 - (sum % 11);
        }

        return d.Once(4) ? number : $"{Draw.Group(number, ".", 2, 3, 3)}/{number[8..12]}-{number[12..]}";
    }

    private static string Curp(Draw d)
    {
        const string values = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ", consonants = "BCDFGHJKLMNPQRSTVWXYZ";
        var day = d.Birthday();
        var payload = d.From(consonants, 1) + d.From("AEIOU", 1) + d.From(consonants, 2) + Draw.Write(day, "yyMMdd") + d.From("HM", 1)
            + d.Of("AS", "BC", "DF", "JC", "MC", "NL", "OC", "PL", "VZ", "YN", "NE") + d.From(consonants, 3) + (day.Year < 2000 ? d.Digits(1)
                : d.From("ABC", 1));
        var sum = 0;
        for (var i = 0; i < 17; i++) sum += values.IndexOf(payload[i], StringComparison.Ordinal) * (18 - i);
        return payload + ((10 - (sum % 10)) % 10);
    }
}
