using StreamNer.Pii.Detectors.Addresses;
using StreamNer.Pii.Scanning;
using StreamNer.Pii.Validators;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Detectors;

/// <summary>The one list of detectors: the type each reports, its name in records, and whether it needs a context word.</summary>
internal static class DetectorRows
{
    private const string Eight = "99999999", Nine = "999999999", Ten = "9999999999", Eleven = "99999999999", Thirteen = "9999999999999";

    /// <summary>Fresh rows; the table numbers them.</summary>
    public static Detector[] Make() => [.. Everywhere(), .. ByCountry()];

    private static Detector[] Everywhere() =>
    [
        new("EMAIL", "email", Structural) { Symbols = "@", AtSymbol = EmailDetector.At },
        new("URL", "url.scheme", Structural) { Symbols = ":", AtSymbol = UrlDetector.AtColon },
        new("URL", "url.host", Structural) { Symbols = ".", AtSymbol = UrlDetector.AtDot },
        new("HANDLE", "handle", Structural) { Symbols = "@", AtSymbol = HandleDetector.At },
        new("PHONE", "phone", Structural) { AtDigits = PhoneDetector.At },
        new("CARD", "card", Structural) { Shapes = Digits(14, 19), RareSeparators = true, Validate = Card.IsValid },
        new("CARD", "card.short", Contextual) { Shapes = Digits(12, 13), Validate = Card.IsShort },
        new("CVV", "cvv", Contextual) { AtDigits = ContextNumbers.Cvv },
        new("CVV", "cvv.card", Contextual) { AtDigits = CardTail.Cvv },
        new("PIN", "pin", Contextual) { Shapes = Digits(4, 8), Solid = true, Validate = static _ => true },
        new("EXPIRY", "expiry", Contextual) { AtDigits = ContextNumbers.Expiry },
        new("EXPIRY", "expiry.card", Contextual) { AtDigits = CardTail.Expiry },
        new("TRACK", "track", Structural) { Symbols = "^=", AtSymbol = TrackDetector.At },
        new("IBAN", "iban", Structural) { Shapes = Iban.Shapes, RareSeparators = true, Validate = Iban.IsValid },
        new("SWIFT", "swift", Contextual) { Shapes = "AAAAAAXX|AAAAAAXXXXX", Solid = true, UpperCase = true, Validate = Swift.IsValid },
        new("SWIFT", "swift.letters", Contextual) { Roles = WordRoles.Swift, AtWord = SwiftDetector.At },
        new("BANK_ACCOUNT", "bank-account", Contextual) { Shapes = Digits(6, 18), Solid = true, Validate = LooseIds.IsNumber },
        new("IP", "ip.v4", Structural) { AtDigits = IpDetector.V4 },
        new("IP", "ip.v6", Structural) { Symbols = ":", AtSymbol = IpDetector.V6 },
        new("MAC", "mac", Structural) { Symbols = ":-.", AtSymbol = MacDetector.At },
        new("MAC", "mac.bare", Contextual) { Shapes = Any(12), Solid = true, Validate = MacDetector.IsBare },
        new("COORDINATES", "coordinates", Structural) { AtDigits = CoordinatesDetector.At },
        new("CRYPTO", "crypto", Structural) { AtRun = CryptoDetector.AtRun },
        new("SECRET", "secret.key", Structural) { AtRun = SecretDetector.AtRun },
        new("SECRET", "secret.pem", Structural) { Symbols = "-", AtSymbol = SecretDetector.AtHyphen },
        new("SECRET", "secret.url", Structural) { Symbols = ":", AtSymbol = SecretDetector.AtColon },
        new("SECRET", "secret.scheme", Structural) { Roles = WordRoles.AuthScheme, AtWord = SecretDetector.AtScheme },
        new("SECRET", "secret.password", Contextual)
        {
            Roles = WordRoles.Password, AtWord = PasswordDetector.At, Symbols = ":=", AtSymbol = PasswordDetector.AtSign,
        },
        new("IMEI", "imei", Contextual) { Shapes = Digits(15), Validate = Imei.IsValid },
        new("VIN", "vin", Structural) { Shapes = Any(17), Solid = true, Validate = Vin.IsValid },
        new("VIN", "vin.form", Contextual) { Shapes = Any(17), Solid = true, Validate = Vin.IsForm },
        new("PLATE", "plate", Contextual) { Shapes = Any(4, 9), UpperCase = true, Validate = LooseIds.IsPlate },
        new("DATE", "date", Structural) { AtDigits = DateDetector.At, Roles = WordRoles.Month, AtWord = DateDetector.AtMonth },
        new("AGE", "age", Contextual) { AtDigits = ContextNumbers.Age },
        new("DATE_OF_BIRTH", "birth", Contextual) { AtDigits = DateDetector.At, Roles = WordRoles.Month, AtWord = DateDetector.AtMonth },
        new("DATE_OF_BIRTH", "birth.compact", Contextual) { AtDigits = DateDetector.AtCompact },
        new("PASSPORT", "passport", Contextual) { Shapes = Any(7, 9), Solid = true, Validate = LooseIds.IsMostlyDigits },
        new("DRIVER_LICENSE", "driver-license", Contextual) { Shapes = Any(5, 18), Solid = true, Validate = LooseIds.HasDigits },
        new("MRN", "mrn", Contextual) { Shapes = Any(5, 12), Solid = true, Validate = LooseIds.IsMostlyDigits },
        new("ADDRESS", "address", Structural) { AtEnd = AddressDetector.AtEnd },
        new("POSTCODE", "postcode.digits", Contextual) { Shapes = Digits(4, 6) + "|" + Digits(9), Solid = true, Validate = LooseIds.IsNumber },
        new("POSTCODE", "postcode.uk", Structural)
        {
            Shapes = "A99AA|A999AA|AA99AA|AA999AA|A9A9AA|AA9A9AA", Layout = "2 3|3 3|3 3|4 3|3 3|4 3", UpperCase = true,
                Validate = Postcode.IsBritish,
        },
        new("POSTCODE", "postcode.ca", Structural) { Shapes = "A9A9A9", Layout = "3 3", UpperCase = true, Validate = Postcode.IsCanadian },
    ];

    private static Detector[] ByCountry() =>
    [
        new("SSN", "ssn.dashed", Structural) { Shapes = Nine, Layout = "3-2-4", Validate = Ssn.IsValid },
        new("SSN", "ssn", Contextual) { Shapes = Nine, RareSeparators = true, Validate = Ssn.IsValid },
        new("ITIN", "itin.dashed", Structural) { Shapes = Nine, Layout = "3-2-4", Validate = Itin.IsValid },
        new("ITIN", "itin", Contextual) { Shapes = Nine, Validate = Itin.IsValid },
        new("EIN", "ein", Contextual) { Shapes = Nine, Validate = Ein.IsValid },
        new("ABA", "aba", Contextual) { Shapes = Nine, Validate = Aba.IsValid },
        new("NPI", "npi", Contextual) { Shapes = Ten, Validate = Npi.IsValid },
        new("MBI", "mbi.dashed", Structural) { Shapes = "9AX9AX9AA99", Layout = "4-3-4", Validate = Mbi.IsValid },
        new("MBI", "mbi", Contextual) { Shapes = "9AX9AX9AA99", Validate = Mbi.IsValid },
        new("DEA", "dea", Contextual) { Shapes = "AX9999999", Solid = true, Validate = Dea.IsValid },
        new("UK_NHS", "uk-nhs", Contextual) { Shapes = Ten, Validate = Nhs.IsValid },
        new("UK_NINO", "uk-nino", Structural) { Shapes = "AA999999A", Validate = Nino.IsValid },
        new("UK_SORT_CODE", "uk-sort-code", Contextual) { Shapes = "999999", Validate = LooseIds.IsNumber },
        new("CA_SIN", "ca-sin", Contextual) { Shapes = Nine, Validate = CanadianSin.IsValid },
        new("AU_TFN", "au-tfn", Contextual) { Shapes = Eight + "|" + Nine, Validate = AustralianTfn.IsValid },
        new("AU_ABN", "au-abn", Contextual) { Shapes = Eleven, Validate = AustralianAbn.IsValid },
        new("AU_MEDICARE", "au-medicare", Contextual) { Shapes = Ten + "|" + Eleven, Validate = AustralianMedicare.IsValid },
        new("IN_AADHAAR", "in-aadhaar", Contextual) { Shapes = Digits(12), Validate = Aadhaar.IsValid },
        new("IN_PAN", "in-pan", Structural) { Shapes = "AAAAA9999A", Solid = true, Validate = IndianPan.IsValid },
        new("DE_TAX_ID", "de-tax-id", Contextual) { Shapes = Eleven, Validate = GermanTaxId.IsValid },
        new("ES_NIF", "es-nif", Contextual) { Shapes = Eight + "A", Validate = SpanishNif.IsValid },
        new("ES_NIE", "es-nie", Contextual) { Shapes = "A9999999A", Validate = SpanishNif.IsForeign },
        new("IT_CF", "it-cf", Structural) { Shapes = "AAAAAAXXAXXAXXXA", Validate = ItalianCf.IsValid },
        new("PL_PESEL", "pl-pesel", Contextual) { Shapes = Eleven, Validate = Pesel.IsValid },
        new("FR_INSEE", "fr-insee", Structural) { Shapes = "999999X99999999", Validate = FrenchInsee.IsValid },
        new("FR_INSEE", "fr-insee.keyless", Contextual) { Shapes = "999999X999999", Validate = FrenchInsee.IsKeyless },
        new("NL_BSN", "nl-bsn", Contextual) { Shapes = Eight + "|" + Nine, Validate = DutchBsn.IsValid },
        new("BE_NRN", "be-nrn.form", Structural) { Shapes = Eleven, Layout = "2.2.2-3.2", Validate = BelgianNrn.IsValid },
        new("BE_NRN", "be-nrn", Contextual) { Shapes = Eleven, Validate = BelgianNrn.IsValid },
        new("SE_PNR", "se-pnr", Contextual) { Shapes = Ten + "|" + Digits(12), RareSeparators = true, Validate = SwedishPnr.IsValid },
        new("DK_CPR", "dk-cpr", Contextual) { Shapes = Ten, Validate = DanishCpr.IsValid },
        new("FI_HETU", "fi-hetu", Structural) { Shapes = "999999999X|999999999X", Layout = "6-4|6+4", Validate = FinnishHetu.IsValid },
        new("FI_HETU", "fi-hetu.sign", Structural) { Shapes = "999999A999X", Solid = true, Validate = FinnishHetu.IsWithSign },
        new("NO_FNR", "no-fnr", Contextual) { Shapes = Eleven, Validate = NorwegianFnr.IsValid },
        new("PT_NIF", "pt-nif", Contextual) { Shapes = Nine, Validate = PortugueseNif.IsValid },
        new("CH_AHV", "ch-ahv.form", Structural) { Shapes = Thirteen, Layout = "3.4.4.2", Validate = SwissAhv.IsValid },
        new("CH_AHV", "ch-ahv", Contextual) { Shapes = Thirteen, Validate = SwissAhv.IsValid },
        new("BR_CPF", "br-cpf.form", Structural) { Shapes = Eleven, Layout = "3.3.3-2", Validate = BrazilianCpf.IsValid },
        new("BR_CPF", "br-cpf", Contextual) { Shapes = Eleven, Validate = BrazilianCpf.IsValid },
        new("BR_CNPJ", "br-cnpj.form", Structural) { Shapes = new string('X', 12) + "99", Layout = "2.3.3/4-2", Validate = BrazilianCnpj.IsValid },
        new("BR_CNPJ", "br-cnpj", Contextual) { Shapes = new string('X', 12) + "99", Validate = BrazilianCnpj.IsValid },
        new("MX_CURP", "mx-curp", Structural) { Shapes = "AAAA999999AAAAAAX9", Solid = true, Validate = MexicanCurp.IsValid },
        new("SG_NRIC", "sg-nric", Contextual) { Shapes = "A9999999A", Solid = true, Validate = SingaporeNric.IsValid },
        new("KR_RRN", "kr-rrn.form", Structural) { Shapes = Thirteen, Layout = "6-7", Validate = KoreanRrn.IsValid },
        new("KR_RRN", "kr-rrn", Contextual) { Shapes = Thirteen, Validate = KoreanRrn.IsForm },
        new("ZA_ID", "za-id", Contextual) { Shapes = Thirteen, Validate = SouthAfricanId.IsValid },
    ];

    private static string Digits(int from, int to = 0) => Repeat('9', from, to);

    private static string Any(int from, int to = 0) => Repeat('X', from, to);

    private static string Repeat(char c, int from, int to) => string.Join('|', Enumerable.Range(from, Math.Max(from, to) - from + 1).Select(n =>
        new string(c, n)));
}
