using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Business identifier code (ISO 9362): four letters, a country, two of place and perhaps three of branch.</summary>
internal static class Swift
{
    /// <summary>Business identifier code of a bank.</summary>
    public static readonly PiiType Type = new("SWIFT", 110)
    {
        Languages = PiiType.European,
        Context = "swift|bic|swift code|bank identifier",
        Before = 8,
        Forms =
        [
            new Shape("swift", Contextual, "AAAAAAXX|AAAAAAXXXXX", IsValid) { Solid = true, UpperCase = true },
            new Reader("swift.letters", Contextual, Anchor.Words(WordRoles.Swift, AtWord)),
        ],
        Hipaa = "J",
        Examples = ["BIC ⟦DEUTDEFF⟧", "BIC: ⟦DEUTDEFF500⟧"],
        CounterExamples = ["DEUTDEFF500"],
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_countries =
        DataTable.Lines("phone-regions.txt").Select(line => line[..2]).ToHashSet().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Eight or eleven letters and digits, upper case.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => text[..6].IndexOfAnyExceptInRange('A', 'Z') < 0 && s_countries.Contains(text[4..6])
        && CharTable.IsAlphanumeric(text[7]);

    /// <summary>Codes of letters alone are found only near "SWIFT", "BIC" or "identifier": looks at the words around <paramref
    /// name="token"/>.</summary>
    public static void AtWord(ref Scan scan, Detector self, int token)
    {
        var last = Math.Min(scan.Tokens.Length - 1, token + 6);
        if (!scan.Spend(self, 6)) return;
        for (var t = Math.Max(0, token - 4); t <= last; t++)
        {
            if (!scan.Is(t, TokenKind.Letters) || scan.Tokens[t].Length is not (8 or 11) || !Boundaries.RightIsFree(scan, t)
                || !IsValid(scan.Of(t))) continue;
            scan.Report(self, scan.Tokens[t].Start, scan.Tokens[t].End, PiiEvidence.Context);
            return;
        }
    }
}
