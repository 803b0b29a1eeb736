using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Canada.</summary>
internal static class Canada
{
    /// <summary>Canadian Social Insurance Number: Luhn.</summary>
    public static readonly PiiType Sin = new("CA_SIN", 390)
    {
        Region = "CA",
        Languages = "en,fr",
        Context = "sin|social insurance|sin number|nas|assurance sociale|social insurance number|s i n|n a s|numero d assurance sociale|"
            + "sin no",
        Forms = [new Shape("ca-sin", Contextual, Digits(9), IsSin)],
        Examples = ["NAS : ⟦046454286⟧", "SIN ⟦046-454-286⟧"],
        CounterExamples = ["046-454-286", "SIN 046-454-287"],
    };

    /// <summary>Nine digits.</summary>
    public static bool IsSin(ReadOnlySpan<char> text) => Checksums.Luhn(text) && !Checksums.IsRepeated(text);
}
