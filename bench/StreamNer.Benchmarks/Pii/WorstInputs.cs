namespace StreamNer.Benchmarks.Pii;

/// <summary>What costs each detector most: a text is its unit over and over. Tests count their steps, the report times them.</summary>
internal static class WorstInputs
{
    /// <summary>Who the unit is aimed at, and the unit.</summary>
    public static readonly (string Aim, string Unit)[] All =
    [
        ("email", "a@"), ("email", "a@a."), ("email", "a@a.com4"), ("email over a line", "a.a@a.\n"), ("email over a line", "a.1\n@a.com "),
        ("email, handle", "@"), ("handle", "@a "), ("url.scheme", "a://"), ("url.host", "a."), ("url.host", "a.com "),
        ("phone", "1 "), ("phone", "(1) "), ("phone", "call 12 34 "), ("phone", "+1 202 555 01 "), ("identifiers", "4"), ("identifiers", "1-"),
        ("identifiers", "1,"), ("identifiers", "a1"),
        ("identifiers", "a 1 "), ("card", "4111 1111 1111 1111 "), ("iban", "DE89 3704 0044 0532 0130 01 "), ("iban", "ibanDE1 "),
        ("ssn", "ssn 536-90-4399 "), ("by country", "cpf pesel bsn nif 111 222 333 44 "),
        ("cvv, pin", "cvv pin 1234 "), ("expiry", "exp 12/29 "), ("track", "4111^"), ("track", "4111111111111111="), ("swift", "swift DEUTDEFX "),
        ("bank-account, mrn", "account number mrn 12345678 "),
        ("passport, driver-license, plate", "passport dl plate AB12345 "), ("imei, vin", "imei vin 1M8GDM9AXKP042789 "), ("ip.v4", "1."),
        ("ip.v4", "1.2.3.4."), ("ip.v6", "::"), ("ip.v6", "a:"), ("mac", "00:"),
        ("coordinates", "1.1234,"), ("coordinates", "1\u00B02'"), ("crypto", "0x"), ("crypto", "bc1"),
        ("crypto", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb "), ("secret.key", "eyJ."), ("secret.key", "eyJhbGciOiJIUzI1NiJ9."),
        ("secret.key", "AKIA-"), ("secret.pem", "-----BEGIN "), ("secret.url", "://a:b@"), ("secret.scheme", "Basic "),
        ("secret.header", "authorization: a "), ("secret.curl", "curl - "), ("secret.curl", "curl -u a:bcd "),
        ("secret.password", "password: "), ("secret.password", "dbPassword:"), ("ip.v6 over a line", "a:a:\n"), ("mac over a line", "0a:0b:\n"),
        ("secret.key over a line", "eyJhbGciOiJIUzI1NiJ9.eyJhbGciOiJIUzI1NiJ9\n"), ("ip.v4 over a line", "1.\n"), ("secret.password", "密码:"),
        ("date", "1/1/"), ("date", "March 12 "),
        ("age", "44 years "), ("birth", "born 12031980 "), ("address", "12 Main St "), ("address", "Street "), ("address", "Afghanistan "),
        ("address", "98 Stubben 149 "), ("address", "> ? "), ("postcode", "AB1 2CD "),
        ("context words", "card ssn phone "), ("context words, claims", "pin cvv ssn phone account number 123456789 "), ("context words", "电话卡"),
        ("folding", "%40"), ("folding", "%25"), ("folding", "&amp;"), ("folding", "&#64;"), ("folding", "\\u0040"), ("folding", "\u200B"),
        ("folding", "4\u200B"), ("tokens", "\n"),
    ];

    /// <summary>A text of this many UTF-16 units.</summary>
    public static string Text(string unit, int length) => string.Concat(Enumerable.Repeat(unit, (length / unit.Length) + 1))[..length];
}
