using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Licence plates of vehicles, which have no common form.</summary>
internal static class Plate
{
    /// <summary>Letters and digits near a word for it.</summary>
    public static readonly PiiType Type = new("PLATE", 200)
    {
        Languages = PiiType.European,
        Context = "license plate|licence plate|plate|plates|number plate|registration number|reg no|kennzeichen|plaque|"
            + "immatriculation|matricula|targa|placa|kenteken",
        Before = 6,
        After = 2,
        Forms = [new Shape("plate", Contextual, Either(4, 9), LooseIds.IsPlate) { UpperCase = true }],
        Hipaa = "L",
        Examples = ["Kennzeichen ⟦B-AB 1234⟧"],
        CounterExamples = ["B-AB 1234"],
    };
}
