using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of the United Kingdom.</summary>
internal static class UnitedKingdom
{
    /// <summary>UK National Health Service number: modulus 11 (NHS Data Dictionary).</summary>
    public static readonly PiiType Nhs = new("UK_NHS", 360)
    {
        Region = "GB",
        Languages = "en",
        Context = "nhs|nhs number|national health|health service number|nhs no|national health service|nhs num|nhs id|health number|"
            + "chi number",
        Forms = [new Shape("uk-nhs", Contextual, Digits(10), IsNhs)],
        Hipaa = "I",
        Examples = ["NHS no ⟦943 476 5919⟧"],
        CounterExamples = ["943 476 5919", "NHS no 943 476 5918"],
    };

    /// <summary>UK National Insurance number: the prefixes HMRC allows (NIM39110) and a suffix A to D.</summary>
    public static readonly PiiType Nino = new("UK_NINO", 370)
    {
        Region = "GB",
        Languages = "en",
        Context = "nino|national insurance|ni number|insurance number|ni no|nat ins|national ins|insurance no|ni num|ni",
        Forms = [new Shape("uk-nino", Structural, "AA999999A", IsNino)],
        Examples = ["NI ⟦AB 12 34 56 C⟧", "⟦AB123456C⟧"],
        CounterExamples = ["QQ123456A"],
    };

    /// <summary>Sort code of a bank: six digits without a check.</summary>
    public static readonly PiiType SortCode = new("UK_SORT_CODE", 380)
    {
        Region = "GB",
        Languages = "en",
        Context = "sort code|sortcode|sort|s c|bank branch|branch code|bank code|bank sort|branch sort|sort codes",
        Forms = [new Shape("uk-sort-code", Contextual, Digits(6), LooseIds.IsNumber)],
        Examples = ["sort code: ⟦20-00-00⟧"],
        CounterExamples = ["20-00-00"],
    };

    /// <summary>Ten digits.</summary>
    public static bool IsNhs(ReadOnlySpan<char> text)
    {
        var check = 11 - Checksums.Weighted(text, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        return (check == 11 ? 0 : check) == text[9] - '0' && !Checksums.IsRepeated(text);
    }

    /// <summary>Two letters, six digits, a letter.</summary>
    public static bool IsNino(ReadOnlySpan<char> text) =>
        !"DFIQUV".Contains(text[0]) && !"DFIOQUV".Contains(text[1]) && text[8] is >= 'A' and <= 'D'
            && text[..2] is not ("BG" or "GB" or "KN" or "NK" or "NT" or "TN" or "ZZ");
}
