using System.Globalization;

namespace StreamNer.Pii.Scanning;

/// <summary>What a UTF-16 unit is to the scanner.</summary>
internal enum CharKind : byte
{
    /// <summary>Punctuation, symbols, unpaired surrogates: a token of its own.</summary>
    Symbol,

    /// <summary>A blank that does not end a line.</summary>
    Space,

    /// <summary>Ends a line.</summary>
    LineBreak,

    /// <summary>A letter of a script that writes spaces between words, or one of its marks.</summary>
    Letter,

    /// <summary>A letter of Chinese, Japanese or Korean.</summary>
    Cjk,

    /// <summary>A decimal digit.</summary>
    Digit,

    /// <summary>Invisible or combining: zero-width, soft hyphen, bidi control, variation selector, Latin combining mark, keycap.</summary>
    Ignorable,

    /// <summary>Half of a character outside the Basic Multilingual Plane.</summary>
    Surrogate,
}

/// <summary>Per UTF-16 unit: its kind, the ASCII character it stands for, and its lower-case base letter. Made once from the runtime's own Unicode
/// tables (no ICU).</summary>
internal static class CharTable
{
    /// <summary>Kind of each unit, [65536].</summary>
    public static readonly CharKind[] Kinds = new CharKind[65536];

    /// <summary>The character each unit is read as: ASCII for full-width forms, decimal digits, dashes, blanks and quotes, else itself,
    /// [65536].</summary>
    public static readonly char[] Folds = new char[65536];

    /// <summary>Lower case without accents, for comparing words, [65536].</summary>
    public static readonly char[] Words = new char[65536];

    static CharTable()
    {
        for (var i = 0; i < 65536; i++)
        {
            var c = (char)i;
            Kinds[i] = KindOf(c);
            Folds[i] = FoldOf(c);
            Words[i] = char.ToLowerInvariant(c);
        }

        foreach (var line in DataTable.Lines("base-letters.txt"))
            foreach (var letter in line.AsSpan(2)) Words[letter] = line[0];
        for (var i = 128; i < 65536; i++) Words[i] = WithoutStroke(Words[i]);
    }

    /// <summary>Whether an address that begins at <paramref name="right"/> ends the run of letters before it: Chinese, Japanese and Korean write no
    /// blank before Latin letters.</summary>
    public static bool IsScriptEdge(char left, char right) => Kinds[left] == CharKind.Cjk && IsAlphanumeric(right);

    /// <summary>Whether it is an ASCII letter.</summary>
    public static bool IsLetter(char c) => (uint)((c | 0x20) - 'a') <= 25;

    /// <summary>Whether it is an ASCII digit; the folded text has no others.</summary>
    public static bool IsDigit(char c) => (uint)(c - '0') <= 9;

    /// <summary>Whether it is an ASCII letter or digit.</summary>
    public static bool IsAlphanumeric(char c) => IsLetter(c) || IsDigit(c);

    /// <summary>Whether it is a hexadecimal digit.</summary>
    public static bool IsHex(char c) => IsDigit(c) || (uint)((c | 0x20) - 'a') <= 5;

    /// <summary>Whether <paramref name="word"/> is one of <paramref name="words"/>, which are in their word form and parted by <c>|</c>.</summary>
    public static bool IsOneOf(ReadOnlySpan<char> word, ReadOnlySpan<char> words)
    {
        var at = 0;
        while (at < words.Length)
        {
            var end = words[at..].IndexOf('|') is >= 0 and var bar ? at + bar : words.Length;
            if (IsWord(word, words[at..end])) return true;
            at = end + 1;
        }

        return false;
    }

    private static bool IsWord(ReadOnlySpan<char> word, ReadOnlySpan<char> known)
    {
        if (word.Length != known.Length) return false;
        for (var i = 0; i < word.Length; i++) if (Words[word[i]] != known[i]) return false;
        return true;
    }

    /// <summary>The word form of <paramref name="text"/>: lower case, accents off.</summary>
    public static string Word(string text) => string.Create(text.Length, text, static (into, from) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = Words[from[i]];
    });

    // Letters that Unicode does not decompose, and that are typed without their stroke or with a dot.
    private static char WithoutStroke(char c) => c switch { 'ø' => 'o', 'ł' => 'l', 'đ' => 'd', 'ħ' => 'h', 'ŧ' => 't', 'ı' => 'i', _ => c };

    private static CharKind KindOf(char c)
    {
        if (c is '\n' or '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029') return CharKind.LineBreak;
        if (c is '\t' or '\u200B') return c == '\t' ? CharKind.Space : CharKind.Ignorable;
        if (c is >= '\u0300' and <= '\u036F' or >= '\u20D0' and <= '\u20FF' or >= '\uFE00' and <= '\uFE0F' or >= '\uFE20' and <= '\uFE2F' or '\u180E'
            or '\u115F' or '\u1160' or '\u3164' or '\uFFA0')
            return CharKind.Ignorable;
        if (CircledDigit(c) >= 0) return CharKind.Digit;
        if (IsCjk(c)) return c is '\u3000' ? CharKind.Space : CharKind.Cjk;
        return CharUnicodeInfo.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
                or UnicodeCategory.OtherLetter
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => CharKind.Letter,
            UnicodeCategory.DecimalDigitNumber => CharKind.Digit,
            UnicodeCategory.SpaceSeparator => CharKind.Space,
            UnicodeCategory.Format or UnicodeCategory.EnclosingMark => CharKind.Ignorable,
            UnicodeCategory.Surrogate => CharKind.Surrogate,
            _ => CharKind.Symbol,
        };
    }

    private static bool IsCjk(char c) =>
        c is >= '\u3005' and <= '\u3007' or >= '\u3041' and <= '\u30FA' or >= '\u30FC' and <= '\u30FF' or >= '\u3105' and <= '\u318E'
        or >= '\u3400' and <= '\u4DBF' or >= '\u4E00' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7A3' or >= '\uF900' and <= '\uFAFF'
        or >= '\u1100' and <= '\u11FF'
        or >= '\uFF66' and <= '\uFF9D';

    // Digits in circles: plain, double, black and without serifs. Superior and inferior digits are left alone: they are notes beside a number.
    private static int CircledDigit(char c) => c switch
    {
        '\u24EA' or '\u24FF' => 0,
        >= '\u2460' and <= '\u2468' => c - '\u2460' + 1,
        >= '\u24F5' and <= '\u24FD' => c - '\u24F5' + 1,
        >= '\u2776' and <= '\u277E' => c - '\u2776' + 1,
        >= '\u2780' and <= '\u2788' => c - '\u2780' + 1,
        >= '\u278A' and <= '\u2792' => c - '\u278A' + 1,
        _ => -1,
    };

    private static char FoldOf(char c)
    {
        if (c < 128) return c;
        if (c is >= '\uFF01' and <= '\uFF5E') return (char)(c - 0xFEE0);
        if (CircledDigit(c) is >= 0 and var circled) return (char)('0' + circled);
        var digit = CharUnicodeInfo.GetDecimalDigitValue(c);
        if (digit >= 0 && char.IsDigit(c)) return (char)('0' + digit);
        if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator) return ' ';
        return c switch
        {
            >= '\u2010' and <= '\u2015' or '\u2212' or '\u2043' or '\uFE58' or '\uFE63' => '-',
            '\u2018' or '\u2019' or '\u201B' or '\u02BC' or '\u00B4' => '\'',
            '\u201C' or '\u201D' or '\u201E' => '"',
            '\u3002' or '\uFF61' or '\uFE52' or '\u2024' => '.',
            '\u2044' or '\u2215' => '/',
            '\uFE6B' => '@',
            '\uFE55' => ':',
            '\uFE62' => '+',
            '\u0085' or '\u2028' or '\u2029' => '\n',
            _ => c,
        };
    }
}
