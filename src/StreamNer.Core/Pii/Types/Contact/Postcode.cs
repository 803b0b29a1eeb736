using System.Buffers;
using System.Text;
using StreamNer.Pii.Redacting;
using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Postcodes: digits and the Dutch form (PostNL) near a word for it; United Kingdom (BS 7666) and Canada (Canada Post) anywhere.</summary>
internal static class Postcode
{
    private static readonly SearchValues<char> s_notInward = SearchValues.Create("CIKMOV");

    /// <summary>Postcode.</summary>
    public static readonly PiiType Type = new("POSTCODE", 280)
    {
        Languages = PiiType.European,
        Context = "zip|zipcode|zip code|postcode|post code|postal code|postal|plz|postleitzahl|code postal|codigo postal|cap|cep|"
            + "postnummer|pincode|pin code|post codes|postcodes|c p|codice postale|"
            + "codice di avviamento|postleitzahlen|plz ort|post nr|postnr|eircode",
        Labels = "cp",
        Before = 5,
        After = 1,
        Forms =
        [
            new Shape("postcode.digits", Contextual, Digits(4, 6) + "|" + Digits(9), LooseIds.IsNumber) { Solid = true },
            new Shape("postcode.nl", Contextual, "9999AA", IsDutch) { UpperCase = true },
            new Shape("postcode.uk", Structural, "A99AA|A999AA|AA99AA|AA999AA|A9A9AA|AA9A9AA", IsBritish)
            {
                Layout = "2 3|3 3|3 3|4 3|3 3|4 3", UpperCase = true,
            },
            new Shape("postcode.ca", Structural, "A9A9A9", IsCanadian) { Layout = "3 3", UpperCase = true },
        ],
        Hipaa = "B",
        Generalize = ZipArea,
        Examples = ["zip ⟦90210⟧", "postcode ⟦1015 CJ⟧", "⟦SW1A 1AA⟧", "⟦K1A 0B1⟧"],
        CounterExamples = ["90210", "1015 CJ", "SW1A 1CO", "zip the 12345.zip file"],
    };

    /// <summary>Five to seven characters, the last three a digit and two letters: the letters that each place allows.</summary>
    public static bool IsBritish(ReadOnlySpan<char> text)
    {
        var inward = text[^3..];
        var outward = text[..^3];
        if (!CharTable.IsDigit(inward[0]) || !CharTable.IsLetter(inward[1]) || !CharTable.IsLetter(inward[2])
            || inward[1..].ContainsAny(s_notInward)) return false;
        if (!CharTable.IsLetter(outward[0]) || "QVX".Contains(outward[0])) return false;
        var letters = CharTable.IsLetter(outward[1]) ? 2 : 1;
        if (letters == 2 && "IJZ".Contains(outward[1])) return false;
        var rest = outward[letters..];
        return rest.Length is 1 or 2 && CharTable.IsDigit(rest[0]);
    }

    /// <summary>Four digits and two letters, not those that PostNL leaves out.</summary>
    public static bool IsDutch(ReadOnlySpan<char> text) => text[0] != '0' && text[4..] is not ("SA" or "SD" or "SS");

    /// <summary>Six characters, letter and digit in turn.</summary>
    public static bool IsCanadian(ReadOnlySpan<char> text) => !"DFIOQUWZ".Contains(text[0]) && !"DFIOQU".Contains(text[2])
        && !"DFIOQU".Contains(text[4]);

    // HIPAA's safe harbor, 45 CFR 164.514(b)(2)(i)(B): the first three digits of a ZIP code stand. Five digits, or five and four: only the United
    // States write postcodes so with a hyphen, and five alone are read as theirs.
    private static Remainder ZipArea(ReadOnlySpan<char> value)
    {
        foreach (var rune in value.EnumerateRunes())
            if (Rune.IsLetter(rune)) return Remainder.None;
        var runs = Generalization.DigitRuns(value);
        var isZip = runs.Count == 1 ? runs[0].Length is 5 or 9 : runs.Count == 2 && runs[0].Length == 5 && runs[1].Length == 4;
        return isZip ? Remainder.Of(ZipAreas.Shown(runs[0][..3])) : Remainder.None;
    }
}
