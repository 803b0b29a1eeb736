namespace StreamNer.Text;

/// <summary>What BERT's text cleaning and pre-tokenisation need to know of a code point. The generator in eng/unicode writes these values.</summary>
[Flags]
internal enum CodePointClass : byte
{
    /// <summary>A part of a word.</summary>
    Letter = 0,

    /// <summary>Ends a word and is no token: tab, line feed, carriage return, Zs, Zl, Zp.</summary>
    Space = 1,

    /// <summary>Removed before all else: U+0000, U+FFFD, surrogates, Cc, Cf and Co.</summary>
    Dropped = 2,

    /// <summary>A word of its own: ASCII punctuation and symbols, and P*.</summary>
    Punctuation = 3,

    /// <summary>A CJK ideograph: a word of its own where the options say so.</summary>
    Ideograph = 4,

    /// <summary>Mask of the values above.</summary>
    Kind = 0x07,

    /// <summary>A non-spacing mark (Mn).</summary>
    NonSpacingMark = 0x10,

    /// <summary>It has a canonical decomposition (Hangul syllables aside).</summary>
    Decomposes = 0x20,

    /// <summary>Its canonical combining class is not 0.</summary>
    NonStarter = 0x40,

    /// <summary>It has a lower-case form.</summary>
    HasLower = 0x80,
}

/// <summary>
/// Look-ups in <see cref="UnicodeTables"/>, each a few loads. Categories are those of Unicode 8, decompositions those of 9, as in the
/// reference tokenizer that the models were trained with; nothing here depends on the host's ICU.
/// </summary>
internal static class CodePoint
{
    /// <summary>The one character whose lower-case form has two code points: i and U+0307.</summary>
    public const int CapitalIWithDot = 0x130;

    /// <summary>The second code point of that form.</summary>
    public const int DotAbove = 0x307;

    private const int HangulBase = 0xAC00;
    private const int HangulCount = 11172;

    /// <summary>Class and flags of a code point, 0 to 0x10FFFF, surrogates included.</summary>
    public static CodePointClass Class(int c) => (CodePointClass)UnicodeTables.Class[(UnicodeTables.ClassBlocks[c >> 6] << 6) | (c & 63)];

    /// <summary>Whether a flag is set; unlike <see cref="Enum.HasFlag"/> it never boxes.</summary>
    public static bool Has(this CodePointClass kind, CodePointClass flag) => ((int)kind & (int)flag) != 0;

    /// <summary>Canonical combining class, 0 to 254.</summary>
    public static int CombiningClass(int c) => UnicodeTables.Combining[(UnicodeTables.CombiningBlocks[c >> 6] << 6) | (c & 63)];

    /// <summary>Simple lower-case mapping; the code point itself if it has none.</summary>
    public static int ToLower(int c) => c + UnicodeTables.LowerDeltas[UnicodeTables.Lower[(UnicodeTables.LowerBlocks[c >> 6] << 6) | (c & 63)]];

    /// <summary>Whether <see cref="Hangul"/> decomposes it.</summary>
    public static bool IsHangulSyllable(int c) => (uint)(c - HangulBase) < HangulCount;

    /// <summary>The full canonical decomposition; empty if it has none, or is a Hangul syllable.</summary>
    public static ReadOnlySpan<int> Decomposition(int c)
    {
        var place = UnicodeTables.Decomposition[(UnicodeTables.DecompositionBlocks[c >> 6] << 6) | (c & 63)];
        return place == 0 ? [] : UnicodeTables.Pool.AsSpan(place + 1, UnicodeTables.Pool[place]);
    }

    /// <summary>The two or three jamo of a Hangul syllable (Unicode Standard 3.12); returns how many.</summary>
    public static int Hangul(int c, Span<int> jamo)
    {
        var index = c - HangulBase;
        jamo[0] = 0x1100 + index / 588;
        jamo[1] = 0x1161 + index % 588 / 28;
        jamo[2] = 0x11A7 + index % 28;
        return index % 28 == 0 ? 2 : 3;
    }

    /// <summary>
    /// The code point at <paramref name="index"/> and its length in UTF-16 units. A lone surrogate is given as its own value, which is
    /// <see cref="CodePointClass.Dropped"/>: it stands for no character.
    /// </summary>
    public static int At(ReadOnlySpan<char> text, int index, out int units)
    {
        var first = text[index];
        if (char.IsHighSurrogate(first) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            units = 2;
            return char.ConvertToUtf32(first, text[index + 1]);
        }

        units = 1;
        return first;
    }
}
