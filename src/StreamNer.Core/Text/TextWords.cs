using System.Buffers;
using System.Text;

namespace StreamNer.Text;

/// <summary>
/// Words as people see them: what white space leaves together, less the symbols, emoji, quotes, brackets and other punctuation at its ends, and
/// parted where such punctuation stands inside (<c>Paris/London</c>), but never at hyphens, apostrophes, <c>&amp;</c>, <c>_</c> and most dots. A
/// tokeniser's words are finer: BERT's end at every punctuation mark, so that <c>Last-Other</c> is three of them. The whole rule, with examples:
/// docs/adr/0008. Pure.
/// </summary>
internal static class TextWords
{
    /// <summary>
    /// Gives each token the number of its word. Tokens between words, and those of scripts without spaces, keep the tokeniser's boundaries; so does a
    /// word of more than <paramref name="longest"/> tokens, which no window could hold.
    /// </summary>
    /// <param name="text">The text the tokens were made of.</param>
    /// <param name="tokens">Its tokens, numbered by the tokeniser's words.</param>
    /// <param name="longest">Tokens of a window.</param>
    public static void Number(ReadOnlySpan<char> text, TokenBuffer tokens, int longest)
    {
        var starts = tokens.Starts;
        var ends = tokens.Ends;
        var numbers = tokens.WordsToNumber;
        var word = new TextRange(0, 0);
        var number = 0;
        for (var first = 0; first < numbers.Length;)
        {
            var end = first + 1;
            while (end < numbers.Length)
            {
                while (word.End <= starts[end]) word = Next(text, word.End) ?? TextRange.Never;
                if (numbers[end] != numbers[end - 1] && (word.Start >= ends[end - 1] || word.Start >= ends[end])) break;
                end++;
            }

            var tooLong = end - first > longest;
            var spelt = numbers[first];
            for (var t = first; t < end; t++)
            {
                if (tooLong && numbers[t] != spelt) number++;
                spelt = numbers[t];
                numbers[t] = number;
            }

            number++;
            first = end;
        }
    }

    /// <summary>The first word that begins at or after <paramref name="from"/>; null when there is none.</summary>
    public static TextRange? Next(ReadOnlySpan<char> text, int from)
    {
        for (var at = from; at < text.Length;)
        {
            if (RoleAt(text, at, out var units) == WordRole.Core)
            {
                // The sign of a hashtag is labelled with its word: models have learned the label of the first piece between spaces.
                var start = at > from && text[at - 1] == '#' ? at - 1 : at;
                return new TextRange(start, EndOf(text, at));
            }

            at += units;
        }

        return null;
    }

    /// <summary>
    /// What is left of a part of the text without punctuation and symbols at its ends, and without a possessive ending; null for nothing, and for a
    /// single Latin letter.
    /// </summary>
    public static TextRange? Trim(ReadOnlySpan<char> text, int start, int end)
    {
        var limit = end;
        while (start < end && RoleAt(text, start, out var units) is not (WordRole.Core or WordRole.Unspaced)) start += units;
        end = TrimEnd(text, start, end);
        for (var before = PossessiveIn(text, start, end); before < end; before = PossessiveIn(text, start, end)) end = TrimEnd(text, start, before);
        if (end < limit && IsAbbreviated(text, start, end)) end++;
        if (start >= end) return null;
        var single = end - start == 1 || (end - start == 2 && text[end - 1] == '.');
        return single && WordCharacter.IsLatin(text[start]) ? null : new TextRange(start, end);
    }

    // Where a possessive ending begins, also one that a corpus has parted (Ann ' s); the end where there is none.
    private static int PossessiveIn(ReadOnlySpan<char> text, int start, int end)
    {
        if (end - start < 3 || text[end - 1] is not ('s' or 'S')) return end;
        var mark = end - 2;
        if (text[mark] == ' ') mark--;
        return mark > start && WordCharacter.IsApostrophe(text[mark]) ? mark : end;
    }

    private static int TrimEnd(ReadOnlySpan<char> text, int start, int end)
    {
        while (start < end && RoleBefore(text, end, out var units) is WordRole.Join or WordRole.Part) end -= units;
        return end;
    }

    private static int EndOf(ReadOnlySpan<char> text, int start)
    {
        var (at, end, joined) = (start, start, false);
        while (at < text.Length)
        {
            var role = RoleAt(text, at, out var units);
            if (role == WordRole.Core)
            {
                if (joined && Parts(text, start, end, at)) break;
                (at, end, joined) = (at + units, at + units, false);
            }
            else if (role == WordRole.Extend)
            {
                at += units;
                if (!joined) end = at;
            }
            else if (role == WordRole.Join)
            {
                (at, joined) = (at + units, true);
            }
            else
            {
                break;
            }
        }

        return IsAbbreviated(text, start, end) ? end + 1 : end;
    }

    // Between two letters or digits stand joining marks alone, in [end, next). An ellipsis and a dash of hyphens part words; so does the dot of a
    // sentence whose next one begins without a space.
    private static bool Parts(ReadOnlySpan<char> text, int start, int end, int next)
    {
        var between = text[end..next];
        if (between.StartsWith("..", StringComparison.Ordinal) || between.StartsWith("--", StringComparison.Ordinal)) return true;
        return between is "." && end > start && char.IsLower(text[end - 1]) && char.IsUpper(text[next])
            && next + 1 < text.Length && char.IsLetter(text[next + 1]);
    }

    // U.S. and J. have their dot; Inc. and example.com. end before it.
    private static bool IsAbbreviated(ReadOnlySpan<char> text, int start, int end) =>
        end < text.Length && end > start && text[end] == '.' && (end + 1 == text.Length || text[end + 1] != '.') && char.IsLetter(text[end - 1])
        && (end - 1 == start || text[end - 2] == '.');

    // A lone surrogate is no character.
    private static WordRole RoleAt(ReadOnlySpan<char> text, int at, out int units) =>
        Rune.DecodeFromUtf16(text[at..], out var rune, out units) == OperationStatus.Done ? WordCharacter.RoleOf(rune) : WordRole.Part;

    private static WordRole RoleBefore(ReadOnlySpan<char> text, int end, out int units) =>
        Rune.DecodeLastFromUtf16(text[..end], out var rune, out units) == OperationStatus.Done ? WordCharacter.RoleOf(rune) : WordRole.Part;
}
