using System.Globalization;

namespace StreamNer.Tests.Pii.Independent;

/// <summary>National identifiers of northern and eastern Europe, Asia, Oceania and Africa.</summary>
internal static class OtherNationalTypes
{
    public static readonly OutsideType[] All =
    [
        new("SE_PNR", "Skatteverket SKV 704: Luhn over ten digits", Swedish, ["personnummer §", "personnr §", "Personnummer: §",
            "mitt personnummer är §", "pnr §"],
            d => d.Of($"personnummer {d.Spoil(Swedish(d))}", $"ref {d.Digits(6)}-{d.Digits(4)}", $"id {d.Digits(12)}",
                $"tel {d.Digits(2)}-{d.Digits(4)}")),
        new("DK_CPR", "CPR-kontoret: ddmmyy and four digits (no check digit since 2007)",
            d => $"{Draw.Write(d.Birthday(), "ddMMyy")}{d.Of("-", "-", "")}{d.Between(1, 9999):0000}",
            ["CPR §", "CPR-nummer: §", "cpr nr. §", "mit CPR-nummer er §", "personnummer §"],
            d => d.Of($"CPR {d.Between(32, 99)}{d.Digits(4)}-{d.Digits(4)}", "CPR course for 12 people",
                $"ref {Draw.Write(d.Birthday(), "ddMMyy")}-{d.Digits(4)}", $"id {d.Digits(10)}")),
        new("FI_HETU", "Digi- ja väestötietovirasto: mod 31, signs + - A and since 2023 B-F U-Y", Hetu, ["henkilötunnus §", "hetu §", "§",
            "Henkilötunnus: §", "HETU: §"],
            d => d.Of($"hetu {WrongHetu(Hetu(d))}", $"part {d.Digits(6)}-{d.Digits(4)}", $"key {d.Digits(6)}Q{d.Digits(3)}A")),
        new("NO_FNR", "Skatteetaten: eleven digits, two check digits mod 11", Norwegian, ["fødselsnummer §", "Fødselsnummer: §", "fnr §",
            "personnummer §", "mitt fødselsnummer er §"],
            d => d.Of($"fødselsnummer {d.Spoil(Norwegian(d))}", $"id {Norwegian(d)}", $"ordre {d.Digits(11)}", "fnr er ukjent")),
        new("PL_PESEL", "Ustawa o ewidencji ludności: weights 1-3-7-9; months +20 from 2000", Pesel, ["PESEL §", "PESEL: §", "nr PESEL §",
            "mój PESEL to §", "numer PESEL §"],
            d => d.Of($"PESEL {d.Spoil(Pesel(d))}", $"id {Pesel(d)}", $"faktura {d.Digits(11)}", "PESEL jest wymagany")),
        new("AU_TFN", "ATO: weights 1 4 3 7 5 8 6 9 10, mod 11", Tfn, ["TFN §", "tax file number §", "TFN: §", "my TFN is §", "Tax File No. §"],
            d => d.Of($"TFN {d.Spoil(Tfn(d))}", $"id {Tfn(d)}", $"order {d.Digits(9)}", "tax file opened in 2019")),
        new("AU_ABN", "ABR: first digit less one, weights 10 1 3 .. 19, mod 89", Abn, ["ABN §", "ABN: §", "Australian Business Number §",
            "our ABN is §"],
            d => d.Of($"ABN {d.Spoil(Abn(d))}", $"id {Abn(d)}", $"ABN AMRO has {d.Digits(5)} staff", $"ref {d.Digits(11)}")),
        new("AU_MEDICARE", "Services Australia: weights 1 3 7 9, first digit 2 to 6, issue digit", Medicare, ["Medicare §", "Medicare number §",
            "Medicare card no. §", "Medicare: §"],
            d => d.Of($"Medicare {d.Spoil(Medicare(d), 8)}", $"id {Medicare(d)}", "Medicare levy 2 percent", $"Medicare 9{d.Digits(9)}")),
        new("IN_AADHAAR", "UIDAI: twelve digits from 2, Verhoeff", Aadhaar, ["Aadhaar §", "Aadhaar number: §", "aadhaar no. §", "my Aadhaar is §",
            "आधार §", "Aadhar card §"],
            d => d.Of($"Aadhaar {d.Spoil(Aadhaar(d))}", $"id {Aadhaar(d)}", $"Aadhaar 1{d.Digits(11)}", $"order {d.Digits(12)}")),
        new("IN_PAN", "Income Tax Department: five letters (fourth the holder's status), four digits, letter",
            d => $"{d.From(Draw.Upper, 3)}{d.From("PCHFATBLJG", 1)}{d.From(Draw.Upper, 1)}{d.Form("^###@")}", ["PAN §", "PAN card §", "§",
                "my PAN is §", "PAN: §"],
            d => d.Of($"part {d.From(Draw.Upper, 3)}X{d.Form("@####@")}", $"pan {d.Digits(4)} grams", $"key {d.Form("@@@@####@")}",
                $"SKU {d.From(Draw.Upper, 3)}Z{d.Form("@####@")}")),
        new("SG_NRIC", "ICA: weights 2 7 6 5 4 3 2; T and G add 4, M adds 3", Nric, ["NRIC §", "NRIC: §", "FIN §", "IC number §", "my NRIC is §",
            "NRIC/FIN No. §"],
            d => d.Of($"NRIC {WrongNric(Nric(d))}", $"part {Nric(d)}", $"key {d.Form("A#######B")}", $"flight S{d.Digits(3)}")),
        new("KR_RRN", "주민등록법 시행규칙: yymmdd-sxxxxxc, mod 11 until October 2020", Rrn, ["주민등록번호 §", "주민번호: §", "RRN §",
            "resident registration number §", "주민등록번호는 § 입니다"],
            d => d.Of($"ref {d.Digits(2)}13{d.Digits(2)}-{d.Digits(7)}", $"RRN {d.Digits(2)}0{d.Between(1, 9)}{d.Between(32, 99)}-1{d.Digits(6)}",
                $"part {d.Digits(6)}-{d.Digits(6)}")),
        new("ZA_ID", "Identification Act 68 of 1997: yymmdd ssss c a, Luhn", SouthAfrican, ["ID number §", "SA ID §", "South African ID number: §",
            "identity number §", "RSA ID: §"],
            d => d.Of($"ID number {d.Spoil(SouthAfrican(d))}", $"EAN {d.Digits(13)}", $"SA ID {d.Digits(2)}13{d.Digits(9)}",
                $"ts {d.Between(150000, 179999)}{d.Digits(7)}")),
    ];

    private static string Swedish(Draw d)
    {
        var day = d.Birthday();
        var number = CheckDigits.WithLuhn(Draw.Write(day, "yyMMdd") + d.Digits(3));
        return d.Below(3) switch
        {
            0 => $"{day.Year / 100}{number[..6]}-{number[6..]}",
            1 => $"{day.Year / 100}{number}",
            _ => $"{number[..6]}-{number[6..]}"
        };
    }

    private static string Hetu(Draw d)
    {
        var day = d.Birthday();
        string date = Draw.Write(day, "ddMMyy"), serial = $"{d.Between(2, 899):000}";
        return $"{date}{(day.Year < 2000 ? d.Of("-", "-", "Y", "X") : d.Of("A", "A", "B", "C"))}{serial}"
            + "0123456789ABCDEFHJKLMNPRSTUVWXY"[int.Parse(date + serial, CultureInfo.InvariantCulture) % 31];
    }

    private static string WrongHetu(string value) => value[..^1] + (value[^1] == 'K' ? 'L' : 'K');

    private static string Norwegian(Draw d)
    {
        while (true)
        {
            var number = Draw.Write(d.Day(1940, 1999), "ddMMyy") + $"{d.Between(0, 499):000}";
            var first = (11 - (CheckDigits.Weighted(number, 3, 7, 6, 1, 8, 9, 4, 5, 2) % 11)) % 11;
            if (first == 10) continue;
            number += first;
            var second = (11 - (CheckDigits.Weighted(number, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11)) % 11;
            if (second == 10) continue;
            number += second;
            return d.Once(2) ? number : $"{number[..6]} {number[6..]}";
        }
    }

    private static string Pesel(Draw d)
    {
        var day = d.Birthday();
        var payload = $"{Draw.Write(day, "yy")}{day.Month + (day.Year >= 2000 ? 20 : 0):00}{day.Day:00}{d.Digits(4)}";
        return payload + ((10 - (CheckDigits.Weighted(payload, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3) % 10)) % 10);
    }

    private static string Tfn(Draw d)
    {
        while (true)
        {
            var number = d.Form("^########");
            if (CheckDigits.Weighted(number, 1, 4, 3, 7, 5, 8, 6, 9, 10) % 11 == 0) return Draw.Group(number, d.Of(" ", " ", ""), 3, 3, 3);
        }
    }

    private static string Abn(Draw d)
    {
        while (true)
        {
            var number = d.Form("^##########");
            var sum = CheckDigits.Weighted(number, 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19) - 10;
            if (sum % 89 == 0) return Draw.Group(number, d.Of(" ", " ", ""), 2, 3, 3, 3);
        }
    }

    private static string Medicare(Draw d)
    {
        var payload = $"{d.Between(2, 6)}{d.Digits(7)}";
        return Draw.Group($"{payload}{CheckDigits.Weighted(payload, 1, 3, 7, 9, 1, 3, 7, 9) % 10}{d.Between(1, 5)}", d.Of(" ", " ", ""), 4, 5, 1);
    }

    private static string Aadhaar(Draw d)
    {
        var payload = $"{d.Between(2, 9)}{d.Digits(10)}";
        return Draw.Group(payload + CheckDigits.Verhoeff(payload), d.Of(" ", " ", "", "-"), 4, 4, 4);
    }

    private static string Nric(Draw d)
    {
        var prefix = d.Of('S', 'T', 'F', 'G', 'M');
        var digits = d.Digits(7);
        var sum = CheckDigits.Weighted(digits, 2, 7, 6, 5, 4, 3, 2) + (prefix is 'T' or 'G' ? 4 : prefix == 'M' ? 3 : 0);
        var table = prefix switch { 'S' or 'T' => "JZIHGFEDCBA", 'M' => "XWUTRQPNJLK", _ => "XWUTRQPNMLK" };
        return $"{prefix}{digits}{table[sum % 11]}";
    }

    private static string WrongNric(string value) => value[..^1] + (value[^1] == 'A' ? 'B' : 'A');

    private static string Rrn(Draw d)
    {
        var day = d.Birthday();
        var payload = $"{Draw.Write(day, "yyMMdd")}{(day.Year < 2000 ? d.Of(1, 2) : d.Of(3, 4))}{d.Digits(5)}";
        return $"{payload[..6]}-{payload[6..]}{(11 - (CheckDigits.Weighted(payload, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5) % 11)) % 10}";
    }

    private static string SouthAfrican(Draw d)
    {
        var number = CheckDigits.WithLuhn($"{Draw.Write(d.Birthday(), "yyMMdd")}{d.Digits(4)}{d.Of(0, 1)}8");
        return d.Once(4) ? Draw.Group(number, " ", 6, 4, 2, 1) : number;
    }
}
