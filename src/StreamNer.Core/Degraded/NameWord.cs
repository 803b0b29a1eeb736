using StreamNer.Pii.Scanning;

namespace StreamNer.Degraded;

/// <summary>How a word is written.</summary>
internal enum WordShape : byte
{
    /// <summary>Without a capital at its start, of a script without capitals, or part of an address, a handle or a code.</summary>
    Other,

    /// <summary>A capital, then at least one small letter: "Ada", "O'Brien", "Jean-Luc".</summary>
    Capitalised,

    /// <summary>One capital: "J", "J.".</summary>
    Initial,

    /// <summary>Two or more capitals and no small letter.</summary>
    Capitals,
}

/// <summary>What stands between a word and the one before it.</summary>
internal enum WordGap : byte
{
    /// <summary>Blanks alone.</summary>
    Blank,

    /// <summary>One full stop, with or without blanks.</summary>
    Stop,

    /// <summary>Other punctuation, a line break, or the start of the text.</summary>
    Break,

    /// <summary>As <see cref="Break"/>, and a sentence begins.</summary>
    Sentence,
}

/// <summary>A word: [Start, End) in UTF-16 units of the original text, how it is written, what stands before it, and what it can be.</summary>
internal readonly record struct NameWord(int Start, int End, WordShape Shape, WordGap Gap, NameRoles Roles)
{
    /// <summary>Whether it has one of <paramref name="roles"/>.</summary>
    public bool Is(NameRoles roles) => (Roles & roles) != NameRoles.None;

    /// <summary>Whether it is on the list of given or family names.</summary>
    public bool IsListed => Is(NameRoles.Given | NameRoles.Family);
}

/// <summary>Cuts a text into <see cref="NameWord"/>s in one pass.</summary>
internal static class NameWords
{
    /// <summary>All words of <paramref name="text"/>, in order.</summary>
    public static List<NameWord> Cut(string text, NameLexicon lexicon)
    {
        var words = new List<NameWord>(text.Length / 6);
        var gap = WordGap.Sentence;
        for (var i = 0; i < text.Length;)
        {
            if (CharTable.Kinds[text[i]] is not (CharKind.Letter or CharKind.Cjk))
            {
                gap = Widen(gap, text[i++]);
                continue;
            }

            var end = WordEnd(text, i);
            var word = text.AsSpan(i, end - i);
            var shape = TouchesCode(text, i, end) || IsNoName(text, i, end) ? WordShape.Other : ShapeOf(word);
            words.Add(new NameWord(i, end, shape, gap, lexicon.RolesOf(word)));
            gap = WordGap.Blank;
            i = end;
        }

        return words;
    }

    // Apostrophes and hyphens belong to a word where a capital follows: O'Brien and Jean-Luc, but not Ada's and Paris-based.
    private static int WordEnd(string text, int start)
    {
        var i = start + 1;
        while (i < text.Length)
        {
            if (CharTable.Kinds[text[i]] is CharKind.Letter or CharKind.Cjk or CharKind.Ignorable) i++;
            else if (i + 1 < text.Length && CharTable.Folds[text[i]] is '\'' or '-' && char.IsUpper(text[i + 1])) i += 2;
            else break;
        }

        // Invisible characters at the end belong to nothing.
        while (CharTable.Kinds[text[i - 1]] == CharKind.Ignorable && i - 1 > start && CharTable.Kinds[text[i - 1]] != CharKind.Letter
            && text[i - 1] is not (>= '\u0300' and <= '\u036F')) i--;
        return i;
    }

    private static WordShape ShapeOf(ReadOnlySpan<char> word)
    {
        if (!char.IsUpper(word[0])) return WordShape.Other;
        var capitals = 0;
        foreach (var c in word)
        {
            if (char.IsLower(c)) return WordShape.Capitalised;
            if (char.IsUpper(c)) capitals++;
        }

        return capitals == 1 ? WordShape.Initial : WordShape.Capitals;
    }

    // Parts of handles, hash tags, addresses, paths and codes.
    private static bool TouchesCode(string text, int start, int end) =>
        (start > 0 && (text[start - 1] is '@' or '#' or '_' or '/' or '\\' or '&' or '=' || CharTable.Kinds[text[start - 1]] == CharKind.Digit))
        || (end < text.Length && (text[end] is '@' or '_' or '\\' or '=' || CharTable.Kinds[text[end]] == CharKind.Digit))
        || (end + 1 < text.Length && text[end] is '.' or '/' && char.IsLower(text[end + 1]));

    // The pronoun, and "Don" of "Don't".
    private static bool IsNoName(string text, int start, int end) =>
        (end - start == 1 && text[start] == 'I' && (end == text.Length || text[end] != '.'))
        || (end + 1 < text.Length && text[end - 1] == 'n' && CharTable.Folds[text[end]] == '\'' && text[end + 1] == 't');

    private static WordGap Widen(WordGap gap, char c)
    {
        if (gap == WordGap.Sentence || CharTable.Kinds[c] is CharKind.Space or CharKind.Ignorable) return gap;
        if (c == '.' && gap == WordGap.Blank) return WordGap.Stop;
        return c is '.' or '!' or '?' or '\u2026' or '"' or '\u201C' or ':' or '\u2022' || CharTable.Kinds[c] == CharKind.LineBreak
            ? WordGap.Sentence
            : WordGap.Break;
    }
}
