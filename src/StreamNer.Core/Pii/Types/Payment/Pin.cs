using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Personal identification numbers of cards.</summary>
internal static class Pin
{
    /// <summary>Four to eight digits near a word for it.</summary>
    public static readonly PiiType Type = new("PIN", 70)
    {
        Languages = PiiType.European,
        Context = "pin|pin code|pin number|pincode|personal identification number|geheimzahl|code secret|codigo pin|codice pin|atm pin|"
            + "pin nummer|pin nr|geheimnummer|code pin|code confidentiel|numero pin|codigo secreto|codice segreto|"
            + "numero de identificacion personal|codigo pessoal",
        Before = 5,
        After = 1,
        Forms = [new Shape("pin", Contextual, Digits(4, 8), static _ => true) { Solid = true }],
        Hipaa = "J",
        IsNeverStored = true,
        Examples = ["my pin is ⟦4821⟧"],
        CounterExamples = ["4821"],
    };
}
