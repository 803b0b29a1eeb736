using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Numbers of driving licences, which have no common form.</summary>
internal static class DriverLicense
{
    /// <summary>Five to eighteen characters, four of them digits, near a word for it.</summary>
    public static readonly PiiType Type = new("DRIVER_LICENSE", 250)
    {
        Languages = PiiType.European,
        Context = "driver license|drivers license|driver s license|driving license|driving licence|driver licence|driver s licence|"
            + "drivers licence|dl|dl number|dlnum|license number|licence number|fuhrerschein|fuhrerscheinnummer|permis de conduire|"
            + "permiso de conducir|licencia de conducir|carnet de conducir|patente|carta de conducao|rijbewijs|licence no|license no|"
            + "licence num|license num|lic no|driver lic|drivers lic|driver s lic|driving permit|driver permit|fuhrerscheinnr|"
            + "fahrerlaubnis|permis no|permis n|numero de permis|permiso de conduccion|licencia de manejo|licencia no|"
            + "numero de licencia|patente di guida|patente n|habilitacao|cnh|rijbewijsnummer|rijbewijs nr",
        Labels = "licence|license|lic|permit|permis|permiso|licencia",
        Before = 8,
        After = 3,
        Forms = [new Shape("driver-license", Contextual, Either(5, 18), LooseIds.HasDigits) { Solid = true }],
        Hipaa = "K",
        Examples = ["driver's license ⟦D1234567⟧"],
        CounterExamples = ["D1234567"],
    };
}
