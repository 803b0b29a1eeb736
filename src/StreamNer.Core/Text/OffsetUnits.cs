using System.Buffers;
using System.Text;
using StreamNer.Output;

namespace StreamNer.Text;

/// <summary>Turns UTF-16 offsets into the unit of a record.</summary>
internal static class OffsetUnits
{
    // Offsets are looked up from a running count at each block's start, so that any order of offsets costs the same.
    private const int Block = 64;

    /// <summary>
    /// Converts <paramref name="utf16Offsets"/> (each 0 to the text's length, any order) in place. A lone surrogate is one code point and
    /// three UTF-8 bytes; an offset between the halves of a pair counts the whole pair. Linear in the text; ASCII text costs one scan.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An offset lies outside of the text.</exception>
    public static void Convert(ReadOnlySpan<char> text, OffsetUnit unit, Span<int> utf16Offsets)
    {
        foreach (var offset in utf16Offsets)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)offset, (uint)text.Length, nameof(utf16Offsets));
        }

        if (unit == OffsetUnit.Utf16 || utf16Offsets.IsEmpty || Ascii.IsValid(text)) return;
        var counts = ArrayPool<int>.Shared.Rent(text.Length / Block + 1);
        try
        {
            var total = 0;
            for (var block = 0; block * Block <= text.Length; block++)
            {
                counts[block] = total;
                total += Count(text, block * Block, Math.Min(text.Length, (block + 1) * Block), unit);
            }

            foreach (ref var offset in utf16Offsets)
            {
                var block = offset / Block;
                offset = counts[block] + Count(text, block * Block, offset, unit);
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(counts);
        }
    }

    private static int Count(ReadOnlySpan<char> text, int from, int to, OffsetUnit unit)
    {
        if (Ascii.IsValid(text[from..to])) return to - from;
        var count = 0;
        for (var i = from; i < to; i++) count += unit == OffsetUnit.CodePoint ? CodePoints(text, i) : Utf8Bytes(text, i);
        return count;
    }

    private static int CodePoints(ReadOnlySpan<char> text, int i) => IsSecondOfPair(text, i) ? 0 : 1;

    private static int Utf8Bytes(ReadOnlySpan<char> text, int i) => text[i] switch
    {
        < '\u0080' => 1,
        < '\u0800' => 2,
        _ when IsSecondOfPair(text, i) => 0,
        _ when i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) => 4,
        _ => 3,
    };

    private static bool IsSecondOfPair(ReadOnlySpan<char> text, int i) => char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]);
}
