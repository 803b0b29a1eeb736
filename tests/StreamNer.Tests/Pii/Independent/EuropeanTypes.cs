namespace StreamNer.Tests.Pii.Independent;

/// <summary>National identifiers of western and southern Europe.</summary>
internal static class EuropeanTypes
{
    public static readonly OutsideType[] All =
    [
        new("UK_NHS", "NHS Data Dictionary: mod 11", Nhs, ["NHS number §", "NHS No: §", "NHS no. §", "my NHS number is §", "nhsNumber: §"],
            d => d.Of($"NHS number {d.Spoil(Nhs(d))}", $"id {Nhs(d)}", "the NHS spent 1200 million",
                $"case {d.Digits(3)} {d.Digits(3)} {d.Digits(4)} closed", "NHS 111")),
        new("UK_NINO", "HMRC NIM39110: prefixes without D F I Q U V, second letter not O", Nino, ["NI number §", "National Insurance number: §",
            "NINO §", "§", "my national insurance no. is §"],
            d => d.Of($"part D{d.From("ABC", 1)}{d.Digits(6)}A", $"NI number BG{d.Digits(6)}A", $"flight {d.Form("@@####")}",
                $"code AB{d.Digits(6)}X", $"GB{d.Digits(6)}C", $"AO{d.Digits(6)}B in stock")),
        new("UK_SORT_CODE", "Pay.UK: six digits in pairs", d => Draw.Group(d.Form("^#####"), d.Of("-", "-", " "), 2, 2, 2),
            ["sort code §", "Sort code: §", "s/c §, a/c below", "sort-code §", "sortCode: §"],
            d => d.Of($"score {d.Digits(2)}-{d.Digits(2)}-{d.Digits(2)}", "sort the code by 3 keys",
                $"lot {d.Digits(2)}-{d.Digits(2)}-{d.Digits(2)}", $"sort code by line 12", $"locker 12-{d.Digits(2)}-34")),
        new("DE_TAX_ID", "BZSt: section 139b AO; one digit twice or three times in ten, ISO 7064 mod 11,10", TaxId,
            ["Steuer-ID §", "Steueridentifikationsnummer: §", "IdNr. §", "Steuer-Identifikationsnummer §", "meine Steuer ID ist §"],
            d => d.Of($"Steuer-ID {d.Spoil(TaxId(d))}", $"id {TaxId(d)}", $"Rechnung {d.Digits(11)}", "Steuer 2021: 1.200 Euro")),
        new("ES_NIF", "Orden INT/2058/2008: letter by mod 23", d => Nif(d, d.Digits(8)), ["NIF §", "DNI §", "DNI: §", "mi DNI es §", "con NIF §",
            "D.N.I. §"],
            d => d.Of($"DNI {WrongLetter(Nif(d, d.Digits(8)))}", $"ref {Nif(d, d.Digits(8))}", $"pieza {d.Form("########")}",
                "DNI caducado hace 12 días")),
        new("ES_NIE", "Real Decreto 557/2011: X, Y, Z and seven digits, mod 23", Nie, ["NIE §", "NIE: §", "con NIE §",
            "número de identidad de extranjero §"],
            d => d.Of($"NIE {WrongLetter(Nie(d))}", $"ref {Nie(d)}", $"key {d.Form("W#######A")}", "nie wieder 2020")),
        new("IT_CF", "DM 23 dicembre 1976: codice fiscale", CodiceFiscale, ["codice fiscale §", "C.F. §", "§", "CF: §", "il mio codice fiscale è §"],
            d => d.Of($"codice {WrongLetter(CodiceFiscale(d))}", $"key {d.Form("@@@@@@##@##@###")}", $"part {d.Form("######@@@@@@##@#")}",
                $"id {d.From(Draw.Upper, 16)}")),
        new("FR_INSEE", "Code de la sécurité sociale R.161-1; key 97 - n mod 97, Corsica 2A and 2B", Insee, ["numéro de sécurité sociale §",
            "N° de sécu : §", "§", "NIR §", "numéro INSEE : §"],
            d => d.Of($"NIR {d.Spoil(Insee(d))}", $"ref 9{d.Digits(14)}", $"commande {d.Digits(13)}",
                $"id 3 85 13 {d.Digits(2)} {d.Digits(3)} {d.Digits(3)} {d.Digits(2)}")),
        new("NL_BSN", "Wet algemene bepalingen burgerservicenummer: elfproef", Bsn, ["BSN §", "BSN: §", "burgerservicenummer §", "mijn BSN is §",
            "sofinummer §"],
            d => d.Of($"BSN {d.Spoil(Bsn(d))}", $"id {Bsn(d)}", $"order {d.Digits(9)}", $"{d.Digits(3)}.{d.Digits(3)}.{d.Digits(3)} euro")),
        new("BE_NRN", "Arrêté royal du 3 avril 1984: yymmdd-sss-kk, 97 minus the rest", Nrn, ["rijksregisternummer §", "numéro national §",
            "Rijksregisternummer: §", "NISS §", "numéro de registre national : §"],
            d => d.Of($"rijksregisternummer {d.Spoil(Nrn(d))}", $"ref {d.Digits(11)}", $"{d.Digits(2)}.13.{d.Digits(2)}-{d.Digits(3)}.{d.Digits(2)}",
                $"nummer {d.Digits(2)}.{d.Digits(2)}")),
        new("PT_NIF", "Decreto-Lei 14/2013: mod 11", PortugueseNif, ["NIF §", "contribuinte n.º §", "NIF: §", "número de contribuinte §",
            "o meu NIF é §"],
            d => d.Of($"NIF {d.Spoil(PortugueseNif(d))}", $"id {PortugueseNif(d)}", $"encomenda {d.Digits(9)}",
                $"{d.Digits(3)} {d.Digits(3)} {d.Digits(3)} pessoas")),
        new("CH_AHV", "Verordnung AHVV: 756 and nine digits, EAN-13", Ahv, ["AHV-Nummer §", "AHV §", "numéro AVS §", "AHV-Nr. §", "numero AVS: §",
            "Sozialversicherungsnummer §"],
            d => d.Of($"AHV {d.Spoil(Ahv(d))}", $"EAN 40{d.Digits(11)}", $"756 Franken und 12 Rappen",
                $"ref 757.{d.Digits(4)}.{d.Digits(4)}.{d.Digits(2)}")),
    ];

    private static string Nhs(Draw d)
    {
        while (true)
        {
            var payload = d.Form("^########");
            var check = 11 - (CheckDigits.Weighted(payload, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11);
            if (check != 10) return Draw.Group(payload + (check % 11), d.Of(" ", " ", "", "-"), 3, 3, 4);
        }
    }

    private static string Nino(Draw d)
    {
        var plain = $"{d.Of("AB", "CE", "JG", "PW", "SK", "YX", "HR", "NW", "LZ")}{d.Digits(6)}{d.From("ABCD", 1)}";
        return d.Once(2) ? plain : Draw.Group(plain, " ", 2, 2, 2, 2, 1);
    }

    private static string TaxId(Draw d)
    {
        // Ten digits of which one stands twice: shuffle nine different ones and repeat one of them apart from its twin.
        var digits = Enumerable.Range(0, 10).OrderBy(_ => d.Below(1000)).Take(9).ToList();
        if (digits[0] == 0) (digits[0], digits[1]) = (digits[1], digits[0]);
        digits.Insert(9, digits[d.Below(7)]);
        var payload = string.Concat(digits);
        var id = payload + CheckDigits.Mod11And10(payload);
        return d.Once(2) ? id : Draw.Group(id, " ", 2, 3, 3, 3);
    }

    private static string Nif(Draw d, string digits) =>
        digits + d.Of("", "", "-") + "TRWAGMYFPDXBNJZSQVHLCKE"[int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) % 23];

    private static string Nie(Draw d)
    {
        var first = d.Below(3);
        var digits = d.Digits(7);
        return $"{"XYZ"[first]}{d.Of("", "", "-")}{Nif(d, $"{first}{digits}")[1..]}";
    }

    private static string WrongLetter(string value) => value[..^1] + (value[^1] == 'Z' ? 'A' : (char)(value[^1] + 1));

    private static string CodiceFiscale(Draw d)
    {
        const string consonants = "BCDFGLMNPRSTVZ", months = "ABCDEHLMPRST";
        ReadOnlySpan<int> odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
        var day = d.Birthday();
        var payload = d.From(consonants, 6) + Draw.Write(day, "yy") + months[day.Month - 1]
            + $"{day.Day + (d.Once(2) ? 40 : 0):00}{d.Of("H501", "F205", "L219", "A944", "Z404")}";
        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            var value = char.IsAsciiDigit(payload[i]) ? payload[i] - '0' : payload[i] - 'A';
            sum += i % 2 == 0 ? odd[value] : value;
        }

        return payload + (char)('A' + (sum % 26));
    }

    private static string Insee(Draw d)
    {
        var corsica = d.Once(10);
        var department = corsica ? d.Of("2A", "2B") : $"{d.Between(1, 95):00}";
        var payload = $"{d.Of(1, 2)}{d.Digits(2)}{d.Between(1, 12):00}{department}{d.Between(1, 900):000}{d.Between(1, 999):000}";
        // Corsica counts as 19 and 18.
        var number = long.Parse(payload.Replace("2A", "19", StringComparison.Ordinal).Replace("2B", "18", StringComparison.Ordinal),
            System.Globalization.CultureInfo.InvariantCulture);
        var full = $"{payload}{97 - (number % 97):00}";
        return d.Once(3) ? full : Draw.Group(full, " ", 1, 2, 2, 2, 3, 3, 2);
    }

    private static string Bsn(Draw d)
    {
        while (true)
        {
            var payload = d.Form("^#######");
            var check = CheckDigits.Weighted(payload, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
            if (check != 10) return Draw.Group(payload + check, d.Of("", "", ".", " "), 3, 3, 3);
        }
    }

    private static string Nrn(Draw d)
    {
        var day = d.Birthday();
        var payload = $"{Draw.Write(day, "yyMMdd")}{d.Between(1, 997):000}";
        var number = long.Parse((day.Year >= 2000 ? "2" : "") + payload, System.Globalization.CultureInfo.InvariantCulture);
        var full = $"{payload}{97 - (number % 97):00}";
        return d.Once(3) ? full : $"{Draw.Group(full, ".", 2, 2, 2)}-{full[6..9]}{d.Of(".", "-")}{full[9..]}";
    }

    private static string PortugueseNif(Draw d)
    {
        var payload = d.Of("1", "2", "3", "5") + d.Digits(7);
        var rest = CheckDigits.Weighted(payload, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return Draw.Group(payload + (rest < 2 ? 0 : 11 - rest), d.Of("", " "), 3, 3, 3);
    }

    private static string Ahv(Draw d)
    {
        var payload = "756" + d.Digits(9);
        var full = payload + ((10 - (CheckDigits.Weighted(payload, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3) % 10)) % 10);
        return d.Once(4) ? full : Draw.Group(full, ".", 3, 4, 4, 2);
    }
}
