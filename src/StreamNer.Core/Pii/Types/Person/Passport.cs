using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Numbers of passports, which have no common checksum.</summary>
internal static class Passport
{
    /// <summary>Seven to nine characters, mostly digits, near a word for it.</summary>
    public static readonly PiiType Type = new("PASSPORT", 240)
    {
        Languages = PiiType.European + ",pl,sv,da,nb,fi,ja,zh,ko",
        Context = "passport|passports|reisepass|reisepassnummer|passnummer|passeport|pasaporte|passaporto|passaporte|paspoort|"
            + "paszport|pass nr|passi|パスポート|護照|护照|여권",
        Before = 8,
        After = 3,
        Forms = [new Shape("passport", Contextual, Either(7, 9), LooseIds.IsMostlyDigits) { Solid = true }],
        Hipaa = "K",
        Examples = ["Reisepass ⟦C01X00T47⟧"],
        CounterExamples = ["C01X00T47"],
    };
}
