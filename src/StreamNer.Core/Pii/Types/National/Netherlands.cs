using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of the Netherlands.</summary>
internal static class Netherlands
{
    /// <summary>Dutch citizen service number: the eleven test with -1 for the last digit.</summary>
    public static readonly PiiType Bsn = new("NL_BSN", 510)
    {
        Region = "NL",
        Languages = "nl,en",
        Context = "bsn|burgerservicenummer|sofinummer|sofi nummer|burgerservice|citizen service number|bsn nr|bsn nummer|"
            + "burger service nummer|sofi nr|sofinr|burgerservicenr|dutch id",
        Forms = [new Shape("nl-bsn", Contextual, Digits(8, 9), IsBsn)],
        Examples = ["BSN ⟦111222333⟧"],
        CounterExamples = ["111222333", "BSN 111222334"],
    };

    /// <summary>Eight or nine digits.</summary>
    public static bool IsBsn(ReadOnlySpan<char> text) => !Checksums.IsRepeated(text)
        && (text.Length == 9 ? Checksums.Weighted(text, [9, 8, 7, 6, 5, 4, 3, 2, -1])
            : Checksums.Weighted(text, [8, 7, 6, 5, 4, 3, 2, -1])) % 11 == 0;
}
