using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Poland.</summary>
internal static class Poland
{
    /// <summary>Polish PESEL: date of birth with the century in the month, weights 1, 3, 7, 9.</summary>
    public static readonly PiiType Pesel = new("PL_PESEL", 490)
    {
        Region = "PL",
        Languages = "pl,en",
        Context = "pesel|numer pesel|ewidencyjny|nr pesel|pesel nr|numer ewidencyjny",
        Forms = [new Shape("pl-pesel", Contextual, Digits(11), IsPesel)],
        Examples = ["numer PESEL: ⟦44051401359⟧"],
        CounterExamples = ["44051401359", "PESEL: 44051401358"],
    };

    /// <summary>Eleven digits.</summary>
    public static bool IsPesel(ReadOnlySpan<char> text) =>
        BirthDate.IsDay(BirthDate.Two(text, 2) % 20, BirthDate.Two(text, 4))
        && (10 - Checksums.Weighted(text, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10 == text[10] - '0';
}
