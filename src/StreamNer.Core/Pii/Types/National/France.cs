using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of France.</summary>
internal static class France
{
    /// <summary>French social security number (NIR): sex, month, department, and 97 less the number modulo 97; Corsica's 2A and 2B count as 19 and
    /// 18 (INSEE).</summary>
    public static readonly PiiType Insee = new("FR_INSEE", 500)
    {
        Region = "FR",
        Languages = "fr,en",
        Context = "insee|nir|securite sociale|numero de securite sociale|carte vitale|social security|secu|numero de secu|n de secu|"
            + "numero insee|numero nir|n ss|assure social|numero d immatriculation sociale",
        Forms =
        [
            new Shape("fr-insee", Structural, "999999X99999999", IsInsee),
            new Shape("fr-insee.keyless", Contextual, "999999X999999", IsKeyless) { Alone = true },
        ],
        Examples = ["⟦2 55 08 14 168 025 38⟧", "numéro de sécurité sociale ⟦2550814168025⟧"],
        CounterExamples = ["2 55 08 14 168 025 39", "2550814168025", "NIR 2 55 08 14 168 025 39"],
    };

    /// <summary>Thirteen characters of the shape <c>999999X999999</c>: the key is left out.</summary>
    public static bool IsKeyless(ReadOnlySpan<char> text) => text[0] is '1' or '2' or '3' or '4' or '7' or '8'
        && BirthDate.Two(text, 3) is (>= 1 and <= 12) or (>= 20 and <= 42) or >= 50 && (text[6] <= '9' || (text[5] == '2' && text[6] is 'A' or 'B'));

    /// <summary>Fifteen characters of the shape <c>999999X99999999</c>.</summary>
    public static bool IsInsee(ReadOnlySpan<char> text)
    {
        if (!IsKeyless(text)) return false;
        Span<char> digits = stackalloc char[15];
        text.CopyTo(digits);
        if (text[6] is 'A' or 'B')
        {
            (digits[5], digits[6]) = ('1', text[6] == 'A' ? '9' : '8');
        }
        return 97 - Checksums.Value(digits[..13]) % 97 == BirthDate.Two(text, 13);
    }
}
