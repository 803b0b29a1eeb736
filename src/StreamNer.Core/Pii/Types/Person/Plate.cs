using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Licence plates of vehicles, which have no common form.</summary>
internal static class Plate
{
    // State, district, series and number (Central Motor Vehicles Rules, rule 50), and the series of all India.
    private const string Indian = "|AA99AA9999|AA99AAA9999|99AA9999AA";

    /// <summary>Letters and digits near a word for it.</summary>
    public static readonly PiiType Type = new("PLATE", 200)
    {
        Languages = PiiType.European,
        Context = "license plate|licence plate|plate|plates|number plate|registration number|reg no|kennzeichen|plaque|immatriculation|"
            + "matricula|targa|placa|kenteken|plate no|plate number|license tag|car registration|car reg|vehicle registration|"
            + "vehicle reg|registration plate|registration no|reg plate|reg number|vrm|vrn|nummernschild|autokennzeichen|"
            + "kfz kennzeichen|plaques|immatriculee|immatricule|matriculas|matriculado|targato|targata|placas|chapa|nummerplaat|"
            + "kentekenplaat",
        Labels = "reg|registration",
        Before = 6,
        After = 2,
        Forms = [new Shape("plate", Contextual, Either(4, 9) + Indian, LooseIds.IsPlate) { UpperCase = true }],
        Hipaa = "L",
        Examples = ["Kennzeichen ⟦B-AB 1234⟧", "number plate ⟦KA 01 AB 1234⟧"],
        CounterExamples = ["B-AB 1234"],
    };
}
