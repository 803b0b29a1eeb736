namespace StreamNer.Tests.Pii.Independent;

/// <summary>How people are reached by telephone and post.</summary>
internal static class PlaceTypes
{
    private static readonly string[] s_surnames =
        ["Maple", "Washington", "Hillcrest", "Lakeview", "Birchwood", "Mill", "Franklin", "Old Post", "Sunset", "Cedar Ridge", "St. James",
            "Jefferson"];

    public static readonly OutsideType[] All =
    [
        new("PHONE", "ITU-T E.164 with calling codes", International,
            ["Call me on § tomorrow.", "Tel.: §", "§", "WhatsApp § please", "reach us at § or by mail", "from=§ to=short code", "Fax § (day)",
                "my number: §!"],
            NoPhone),
        new("PHONE (North America)", "NANPA: NPA-NXX-XXXX, N from 2, no N11; 555-01XX is fiction and left out", NorthAmerican,
            ["Call me on § tomorrow.", "phone § (cell)", "my number is §", "text § now", "Office: §", "or dial § and ask for Ann", "Home phone: §"],
                NoPhone),
        new("PHONE (national plans)", "Ofcom, BNetzA, Arcep, CNMC, AGCOM, ACM, TRAI, Anatel, ACMA, MIC: national significant numbers", National,
            ["Tel. §", "call me on §", "Telefon: §", "mobile § after six", "Tél : §", "téléfono §", "phone: §", "ring § and ask for Ann"], NoPhone),
        new("ADDRESS", "UPU S42 templates for US, GB, CA, AU", English,
            ["I live at § now.", "Ship to: §", "§", "her flat at § is small", "Address: §\nPhone: none", "deliver it to §, please"], NoAddress),
        new("ADDRESS (Europe)", "UPU S42 templates for DE, AT, FR, ES, IT, NL, SE, PL, PT", European,
            ["§", "Anschrift: §", "J'habite §.", "vive en §", "abito in §", "adres: §", "she moved to § last year"], NoAddress),
        new("POSTCODE", "USPS ZIP, Royal Mail PAF, Canada Post, Deutsche Post, PostNL, La Poste, India Post", Postcode,
            ["postcode: §", "ZIP § please", "my postal code is §", "zip code §", "Postcode § is covered"],
            d => d.Of($"population {d.Between(10000, 99999)}", $"error {d.Between(10000, 99999)} in step 3", "model QV1 1CK", "A1B 2C is too short",
                $"order {d.Between(10000, 99999)} shipped", $"{d.Between(10000, 99999)} people came", "D1A 0B1 and Z9Z 9Z9", "B2B and C2C sales",
                $"won {d.Between(10000, 99999)} dollars", "zip the 12345.zip file", "H1N1 and H5N1 flu", "the ZIP drive holds 100 MB")),
    ];

    private static string NoPhone(Draw d) => d.Of($"order 20{d.Digits(2)}-{d.Digits(3)}-{d.Digits(4)} is open", "ISBN 978-0-306-40615-7",
        $"id {d.Digits(11)}",
        $"SKU 1{d.Digits(2)}-0{d.Digits(2)}-{d.Digits(4)}", $"ts={d.Between(1500000000, 1799999999)}", "1200 x 800 pixels",
            $"$1,{d.Digits(3)},{d.Digits(3)}.00",
        "open 10:20-11:40", $"part no. {d.Digits(4)}-{d.Digits(4)}-B", "won 6-4 3-6 7-5", $"{d.Digits(3)} {d.Digits(3)} people", $"PO {d.Digits(7)}",
        $"Contact us. Balance: ${d.Digits(5)}.21", $"ticket #{d.Digits(8)}, call closed", "seats 120-134, rows 10-12",
            $"call {d.Between(10, 99)} of them",
        $"tracking 1Z{d.Digits(3)}E0{d.Digits(10)}", "CriOS/15.0.837.0 Mobile/15E148, contact support", $"ISSN {d.Digits(4)}-{d.Digits(3)}X",
        $"CAS 7732-18-5, lot {d.Digits(6)}", $"version 2.0{d.Digits(2)}.{d.Digits(4)}", $"text me {d.Below(9)} times",
            $"epoch {d.Between(150000, 179999)}{d.Digits(7)}");

    private static string NoAddress(Draw d) => d.Of("2 hours away from Des Moines", "5 Musicians Of The 70s", "Chapter 12 Road to Nowhere",
        "Route 66 is long",
        "every corner of China", "in 1999 Main Street was quiet", "trust 2017 Barry in the first place", "3 ways to park a car",
            "top 10 places to see in Rome",
        "section 5 Court rules apply", "I have 2 drives and 1 way", $"{d.Between(2, 90)} people on the street", "the 2008 Wall Street crash",
            "10 lane swimming pool",
        "level 3 drive letters", "we ran 12 miles and 4 laps", $"room {d.Between(100, 900)} on the 3rd floor", "Season 2 Hill Street Blues",
            "7 seas and 5 oceans",
        "the 4 way stop", "gate 12, terminal 3", "40 Avenue bus leaves at 5", "she won 3 Grand Prix", "via 2 friends I know", "am 3 Weg vorbei",
            "der 2. Platz",
        "le 3 place du classement");

    private static string NorthAmerican(Draw d)
    {
        string area = $"{d.Between(2, 9)}{d.Between(0, 8)}{d.Between(2, 9)}", office = $"{d.Between(2, 9)}{d.Between(2, 9)}{d.Between(2, 9)}",
            line = d.Digits(4);
        return d.Of($"({area}) {office}-{line}", $"{area}-{office}-{line}", $"{area}.{office}.{line}", $"+1 {area} {office} {line}",
            $"1-{area}-{office}-{line}",
            $"+1{area}{office}{line}", $"{area} {office} {line}", $"({area}){office}-{line}", $"+1 ({area}) {office}-{line}",
                $"{area}{office}{line}");
    }

    private static string International(Draw d) => d.FormOf("+44 20 7### ####", "+44 77## ######", "+44 (0)161 4## ####", "+49 30 ########",
        "+49 (0)171 #######",
        "+49-89-#######", "+33 6 ## ## ## ##", "+33(0)1 ## ## ## ##", "+34 6## ### ###", "+39 06 #### ####", "+39 34# #######", "+31 6 ########",
            "+91 98### #####",
        "+55 11 9####-####", "+61 4## ### ###", "+81 90-####-####", "+46 70 ### ## ##", "+86 138 #### ####", "+48 5## ### ###", "+52 55 #### ####",
            "+27 82 ### ####",
        "+41 79 ### ## ##", "+353 86 ### ####", "+972-54-###-####", "+7 916 ###-##-##", "+82 10-####-####", "+65 9### ####", "+4915#########",
            "0044 77## ######", "0049 30 #######");

    private static string National(Draw d) => d.FormOf("020 7### ####", "078## ######", "0161 4## ####", "(020) 8### ####", "030/########",
        "0171 #######", "(089) 1######",
        "0221-#######", "06 ## ## ## ##", "01.##.##.##.##", "6## ## ## ##", "91 ### ## ##", "06 #### ####", "34# ### ####", "06-########",
            "020-#######", "98### #####",
        "(11) 9####-####", "04## ### ###", "(02) 9### ####", "1300 ### ###", "03-####-####", "090-####-####", "070-### ## ##", "138 #### ####",
            "010-####-####", "8 916 ###-##-##");

    private static string English(Draw d)
    {
        var kind = d.Of("Street", "St", "St.", "Avenue", "Ave", "Road", "Rd", "Lane", "Drive", "Dr", "Boulevard", "Blvd.", "Court", "Way", "Terrace",
            "Close", "Crescent", "Parkway");
        var street = $"{d.Between(1, 9999)} {d.Of<string>(s_surnames)} {kind}";
        return d.Below(9) switch
        {
            0 => $"{street}, Springfield, IL 6{d.Digits(4)}",
            1 => $"{street} Apt {d.Between(1, 40)}B",
            2 => $"{d.Between(1, 200)} Church Lane, Oxford OX{d.Between(1, 4)} {d.Between(1, 9)}JD",
            3 => $"{d.Between(100, 9999)} {d.Of("N", "S", "NW", "East")} {d.Between(4, 99)}th Street",
            4 => $"P.O. Box {d.Between(10, 9999)}, Dayton, OH 454{d.Digits(2)}",
            5 => $"Flat {d.Between(1, 30)}, {d.Between(1, 90)} Queen's Road, Bristol BS8 1{d.From("ABDEFGH", 2)}",
            6 => $"{d.Between(1, 90)} King Street West, Toronto, ON M5H {d.Between(1, 9)}A1",
            7 => $"Unit {d.Between(1, 30)}/{d.Between(1, 300)} George Street, Sydney NSW 2000",
            _ => street,
        };
    }

    private static string European(Draw d) => d.Of($"Hauptstraße {d.Between(1, 200)}, {d.Between(10115, 14199)} Berlin",
        $"Am Stadtpark {d.Between(1, 80)}, 90409 Nürnberg",
        $"Lindenallee {d.Between(1, 80)}a", $"Mariahilfer Straße {d.Between(1, 200)}/3, 1060 Wien",
            $"{d.Between(1, 200)} rue de la Paix, 75002 Paris",
        $"{d.Between(1, 200)} bis, avenue Victor Hugo, 69003 Lyon", $"Calle Mayor, {d.Between(1, 90)}, 28013 Madrid",
            $"Avda. de la Constitución {d.Between(1, 90)}",
        $"Via Roma {d.Between(1, 200)}, 00184 Roma", $"Piazza Garibaldi, {d.Between(1, 50)}", $"Keizersgracht {d.Between(1, 800)}, 1015 CJ Amsterdam",
        $"Storgatan {d.Between(1, 90)}, 111 22 Stockholm", $"ul. Marszałkowska {d.Between(1, 150)}, 00-590 Warszawa",
            $"Rua Augusta {d.Between(1, 300)}, 1100-053 Lisboa",
        $"Goethestr. {d.Between(1, 99)}", $"Postfach {d.Digits(4)}, 80331 München");

    private static string Postcode(Draw d)
    {
        const string inward = "ABDEFGHJLNPQRSTUWXYZ", canada = "ABCEGHJKLMNPRSTVXY";
        return d.Below(7) switch
        {
            0 => d.Form("^####"),
            1 => d.Form("^####-####"),
            2 => $"{d.Of("SW1A", "M1", "B33", "CR2", "DN55", "EC1A", "W1A", "G12")} {d.Digits(1)}{d.From(inward, 2)}",
            3 => $"{d.From(canada, 1)}{d.Digits(1)}{d.From(canada, 1)} {d.Digits(1)}{d.From(canada, 1)}{d.Digits(1)}",
            4 => $"{d.Between(1000, 9999)} {d.From("BCEGHKLMN", 2)}",
            5 => $"{d.Between(11, 85)}{d.Digits(4)}",
            _ => $"{d.Between(10, 95)}{d.Digits(3)}",
        };
    }
}
