using System.Globalization;
using System.Text;
using StreamNer.Pii.Scanning;

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
        var buffer = mention.Length <= 256 ? stackalloc char[256] : new char[mention.Length];
        return new string(buffer[..Fold(mention, buffer)]);
    }

    /// <summary>As <see cref="Of"/>, into a buffer that is no shorter than the mention; the length. Allocates nothing.</summary>
    public static int Fold(ReadOnlySpan<char> mention, Span<char> folded)
    {
        var length = 0;
        var gap = false;
        foreach (var rune in WithoutPossessive(mention.Trim()).EnumerateRunes())
        {
            if (rune.IsAscii && char.IsAsciiLetterOrDigit((char)rune.Value))
            {
                if (gap && length > 0) folded[length++] = ' ';
                gap = false;
                folded[length++] = char.ToLowerInvariant((char)rune.Value);
            }
            else if (Rune.IsLetterOrDigit(rune))
            {
                if (gap && length > 0) folded[length++] = ' ';
                gap = false;
                length += Rune.ToLowerInvariant(rune).EncodeToUtf16(folded[length..]);
            }
            else if (Rune.IsWhiteSpace(rune) || rune.Value is '-' or '_' or '/' or '&' or '+')
            {
                gap = true;
            }
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            {
                length += rune.EncodeToUtf16(folded[length..]);
            }
        }

        if (length <= 4 || !folded.StartsWith("the ")) return length;
        folded[4..length].CopyTo(folded);
        return length - 4;
    }

    /// <summary>Replaces letters by their base letters and drops marks, in place; the length that is left. False when nothing changed.</summary>
    public static bool DropAccents(Span<char> folded, out int length)
    {
        length = 0;
        var changed = false;
        foreach (var c in folded)
        {
            if (c >= 128 && char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark) changed = true;
            else changed |= (folded[length++] = CharTable.Words[c]) != c;
        }

        return changed;
    }

    /// <summary>The text without a genitive ending.</summary>
    public static ReadOnlySpan<char> WithoutPossessive(ReadOnlySpan<char> mention)
    {
        if (mention.Length > 2 && mention[^1] is 's' or 'S' && mention[^2] is '\'' or '\u2019') return mention[..^2];
        return mention;
    }
}
