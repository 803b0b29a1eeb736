using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Spain.</summary>
internal static class Spain
{
    private const string Letters = "TRWAGMYFPDXBNJZSQVHLCKE";

    /// <summary>Identity number (DNI): the letter is the number modulo 23.</summary>
    public static readonly PiiType Nif = new("ES_NIF", 460)
    {
        Region = "ES",
        Languages = "es,en",
        Context = "dni|nif|documento nacional|identidad|numero de identificacion|d n i|n i f|documento nacional de identidad|"
            + "carne de identidad|carnet de identidad|documento de identidad|nif cif|num identificacion",
        Forms = [new Shape("es-nif", Contextual, "99999999A", IsNif)],
        Examples = ["DNI: ⟦12345678Z⟧"],
        CounterExamples = ["12345678Z", "DNI: 12345678A"],
    };

    /// <summary>Number of foreigners (NIE): X, Y, Z stand for 0, 1, 2, the letter as in the DNI.</summary>
    public static readonly PiiType Nie = new("ES_NIE", 470)
    {
        Region = "ES",
        Languages = "es,en",
        Context = "nie|extranjero|identidad de extranjero|foreigner id|numero de identificacion|n i e|tarjeta de residencia|"
            + "permiso de residencia|numero de identidad de extranjero|foreigner identity",
        Forms = [new Shape("es-nie", Contextual, "A9999999A", IsNie)],
        Examples = ["NIE ⟦X-1234567-L⟧"],
        CounterExamples = ["X-1234567-L", "NIE X-1234567-M"],
    };

    /// <summary>Eight digits and a letter.</summary>
    public static bool IsNif(ReadOnlySpan<char> text) => Letters[(int)(Checksums.Value(text[..8]) % 23)] == text[8];

    /// <summary>X, Y or Z, seven digits and a letter.</summary>
    public static bool IsNie(ReadOnlySpan<char> text) =>
        text[0] is 'X' or 'Y' or 'Z' && Letters[(int)(((text[0] - 'X') * 10_000_000L + Checksums.Value(text[1..8])) % 23)] == text[8];
}
