using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Medical record numbers, which each hospital makes its own way.</summary>
internal static class Mrn
{
    /// <summary>Five to twelve characters, mostly digits, near a word for it.</summary>
    public static readonly PiiType Type = new("MRN", 260)
    {
        Languages = "en,de,fr,es",
        Context = "mrn|medical record|medical record number|patient id|patient number|patient no|chart number|hospital number|"
            + "patientennummer|fallnummer|numero de dossier|historia clinica|health record|med rec|med record|medical rec|"
            + "medical chart|patient record|patient ref|patient nr|pat id|pat no|chart no|hospital no|hosp no|unit record|mr number|"
            + "mr no|patienten id|patienten nr|patientennr|fallnr|krankenakte|dossier medical|dossier patient|numero de patient|"
            + "numero de historia|historial medico|n de historia|nhc",
        Labels = "chart|patient|hospital id|pat",
        Before = 8,
        After = 2,
        Forms = [new Shape("mrn", Contextual, Either(5, 12), LooseIds.IsMostlyDigits) { Solid = true }],
        Hipaa = "H",
        Examples = ["medical record number ⟦00123456⟧"],
        CounterExamples = ["00123456"],
    };
}
