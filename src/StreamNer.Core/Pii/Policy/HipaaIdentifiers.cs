namespace StreamNer.Pii;

/// <summary>One of the 18 identifiers of 45 CFR 164.514(b)(2)(i), the types that find it, and what is done.</summary>
/// <param name="Letter">Its letter in the paragraph, A to R.</param>
/// <param name="Identifier">What it is.</param>
/// <param name="Types">The types that find it in text; empty where text cannot hold it.</param>
/// <param name="Treatment">What the profile <c>hipaa-safe-harbor</c> does, and what it does not find.</param>
public sealed record HipaaIdentifier(char Letter, string Identifier, IReadOnlyList<string> Types, string Treatment);

/// <summary>How the profile <c>hipaa-safe-harbor</c> covers the safe harbor's list. The table in docs/pii.md is this one.</summary>
public static class HipaaIdentifiers
{
    /// <summary>The list, A to R.</summary>
    public static IReadOnlyList<HipaaIdentifier> All { get; } =
    [
        new('A', "Names", ["PERSON", "ORGANIZATION"], "tag; organizations too, since employers count"),
        new('B', "Places smaller than a state", ["LOCATION", "ADDRESS", "POSTCODE", "COORDINATES"],
            "tag, whole countries and states included; of a five-digit ZIP code the first three digits stay, 000 for small areas"),
        new('C', "Dates, and ages above 89", ["DATE", "DATE_OF_BIRTH", "AGE", "EXPIRY"],
            "the year stays from 1950 on; ages to 89 stay, others become 90+; expiry dates become their tag; a month keeps its year too (`May "
            + "2021` becomes `[DATE:2021]`); numeric months (05/2021), a year alone and ages in words are not found"),
        new('D', "Telephone numbers", ["PHONE"], "tag"),
        new('E', "Fax numbers", ["PHONE"], "tag"),
        new('F', "E-mail addresses", ["EMAIL"], "tag"),
        new('G', "Social security numbers", ["SSN", "ITIN", "EIN"], "tag; other countries' national numbers too"),
        new('H', "Medical record numbers", ["MRN"], "tag"),
        new('I', "Health plan beneficiary numbers", ["MBI", "UK_NHS", "AU_MEDICARE"], "tag"),
        new('J', "Account numbers", ["BANK_ACCOUNT", "IBAN", "SWIFT", "ABA", "CARD", "CVV", "TRACK", "PIN", "CRYPTO"], "tag"),
        new('K', "Certificate and licence numbers", ["DRIVER_LICENSE", "PASSPORT", "NPI", "DEA"], "tag"),
        new('L', "Vehicle identifiers and plates", ["VIN", "PLATE"], "tag"),
        new('M', "Device identifiers", ["IMEI", "MAC"], "tag"),
        new('N', "URLs", ["URL"], "tag"),
        new('O', "IP addresses", ["IP"], "tag"),
        new('P', "Biometric identifiers", [], "not found: a text does not hold them in a form to be recognised"),
        new('Q', "Full-face photographs", [], "not in text"),
        new('R', "Any other unique number, characteristic or code", ["HANDLE", "SECRET"],
            "tag, with every other type of the table; free descriptions of a person are not found"),
    ];
}
