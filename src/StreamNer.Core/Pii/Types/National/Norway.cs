using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Norway.</summary>
internal static class Norway
{
    /// <summary>Norwegian national identity number: date (day plus 40 for D-numbers) and two check digits modulo 11 (Skatteetaten).</summary>
    public static readonly PiiType Fnr = new("NO_FNR", 560)
    {
        Region = "NO",
        Languages = "nb,en",
        Context = "fodselsnummer|fnr|personnummer|fodselsnr|d nummer|national identity number|birth number|fodsels nr|personnr|"
            + "norwegian id|d nr|fodsels og personnummer",
        Forms = [new Shape("no-fnr", Contextual, Digits(11), IsFnr)],
        Examples = ["fødselsnummer ⟦010199 30110⟧"],
        CounterExamples = ["010199 30110", "fødselsnummer 010199 30111"],
    };

    /// <summary>Eleven digits.</summary>
    public static bool IsFnr(ReadOnlySpan<char> text)
    {
        var day = BirthDate.Two(text, 0);
        var month = BirthDate.Two(text, 2);
        if (!BirthDate.IsDay(month > 80 ? month - 80 : month > 40 ? month - 40 : month, day > 40 ? day - 40 : day)) return false;
        return Checksums.Weighted(text, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 == 0
            && Checksums.Weighted(text, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0;
    }
}
