using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Sweden.</summary>
internal static class Sweden
{
    /// <summary>Swedish personal and coordination numbers: date (day plus 60 for the latter) and Luhn (Skatteverket).</summary>
    public static readonly PiiType Pnr = new("SE_PNR", 530)
    {
        Region = "SE",
        Languages = "sv,en",
        Context = "personnummer|personnr|pnr|samordningsnummer|personal identity number|swedish personal|personal number|person nr|"
            + "person nummer|pers nr|persnr|p nr|samordningsnr|swedish id|personal id number",
        Forms = [new Shape("se-pnr", Contextual, Digits(10) + "|" + Digits(12), IsPnr) { RareSeparators = true }],
        Examples = ["personnummer ⟦811218-9876⟧", "personnummer ⟦811218+9876⟧"],
        CounterExamples = ["811218-9876", "personnummer 811218-9875"],
    };

    /// <summary>Ten digits, or twelve with the century.</summary>
    public static bool IsPnr(ReadOnlySpan<char> text)
    {
        if (text.Length == 12 && BirthDate.Two(text, 0) is not (18 or 19 or 20)) return false;
        var ten = text[^10..];
        var day = BirthDate.Two(ten, 4);
        return BirthDate.IsDay(BirthDate.Two(ten, 2), day > 60 ? day - 60 : day) && Checksums.Luhn(ten);
    }
}
