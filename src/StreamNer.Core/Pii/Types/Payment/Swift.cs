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
            new Reader("swift.letters", Contextual, Anchor.Words(WordList.Swift, AtWord)),
        ],
        Hipaa = "J",
        Examples = ["BIC ⟦DEUTDEFF⟧", "BIC: ⟦DEUTDEFF500⟧"],
        CounterExamples = ["DEUTDEFF500", "Swift ENGINEER wanted"],
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
                || !IsValid(scan.Of(t)) || (!IsLabel(scan, token, t) && IsSaid(scan, token))) continue;
            scan.Report(self, scan.Tokens[t].Start, scan.Tokens[t].End, PiiEvidence.Context);
            return;
        }
    }

    // "Swift ENGINEER": the word is also a name, a bird and a language, unless it is written in capitals alone.
    private static bool IsSaid(in Scan scan, int word)
    {
        if (!CharTable.IsOneOf(scan.Of(word), "swift")) return false;
        foreach (var c in scan.Of(word)) if (char.IsLower(c)) return true;
        return IsShouted(scan, word - 1) || IsShouted(scan, word + 2);
    }

    // A word in capitals beside it: then capitals say nothing.
    private static bool IsShouted(in Scan scan, int t) => scan.Is(t, TokenKind.Letters) && scan.Tokens[t].Gap == Gap.Blank
        && scan.Tokens[t].Length > 2 && !CharTable.IsOneOf(scan.Of(t), "iban|bic|code")
        && scan.Of(t).IndexOfAnyExceptInRange('A', 'Z') < 0;

    // A sign or a word such as "code" stands between.
    private static bool IsLabel(in Scan scan, int word, int code)
    {
        for (var t = Math.Min(word, code) + 1; t < Math.Max(word, code); t++)
            if (!scan.Is(t, TokenKind.Letters) || CharTable.IsOneOf(scan.Of(t), "code|bic|number|no|nr|address|is|ist|est|es")) return true;
        return false;
    }
}
