using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Belgium.</summary>
internal static class Belgium
{
    /// <summary>Belgian national register number: date of birth, and 97 less the number modulo 97, with a 2 before it from the year 2000.</summary>
    public static readonly PiiType Nrn = new("BE_NRN", 520)
    {
        Region = "BE",
        Languages = "nl,fr,de,en",
        Context = "rijksregisternummer|rijksregister|registre national|numero national|numero de registre national|nationalregister|"
            + "nationalregisternummer|nrn|insz|niss|national register|national number|rrn|rijksregisternr|rijksregister nr|"
            + "identificatienummer|inszn|n niss|registre national no|national registry|nationaal nummer",
        Forms =
        [
            new Shape("be-nrn.form", Structural, Digits(11), IsNrn) { Layout = "2.2.2-3.2" },
            new Shape("be-nrn", Contextual, Digits(11), IsNrn),
        ],
        Examples = ["⟦85.07.30-033.28⟧", "rijksregisternummer ⟦85073003328⟧"],
        CounterExamples = ["85.07.30-033.29", "85073003328"],
    };

    /// <summary>Eleven digits.</summary>
    public static bool IsNrn(ReadOnlySpan<char> text)
    {
        var month = BirthDate.Two(text, 2) % 20;
        if (month > 12 || BirthDate.Two(text, 4) > 31) return false;
        var number = Checksums.Value(text[..9]);
        var check = BirthDate.Two(text, 9);
        return 97 - number % 97 == check || 97 - (2_000_000_000 + number) % 97 == check;
    }
}
