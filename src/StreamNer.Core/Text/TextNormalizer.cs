namespace StreamNer.Text;

/// <summary>
/// BERT's text cleaning, one stretch of text at a time: drops controls, isolates ideographs, decomposes and drops accents, lower-cases,
/// and hands each remaining character to the word being built with its place in the original text. Immutable.
/// </summary>
internal sealed class TextNormalizer(TokenizerOptions options)
{
    private readonly bool _lower = options.LowerCase;
    private readonly bool _strip = options.StripsAccents;
    private readonly bool _ideographs = options.TokenizeChineseChars;

    /// <summary>Normalises from <paramref name="from"/> to the end of a word, and ends the word; returns where to go on, later than it
    /// began.</summary>
    public int Run(ReadOnlySpan<char> text, int from, ref WordBuilder word)
    {
        // Where the last starter came from: combining marks are ordered among those that follow it.
        var origin = -1;
        var i = from;
        while (i < text.Length)
        {
            var c = CodePoint.At(text, i, out var units);
            var kind = CodePoint.Class(c);
            switch (kind & CodePointClass.Kind)
            {
                case CodePointClass.Dropped:
                    i += units;
                    continue;
                case CodePointClass.Space:
                    word.EndWord();
                    return i + units;
                case CodePointClass.Ideograph when _ideographs:
                    word.EndWord();
                    Add(c, kind, i, i + units, ref word);
                    word.EndWord();
                    return i + units;
                case CodePointClass.Punctuation:
                    Add(c, kind, i, i + units, ref word);
                    return i + units;
                default:
                    break;
            }

            if (_strip && kind.Has(CodePointClass.NonStarter) && !kind.Has(CodePointClass.NonSpacingMark))
            {
                i = MarkOrder.Apply(text, origin < 0 ? from : origin, origin >= 0, i, _lower, ref word);
                continue;
            }

            if (!kind.Has(CodePointClass.NonStarter) && !MarkOrder.DecomposesToMarks(c, kind)) origin = i;
            Add(c, kind, i, i + units, ref word);
            i += units;
        }

        word.EndWord();
        return i;
    }

    // One character of the original text: none, one or several normalised ones.
    private void Add(int c, CodePointClass kind, int start, int end, ref WordBuilder word)
    {
        if (!_strip)
        {
            AddCased(c, kind, start, end, ref word);
        }
        else if (CodePoint.IsHangulSyllable(c))
        {
            Span<int> jamo = stackalloc int[3];
            foreach (var part in jamo[..CodePoint.Hangul(c, jamo)]) word.Add(part, start, end);
        }
        else if (!kind.Has(CodePointClass.Decomposes))
        {
            if (!kind.Has(CodePointClass.NonSpacingMark)) AddCased(c, kind, start, end, ref word);
        }
        else
        {
            foreach (var part in CodePoint.Decomposition(c))
            {
                var partKind = CodePoint.Class(part);
                if (!partKind.Has(CodePointClass.NonSpacingMark)) AddCased(part, partKind, start, end, ref word);
            }
        }
    }

    private void AddCased(int c, CodePointClass kind, int start, int end, ref WordBuilder word)
    {
        if ((kind & CodePointClass.Kind) == CodePointClass.Punctuation) word.AddAlone(c, start, end);
        else if (!_lower || !kind.Has(CodePointClass.HasLower)) word.Add(c, start, end);
        else if (c == CodePoint.CapitalIWithDot) AddCapitalIWithDot(start, end, ref word);
        else word.Add(CodePoint.ToLower(c), start, end);
    }

    private static void AddCapitalIWithDot(int start, int end, ref WordBuilder word)
    {
        word.Add('i', start, end);
        word.Add(CodePoint.DotAbove, start, end);
    }
}
