using System.Globalization;
using System.Text;

namespace StreamNer.Linking;

/// <summary>Folds a mention or alias to the key under which the knowledge base holds it.</summary>
internal static class AliasKey
{
    /// <summary>
    /// Lower case, letters and digits only, single spaces, no possessive ending, no leading "the" or sigil:
    /// <c>"The U.S.A.'s"</c> becomes <c>"usa"</c>. Empty when nothing is left.
    /// </summary>
    public static string Of(ReadOnlySpan<char> mention)
    {
        var folded = new StringBuilder(mention.Length);
        var gap = false;
        foreach (var rune in WithoutPossessive(mention.Trim()).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                if (gap && folded.Length > 0) folded.Append(' ');
                gap = false;
                folded.Append(Rune.ToLowerInvariant(rune));
            }
            else if (Rune.IsWhiteSpace(rune) || rune.Value is '-' or '_' or '/' or '&' or '+')
            {
                gap = true;
            }
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            {
                folded.Append(rune);
            }
        }

        return folded.Length > 4 && folded.ToString(0, 4) == "the " ? folded.ToString(4, folded.Length - 4) : folded.ToString();
    }

    private static ReadOnlySpan<char> WithoutPossessive(ReadOnlySpan<char> mention)
    {
        if (mention.Length > 2 && mention[^1] is 's' or 'S' && mention[^2] is '\'' or '\u2019') return mention[..^2];
        return mention;
    }
}
