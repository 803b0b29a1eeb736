using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of South Africa.</summary>
internal static class SouthAfrica
{
    /// <summary>South African identity number: date, citizenship and Luhn.</summary>
    public static readonly PiiType Id = new("ZA_ID", 640)
    {
        Region = "ZA",
        Languages = "en,af",
        Context = "id number|identity number|south african id|sa id|rsa id|id no|identiteitsnommer|id nommer|identity no|id document|"
            + "rsa identity|id nr|sa identity|identiteits nommer|identity document",
        Forms = [new Shape("za-id", Contextual, Digits(13), IsId)],
        Examples = ["ID number ⟦800101 5009 087⟧"],
        CounterExamples = ["800101 5009 087", "ID number 800101 5009 088"],
    };

    /// <summary>Thirteen digits.</summary>
    public static bool IsId(ReadOnlySpan<char> text) => BirthDate.IsYearFirst(text) && text[10] is '0' or '1' or '2' && Checksums.Luhn(text);
}
