using System.Buffers;

namespace StreamNer.Text;

/// <summary>
/// Canonical ordering (Unicode Standard 3.11, D109) of the rare combining characters that outlive the dropping of accents, such as the
/// spacing marks U+302E or U+1D165. Runs of plain accents never come here.
/// </summary>
internal static class MarkOrder
{
    /// <summary>
    /// Orders the marks from <paramref name="begin"/> on, where a starter may stand before them, hands on those that are no Mn, and returns
    /// the end of the run, which is later than <paramref name="at"/>, the first that is none. Like the reference, places in the text stay in
    /// text order while the marks move; n log n in the run.
    /// </summary>
    public static int Apply(ReadOnlySpan<char> text, int begin, bool startsWithStarter, int at, bool lower, ref WordBuilder word)
    {
        var end = EndOfRun(text, at);
        var marks = ArrayPool<Mark>.Shared.Rent(4 * (end - begin));
        var sources = ArrayPool<(int Start, int End)>.Shared.Rent(end - begin + 1);
        try
        {
            var (count, sourceCount) = Collect(text, begin, end, startsWithStarter, marks, sources);
            var ordered = marks.AsSpan(0, count);
            ordered.Sort(static (a, b) => a.Class != b.Class ? a.Class - b.Class : a.Index - b.Index);
            var next = startsWithStarter ? 1 : 0;
            var place = sources[0];
            foreach (var mark in ordered)
            {
                if (mark.IsFirst && next < sourceCount) place = sources[next++];
                if (CodePoint.Class(mark.CodePoint).Has(CodePointClass.NonSpacingMark)) continue;
                word.Add(lower ? CodePoint.ToLower(mark.CodePoint) : mark.CodePoint, place.Start, place.End);
            }

            return end;
        }
        finally
        {
            ArrayPool<Mark>.Shared.Return(marks);
            ArrayPool<(int, int)>.Shared.Return(sources);
        }
    }

    // The run goes on over dropped characters and ends before the next starter.
    private static int EndOfRun(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length)
        {
            var c = CodePoint.At(text, at, out var units);
            var kind = CodePoint.Class(c);
            if ((kind & CodePointClass.Kind) != CodePointClass.Dropped && !kind.Has(CodePointClass.NonStarter) && !DecomposesToMarks(c, kind)) break;
            at += units;
        }

        return at;
    }

    /// <summary>Whether a character stands for marks alone, though its own class may say starter (U+0F73).</summary>
    public static bool DecomposesToMarks(int c, CodePointClass kind) =>
        kind.Has(CodePointClass.Decomposes) && CodePoint.Class(CodePoint.Decomposition(c)[0]).Has(CodePointClass.NonStarter);

    private static (int Marks, int Sources) Collect(
        ReadOnlySpan<char> text, int begin, int end, bool startsWithStarter, Mark[] marks, (int Start, int End)[] sources)
    {
        var (count, sourceCount) = (0, 0);
        int units;
        for (var i = begin; i < end; i += units)
        {
            var c = CodePoint.At(text, i, out units);
            var kind = CodePoint.Class(c);
            if ((kind & CodePointClass.Kind) == CodePointClass.Dropped) continue;
            var isStarter = startsWithStarter && i == begin;
            sources[sourceCount++] = (i, i + units);
            if (!kind.Has(CodePointClass.Decomposes))
            {
                if (!isStarter) marks[count] = new(c, count++, true);
                continue;
            }

            var parts = CodePoint.Decomposition(c);
            for (var part = 0; part < parts.Length; part++)
            {
                var starter = !CodePoint.Class(parts[part]).Has(CodePointClass.NonStarter);
                if (!starter) marks[count] = new(parts[part], count++, part == 0);
            }
        }

        return (count, sourceCount);
    }

    private readonly record struct Mark(int CodePoint, int Index, bool IsFirst)
    {
        public int Class { get; } = Text.CodePoint.CombiningClass(CodePoint);
    }
}
