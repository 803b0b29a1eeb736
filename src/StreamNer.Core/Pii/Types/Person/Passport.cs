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
        Context = "passport|passports|reisepass|reisepassnummer|passnummer|passeport|pasaporte|passaporto|passaporte|paspoort|paszport|"
            + "pass nr|passi|パスポート|護照|护照|여권|travel document|passport no|pass number|passnr|passports nr|numero de passeport|"
            + "numero de pasaporte|numero di passaporto|numero do passaporte|paspoortnummer|passinumero|pasnummer|旅券|旅券番号|여권번호",
        Labels = "ppt|travel doc",
        Before = 8,
        After = 3,
        Forms =
        [
            new Shape("passport", Contextual, Either(7, 9), LooseIds.IsMostlyDigits) { Solid = true },
            new Shape("passport.de", Contextual, "A" + Either(8), IsGerman) { Solid = true, UpperCase = true },
        ],
        Hipaa = "K",
        Examples = ["Reisepass ⟦C01X00T47⟧", "passport ⟦C4KJ9CMPR⟧"],
        CounterExamples = ["C01X00T47"],
    };
    /// <summary>Nine characters of a German passport since 2007: a letter of the issuing office, then digits and consonants that make no word.</summary>
    public static bool IsGerman(ReadOnlySpan<char> text)
    {
        var digits = 0;
        foreach (var c in text)
        {
            if (CharTable.IsDigit(c)) digits++;
            else if (!"CFGHJKLMNPRTVWXYZ".Contains(c)) return false;
        }

        return text[0] is 'C' or 'F' or 'G' or 'H' or 'J' or 'K' && digits >= 2;
    }
}
