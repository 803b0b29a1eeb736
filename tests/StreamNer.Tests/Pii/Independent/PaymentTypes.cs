namespace StreamNer.Tests.Pii.Independent;

/// <summary>Cards and accounts.</summary>
internal static class PaymentTypes
{
    // Country, form of the account part: ISO 13616 registry, release 99.
    private static readonly (string Country, string Form)[] s_ibans =
    [
        ("DE", "##################"), ("GB", "@@@@##############"), ("FR", "#######################"), ("ES", "####################"),
            ("IT", "@######################"),
        ("NL", "@@@@##########"), ("BE", "############"), ("CH", "#################"), ("AT", "################"), ("PL", "########################"),
        ("SE", "####################"), ("NO", "###########"), ("DK", "##############"), ("FI", "##############"), ("PT", "#####################"),
            ("IE", "@@@@##############"),
        ("LU", "################"), ("CZ", "####################"), ("HU", "########################"), ("RO", "@@@@################"),
            ("GR", "#######################"),
        ("TR", "#####0################"), ("SA", "####################"), ("AE", "###################"), ("BR", "#######################@#"),
            ("MT", "@@@@#######################"),
    ];

    public static readonly OutsideType[] All =
    [
        new("CARD", "ISO/IEC 7812-1; issuer ranges of Visa, Mastercard (51-55, 2221-2720), Amex, Discover, JCB, Diners, UnionPay", Card,
            ["my card is §", "§", "pay with § please", "card number: §, thanks", "pan=§;amt=12.00", "Visa ending? no, all of it: §",
                "{\"card\":\"§\"}"], NoCard),
        new("CARD (with a word)", "ISO/IEC 7812-1: 12 to 19 digits; Maestro, old JCB and Visa lengths",
            d => CheckDigits.WithLuhn(d.FormOf("5018#######", "50##########", "6759###########",
                "2131##########", "1800##########", "4###########", "56##############", "6304##############", "4#################")),
            ["card number §", "credit card: §", "debit card no. § expired", "Kreditkarte §", "carte bancaire : §"], NoCard),
        new("CVV", "EMV card verification: 3 digits, 4 on American Express", d => d.FormOf("###", "###", "####"),
            ["cvv §", "CVC: §", "the security code is §", "CVV2=§", "card security code (§)", "my cvv code: §"],
            d => d.Of($"room {d.Digits(3)}", $"HTTP {d.Between(200, 599)}", "CVE-2021-123", "CVS 123 store", "cvv is missing on 12 orders",
                $"security code review: {d.Digits(5)} lines",
                $"page {d.Digits(3)} of the code", $"area code {d.Digits(3)}", $"error code {d.Digits(4)}")),
        new("PIN", "ISO 9564-1: 4 to 12 digits, in practice 4 to 6", d => d.FormOf("####", "####", "######"),
            ["my pin is §", "PIN: §", "Enter PIN § to unlock", "pin code §", "the PIN for the card is §", "Geheimzahl: §"],
            d => d.Of("a 24-pin connector", $"pinned {d.Below(50)} items", "pin 7 of the chip is ground", "Pinterest made 2023 better",
                "pins 3, 4 and 5", "bowling: 10 pins",
                "pin it to version 2.10", "GPIO pin 12 is high", $"{d.Digits(4)} pins were made")),
        new("EXPIRY", "ISO/IEC 7813: month and year", d => $"{d.Between(1, 12):00}{d.Of("/", "/", "-")}{d.Of("", "20")}{d.Between(27, 35)}",
            ["exp §", "valid thru §", "expires §", "expiry date: §", "Exp. date §", "gültig bis §", "card expires on §"],
            d => d.Of("9/10 would do it again", "open 24/7", "exp 13/27", "page 04/26", "score 07/21", "expires in 3 days",
                $"chapter {d.Between(1, 9)}/{d.Between(10, 30)}",
                "expression 3/4 is 0.75", "level 11/30, 200 exp", "and 1/27 of them")),
        new("TRACK", "ISO/IEC 7813: tracks 1 and 2", Track, ["§", "swiped: §", "raw=§ ok", "buffer \"§\""],
            d => d.Of(";id=4111;n=2", "%B^NAME/FIRST^2304?", $"a;{d.Digits(6)}={d.Digits(4)}?", "100%BOSS^2", "%PATH%;C:\\bin;x=1?", "SELECT 1;2=2?",
                "x^2/y^3?")),
        new("IBAN", "ISO 13616 registry: lengths and structures of 26 countries", Iban, ["IBAN §", "please pay to §", "§", "account §, thanks",
            "iban=§&amount=5", "Konto: §."],
            d => d.Of($"IBAN {d.Spoil(Iban(d))}", $"pay to {d.Spoil(Iban(d), 3)}", $"XX{d.Digits(20)}", $"DE{d.Digits(12)}",
                $"part GB{d.Digits(2)} ABCD", $"ref {d.Form("@@##@@@@####")}")),
        new("SWIFT", "ISO 9362: bank, country, location, branch",
            d => $"{d.From(Draw.Upper, 4)}{d.Of("DE", "GB", "US", "FR", "CH", "NL", "IT", "JP")}{d.From("23456789ABCDEFGHJKLMN", 2)}"
                + d.Of("", "", "XXX", d.Digits(3)), ["BIC: §", "SWIFT code §", "SWIFT/BIC §", "swift: §", "BIC § IBAN below"],
            d => d.Of("Swift ENGINEER wanted", "TAYLOR SWIFT TICKETS", "a BIC ballpoint pen", "BUSINESS INTERNET SOFTWARE", "SWIFT ABCDXX33",
                "swift code in Xcode", "BIC ABCDZZ22XXX",
                "Swift 5.9 and SwiftUI", "swift RESPONSE to it")),
        new("BANK_ACCOUNT", "Nacha: up to 17 digits; Pay.UK: 8 digits; Bundesbank: 10 digits", d => d.FormOf("########", "^#########",
            "^###########", "^######"),
            ["account number §", "Account no. §", "acct # §", "Kontonummer: §", "bank account § at my branch", "a/c no. §", "accountNumber: §"],
            d => d.Of("account balance $12,345,678", $"order number {d.Digits(8)}", "your account has 12345 points",
                $"account created {d.Between(2015, 2025)}", "3 accounts were closed",
                $"on account of {d.Digits(3)} complaints", $"invoice {d.Digits(8)}", $"{d.Digits(8)} followers on this account")),
        new("CRYPTO", "Bitcoin base58check, BIP 173 and 350; EIP-55 (all lower case); Litecoin, Dogecoin, Tron versions", CryptoAddress.Make,
            ["send it to §", "§", "BTC: §", "wallet § is empty", "donations: §, thank you", "my address is §"],
            d => d.Of($"commit {d.From(Draw.Hex, 40)}", d.Spoil(CryptoAddress.Base58(d, 0)), $"key 3{d.From(Draw.Base62, 33)}",
                $"bc1 and {d.From(Draw.Lower, 12)}",
                $"0x{d.From(Draw.Hex, 8)}", $"0x{d.From(Draw.Hex, 64)}", $"sha256:{d.From(Draw.Hex, 64)}")),
    ];

    private static string Card(Draw d)
    {
        var payload = d.FormOf("4##############", "4##############", $"5{d.Between(1, 5)}#############", $"2{d.Between(23, 26)}############",
            "34############", "37############",
            "6011###########", "65#############", "353############", "36###########", "62#############");
        var number = CheckDigits.WithLuhn(payload);
        var separator = d.Of("", " ", " ", "-");
        return number.Length switch
        {
            16 => Draw.Group(number, separator, 4, 4, 4, 4),
            15 => Draw.Group(number, separator, 4, 6, 5),
            _ => Draw.Group(number, separator, 4, 6, 4),
        };
    }

    private static string NoCard(Draw d) => d.Of($"card {d.Spoil(CheckDigits.WithLuhn(d.Form("4##############")))} failed",
        $"id {d.Form("%%%%%%%%-%%%%-4%%%-a%%%")}-{CheckDigits.WithLuhn(d.Form("4##########"))}",
        $"w = 3.{CheckDigits.WithLuhn(d.Form("4##############"))}", $"tracking {CheckDigits.WithLuhn(d.Form("94####################"))}",
            $"ref 0{CheckDigits.WithLuhn(d.Form("###############"))}",
        $"user {CheckDigits.WithLuhn(d.Form("1################"))}", $"hash {d.From(Draw.Hex, 32)}", $"ts {d.Between(150000, 179999)}{d.Digits(7)}",
            $"EAN {d.Form("40###########")}",
        $"card game with {d.Digits(4)} players", $"tweet {d.Form("1#################")}");

    private static string Track(Draw d)
    {
        string number = CheckDigits.WithLuhn(d.Form("4##############")),
            rest = $"{d.Between(26, 32)}{d.Between(1, 12):00}{d.Of("101", "201", "221")}{d.Digits(d.Between(6, 13))}";
        return d.Once(2) ? $"%B{number}^{d.Of("ROE/OLGA", "VAN DAM/PETER J", "RUIZ/K")}^{rest}?" : $";{number}={rest}?";
    }

    private static string Iban(Draw d)
    {
        var (country, form) = d.Of<(string Country, string Form)>(s_ibans);
        var account = d.Form(form);
        var iban = country + CheckDigits.Iban(country, account) + account;
        return d.Below(3) switch
        {
            0 => iban,
            1 => string.Join(' ', iban.Chunk(4).Select(c => new string(c))),
            _ => string.Join(d.Of(" ", "-"),
            iban.Chunk(4).Select(c => new string(c)))
        };
    }
}
