using System.Globalization;
using System.Text;

namespace StreamNer.Text;

/// <summary>What a character does to the word around it (<see cref="TextWords"/>).</summary>
internal enum WordRole
{
    /// <summary>A letter or a digit.</summary>
    Core,

    /// <summary>Belongs to the character before it: a combining mark, a joiner, a soft hyphen.</summary>
    Extend,

    /// <summary>Joins two letters or digits, and is no part of a word at its ends: hyphen, apostrophe, dot, <c>&amp;</c>, <c>_</c>.</summary>
    Join,

    /// <summary>Parts two words: white space, brackets, quotes, most punctuation, emoji.</summary>
    Part,

    /// <summary>A letter of a script that writes no spaces between words.</summary>
    Unspaced,
}

/// <summary>
/// Roles by general category, with the exceptions that matter for names. UAX #29 has the same idea (MidLetter, MidNumLet, ExtendNumLet), but parts
/// words at hyphens and <c>&amp;</c>, and never at a dot between letters.
/// </summary>
internal static class WordCharacter
{
    private static readonly (int First, int Last)[] s_unspaced =
    [
        (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x19E0, 0x19FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029),
        (0x3031, 0x3035), (0x3041, 0x3096), (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x3105, 0x312F), (0x31A0, 0x31BF),
        (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F), (0xF900, 0xFAFF), (0xFF66, 0xFF9F),
        (0x1B000, 0x1B16F), (0x20000, 0x3FFFD),
    ];

    /// <summary>What <paramref name="rune"/> does.</summary>
    public static WordRole RoleOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter => WordRole.Core,
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.OtherNumber => IsUnspaced(rune.Value) ? WordRole.Unspaced : WordRole.Core,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format =>
            WordRole.Extend,
        UnicodeCategory.ConnectorPunctuation or UnicodeCategory.CurrencySymbol => WordRole.Join,
        UnicodeCategory.DashPunctuation => rune.Value is '\u2014' or '\u2015' or '\u2E3A' or '\u2E3B' ? WordRole.Part : WordRole.Join,
        UnicodeCategory.OtherPunctuation => ".'&@#%*\u00B7\u2027\uFF07\uFF0E".Contains((char)rune.Value, StringComparison.Ordinal) && rune.IsBmp
            ? WordRole.Join
            : WordRole.Part,
        UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation =>
            rune.Value is '\u2018' or '\u2019' ? WordRole.Join : WordRole.Part,
        UnicodeCategory.MathSymbol => rune.Value == '+' ? WordRole.Join : WordRole.Part,
        _ => WordRole.Part,
    };

    /// <summary>Whether a character is one of the apostrophes in use.</summary>
    public static bool IsApostrophe(char c) => c is '\'' or '\u2019' or '\u02BC' or '\uFF07';

    /// <summary>Whether a character is a Latin letter, with or without diacritics.</summary>
    public static bool IsLatin(int c) => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= 0xC0 and <= 0x24F and not (0xD7 or 0xF7));

    private static bool IsUnspaced(int c)
    {
        if (c < s_unspaced[0].First) return false;
        foreach (var (first, last) in s_unspaced)
        {
            if (c <= last) return c >= first;
        }

        return false;
    }
}
