namespace StreamNer.Pii.Policy;

/// <summary>One of the 18 identifiers of 45 CFR 164.514(b)(2)(i), the types that find it, and what is done.</summary>
/// <param name="Letter">Its letter in the paragraph, A to R.</param>
/// <param name="Identifier">What it is.</param>
/// <param name="Types">The types that find it in text; empty where text cannot hold it.</param>
/// <param name="Treatment">What the profile <c>hipaa-safe-harbor</c> does, and what it does not find.</param>
internal sealed record HipaaIdentifier(char Letter, string Identifier, IReadOnlyList<string> Types, string Treatment);

/// <summary>How the profile <c>hipaa-safe-harbor</c> covers the safe harbor's list. The table in docs/pii-standards.md is this one.</summary>
internal static class HipaaIdentifiers
{
    /// <summary>The list, A to R.</summary>
    public static IReadOnlyList<HipaaIdentifier> All { get; } =
    [
        Of('A', "Names", "tag; organizations too, since employers count"),
        Of('B', "Places smaller than a state",
            "tag, whole countries and states included; of a five-digit ZIP code the first three digits stay, 000 for small areas"),
        Of('C', "Dates, and ages above 89",
            "the year stays from 1950 on; ages to 89 stay, others become 90+; expiry dates become their tag; a month keeps its year too (`May "
            + "2021` becomes `[DATE:2021]`); numeric months (05/2021), a year alone and ages in words are not found"),
        Of('D', "Telephone numbers", "tag"),
        Of('E', "Fax numbers", "tag"),
        Of('F', "E-mail addresses", "tag"),
        Of('G', "Social security numbers", "tag; other countries' national numbers too"),
        Of('H', "Medical record numbers", "tag"),
        Of('I', "Health plan beneficiary numbers", "tag"),
        Of('J', "Account numbers", "tag"),
        Of('K', "Certificate and licence numbers", "tag"),
        Of('L', "Vehicle identifiers and plates", "tag"),
        Of('M', "Device identifiers", "tag"),
        Of('N', "URLs", "tag"),
        Of('O', "IP addresses", "tag"),
        Of('P', "Biometric identifiers", "not found: a text does not hold them in a form to be recognised"),
        Of('Q', "Full-face photographs", "not in text"),
        Of('R', "Any other unique number, characteristic or code",
            "tag, with every other type of the table; free descriptions of a person are not found"),
    ];

    // Names, places and organizations are the model's; every other type says itself which identifiers it finds.
    private static HipaaIdentifier Of(char letter, string identifier, string treatment) => new(letter, identifier,
    [
        .. letter switch
        {
            'A' => (string[])[ModelTypes.Person, ModelTypes.Organization],
            'B' => [ModelTypes.Location],
            _ => [],
        },
        .. PiiTypes.All.Where(type => type.Hipaa.Contains(letter)).Select(type => type.Name),
    ], treatment);
}
