using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Vehicle identification number: no I, O, Q; the check digit of North America (49 CFR 565.15), or the form of ISO 3779 alone.</summary>
internal static class Vin
{
    private const string Values = "12345678012345070923456789";

    /// <summary>Vehicle identification number.</summary>
    public static readonly PiiType Type = new("VIN", 190)
    {
        Languages = PiiType.European,
        Context = "vin|vehicle identification|chassis|chassis number|fahrgestellnummer|fin|numero de chasis|numero di telaio|"
            + "numero de serie|vin no|vin number|chassis no|frame number|fahrgestellnr|fahrzeugidentnummer|"
            + "fahrzeug identifizierungsnummer|fahrzeug identnummer|numero de chassis|numero vin|bastidor|numero de bastidor|telaio|"
            + "chassi|chassisnummer",
        Forms =
        [
            new Shape("vin", Structural, Either(17), IsValid) { Solid = true },
            new Shape("vin.form", Contextual, Either(17), IsForm) { Solid = true },
        ],
        Hipaa = "L",
        Examples = ["⟦1M8GDM9AXKP042788⟧", "Fahrgestellnummer ⟦WVWZZZ1JZXW000001⟧"],
        CounterExamples = ["WVWZZZ1JZXW000001"],
    };

    /// <summary>Seventeen characters with a right check digit, letters and digits mixed.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (!IsForm(text)) return false;
        var sum = 0;
        ReadOnlySpan<sbyte> weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        for (var i = 0; i < 17; i++) sum += weights[i] * (CharTable.IsDigit(text[i]) ? text[i] - '0' : Values[text[i] - 'A'] - '0');
        return (sum % 11 == 10 ? 'X' : (char)('0' + sum % 11)) == text[8];
    }

    /// <summary>Seventeen characters of the alphabet, at least two letters, ending in four digits.</summary>
    public static bool IsForm(ReadOnlySpan<char> text)
    {
        var letters = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is 'I' or 'O' or 'Q' || (i >= 13 && !CharTable.IsDigit(text[i]))) return false;
            if (CharTable.IsLetter(text[i])) letters++;
        }

        return letters >= 2;
    }
}
