using System.Globalization;

namespace StreamNer.Tests.Pii.Independent;

/// <summary>Dates, ages and the documents that people carry.</summary>
internal static class PersonTypes
{
    private static readonly string[][] s_months =
    [
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
        ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
        ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
        ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"],
    ];

    public static readonly OutsideType[] All =
    [
        new("DATE", "ISO 8601, RFC 5322 section 3.3, Unicode CLDR date patterns (en, de, fr, es, it, ja)", d => Date(d, d.Day(1950, 2026)),
            ["we met on §", "§", "The report of § is late.", "created=§ by=op", "since § nothing happened", "(§)", "due §!", "Stand: §"],
            d => d.Of("Windows 10 Pro", "Surface Pro 4", "13/45/2020", "2021-13-40", "3/4 of them", "march on, soldiers", "1-2-3 go", "page 12/31",
                "may 4 of them come",
                $"version 2.{d.Between(10, 99)}.0", "iOS 15.2", "sat 12 people in a row", "they won 3-2-1",
                    $"{d.Between(1, 9)}/{d.Between(32, 99)}/{d.Between(1, 9)}", "Dec-Vax 11/780",
                "second of four", "route 5/2021/x", "won 31-12 at home", "10.5.3 in the manual", "99.99.2021", "sun 5 factor", "in 2021 alone")),
        new("AGE", "HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(C); clinical notes' usual writings", d => $"{d.Between(3, 99)}",
            ["she is § years old", "a §-year-old woman", "aged §, unmarried", "I'm § yo", "§ y/o male", "age: §", "Alter: § Jahre",
                "ich bin § Jahre alt", "j'ai § ans", "tengo § años", "ho § anni",
                "ik ben § jaar oud", "Age §", "my son is § years of age", "turned § years old today", "§ yr old female"],
            d => d.Of($"{d.Between(3, 90)} years ago", $"a {d.Between(3, 10)}-year plan", "a 3 year warranty", "aged cheese, 12 kinds",
                $"{d.Between(3, 40)} years of experience", "page 34",
                $"{d.Between(3, 40)} years in prison", "ice age 4", "for 20 years now", "vor 10 Jahren", "il y a 5 ans", "average of 34", "stage 3",
                    "usage: 45 percent", "in 5 years time",
                "t.co/9x8AO4ETA1", "hace 20 años")),
        new("DATE_OF_BIRTH", "ICAO Doc 9303 part 3 (date of birth), CLDR date patterns", d => Date(d, d.Birthday()),
            ["DOB: §", "born on §", "Date of birth: §", "D.O.B. §", "date of birth is §", "geboren am §", "Geburtsdatum: §", "né le §",
                "date de naissance : §", "fecha de nacimiento: §", "nata il §", "birthday: §",
                "dateOfBirth: §", "born § in Ulm", "Birthdate §"],
            d => d.Of("due date ", "invoice date: ", "we met on ", "issued ", "released ", "gültig ab ", "signed on ", "starts ", "effective ", "payé le ")
                + Date(d, d.Day(2000, 2026))),
        new("PASSPORT", "ICAO Doc 9303 part 4: 9 characters; layouts of US, GB, DE, FR, IN, CA, NL, PL, CN, JP", d => d.FormOf("#########",
            "@########", "@#######", "##@@#####", "@@######", "@@#######",
                $"C##{d.From("CFGHJKLMNPRTVWXYZ0123456789", 6)}", "E########", "@@@######"),
            ["passport number §", "Passport No. §", "passport: §", "my passport is §", "Reisepass §", "Reisepassnummer: §", "passeport n° §",
                "pasaporte §", "passportNumber=§", "numéro de passeport : §"],
            d => d.Of("passport expires in 2027", $"passport office, room {d.Digits(3)}", $"order {d.Form("@########")}", "passports for 12 people",
                $"the Nissan Passport, {d.Digits(5)} miles", "passport.js 0.6.0",
                $"flight {d.Form("@@####")}", $"part {d.Form("@@#######")}")),
        new("DRIVER_LICENSE", "AAMVA DL/ID: layouts of CA, NY, TX, FL, IL, NJ, WA; DVLA driver number; German Führerschein",
            d => d.FormOf("@#######", "#########", "########", "@############", "@###########",
                "@##############", "@@@@@######@@9@@", "B###@@##@@#"),
            ["driver's license §", "driver license number: §", "DL # §", "driving licence §", "Driver's License No. §", "Führerschein §",
                "Führerscheinnummer: §", "permis de conduire §", "patente di guida §",
                "drivers licence: §"],
            d => d.Of("license MIT 2.0", "driver version 472.12", "the driver license renewal fee is $45", "licensed under Apache 2.0",
                $"driver for the GTX {d.Digits(4)}", $"taxi driver, car {d.Digits(3)}",
                $"order {d.Form("@#######")}", "driving 12 miles", $"serial {d.Form("@############")}")),
        new("MRN", "HL7 v2.5.1 PID-3 with identifier type MR: local numbers of 6 to 10 digits", d => d.FormOf("######", "########", "#########",
            "##########", "#######"),
            ["MRN §", "MRN: §", "medical record number §", "Medical Record No. §", "Med Rec No §", "medical record #§", "Med. Rec. Nbr: §"],
            d => d.Of("medical record shows 120 over 80", $"record number {d.Digits(6)} of the table", "world record 9.58",
                $"medical bill {d.Digits(4)}", $"mr. N took {d.Digits(3)} photos",
                $"IP 10.1.2.3 of the medical record number server", $"{d.Digits(6)} medical records were lost", $"patient paid $4586.00")),
        new("VIN", "ISO 3779; check character by 49 CFR 565.15", Vin, ["VIN §", "the car's VIN is §", "VIN: §", "vehicle identification number §",
            "Fahrgestellnummer §"],
            d => d.Of($"part {d.From("ABCDEFGHJK", 4)}I{d.Digits(12)}", $"key {d.From(Draw.Upper, 17)}", $"id {d.Digits(17)}",
                $"vin rouge, {d.Digits(3)} litres", $"serial {d.From(Draw.Upper, 3)}O{d.Digits(13)}",
                $"token {d.From(Draw.Lower, 17)}")),
        new("PLATE", "registration layouts: US states, DVLA 2001, German FZV, Spanish 2000, French SIV, Italian 1994, Dutch sidecodes, Indian CMVR",
            d => d.FormOf("#@@@###", "@@@ ####", "@@@-####", "@@## @@@", "B-@@ ####", "M-@ ###",
                "HH @@ ###", "#### BCD", "@@-###-@@", "@@ ###@@", "KA 01 @@ ####", "MH12@@####", "##-@@-@@", "@-###-@@"),
            ["license plate §", "licence plate: §", "number plate §", "plate no. §", "Kennzeichen §", "car registration §", "car reg: §",
                "matrícula §", "targa §", "plaque d'immatriculation §", "kenteken §"],
            d => d.Of("a plate of food for 12", "the number plate is missing", "tectonic plate A1 moves", "reg. no objections",
                "license plates cost 40 dollars", $"room {d.Form("@##")} is free", $"model {d.Form("@@## @@@")}",
                "steel plate 12 mm", "home plate, 3 runs")),
        new("IMEI", "3GPP TS 23.003 section 6.2.1", d =>
            {
                var number = CheckDigits.WithLuhn("35" + d.Digits(12));
                return d.Below(4) switch { 0 => Draw.Group(number, "-", 2, 6, 6, 1), 1 => Draw.Group(number, " ", 2, 6, 6, 1), _ => number };
            },
            ["IMEI §", "IMEI: §", "imei=§", "the phone's IMEI is §", "IMEI number § is blocked"],
            d => d.Of($"IMEI {d.Spoil(CheckDigits.WithLuhn("35" + d.Digits(12)))}", $"id {CheckDigits.WithLuhn("35" + d.Digits(12))}",
                $"ts {d.Digits(15)}", $"bin 35-{d.Digits(6)}-{d.Digits(6)}", "dial *#06#")),
    ];

    private static string Date(Draw d, DateOnly day)
    {
        var language = d.Below(s_months.Length);
        var month = s_months[language][day.Month - 1];
        return d.Below(12) switch
        {
            0 => Draw.Write(day, "yyyy-MM-dd"),
            1 => Draw.Write(day, "MM/dd/yyyy"),
            2 => Draw.Write(day, "dd.MM.yyyy"),
            3 => Draw.Write(day, "d MMMM yyyy"),
            4 => Draw.Write(day, "MMMM d, yyyy"),
            5 => Draw.Write(day, "MMM d, yyyy"),
            6 => language is 3 ? $"{day.Day} de {month} de {day.Year}" : $"{day.Day}{(language == 1 ? "." : "")} {month} {day.Year}",
            7 => Draw.Write(day, "dd-MMM-yyyy"),
            8 => day.ToString("d", CultureInfo.InvariantCulture),
            9 => $"{day.Year}年{day.Month}月{day.Day}日",
            10 => Draw.Write(day, "dd/MM/yyyy"),
            _ => $"{day.Day}{day.Day switch { 1 or 21 => "st", 2 or 22 => "nd", 3 or 23 => "rd", _ => "th" }} of {Draw.Write(day, "MMMM yyyy")}",
        };
    }

    private static string Vin(Draw d)
    {
        const string letters = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
        var number = d.Of("1HG", "2T1", "5YJ", "WBA", "WVW", "JH4", "KMH", "3FA", "VF1") + d.From(letters, 5) + "0"
            + d.From("ABCDEFGHJKLMNPRSTVWXY123456789", 1) + d.From(letters, 1) + d.Digits(6);
        return number[..8] + CheckDigits.Vin(number) + number[9..];
    }
}
