namespace StreamNer.Pii.Redacting;

/// <summary>
/// Where each range of the original text stands in the redacted one, and back. A range of which a replacement covers any part maps to the
/// whole replacement; all else keeps its characters. All offsets are UTF-16 units. Immutable.
/// </summary>
internal sealed class OffsetMap
{
    private readonly Replaced[] _replaced;

    /// <summary>Creates a map from the replacements in order; they must not overlap.</summary>
    /// <exception cref="ArgumentException">The ranges overlap, or are not in order.</exception>
    public OffsetMap(ReadOnlySpan<(int Start, int End, int OutputLength)> replacements)
    {
        _replaced = replacements.Length == 0 ? [] : new Replaced[replacements.Length];
        int last = 0, shift = 0;
        for (var i = 0; i < replacements.Length; i++)
        {
            var (start, end, length) = replacements[i];
            if (start < last || end <= start || length < 0)
                throw new ArgumentException("replacements overlap or are out of order", nameof(replacements));
            _replaced[i] = new Replaced(start, end, start + shift, start + shift + length);
            shift += length - (end - start);
            last = end;
        }
    }

    /// <summary>The map of a text in which nothing was replaced.</summary>
    public static OffsetMap Identity { get; } = new([]);

    /// <summary>True when nothing was replaced.</summary>
    public bool IsIdentity => _replaced.Length == 0;

    /// <summary>True when a replacement covers any part of [start, end) of the original; an empty range is covered only strictly inside
    /// one.</summary>
    public bool Covers(int start, int end)
    {
        var i = FirstEndingAfter(start);
        return i < _replaced.Length && (_replaced[i].Start < end || _replaced[i].Start < start);
    }

    /// <summary>[start, end) of the original in the output.</summary>
    public (int Start, int End) ToOutput(int start, int end)
    {
        var i = FirstEndingAfter(start);
        var outputStart = i < _replaced.Length && _replaced[i].Start < start ? _replaced[i].OutputStart : start + ShiftBefore(i);
        if (end <= start) return (outputStart, i < _replaced.Length && _replaced[i].Start < start ? _replaced[i].OutputEnd : outputStart);
        var j = FirstEndingAfter(end - 1);
        var outputEnd = j < _replaced.Length && _replaced[j].Start < end ? _replaced[j].OutputEnd : end + ShiftBefore(j);
        return (outputStart, outputEnd);
    }

    /// <summary>[start, end) of the output in the original; a range that touches the inside of a replacement maps to all it replaced.</summary>
    public (int Start, int End) ToOriginal(int start, int end)
    {
        var i = FirstOutputEndingAfter(start);
        var originalStart = i < _replaced.Length && _replaced[i].OutputStart < start ? _replaced[i].Start : start - ShiftBefore(i);
        if (end <= start) return (originalStart, i < _replaced.Length && _replaced[i].OutputStart < start ? _replaced[i].End : originalStart);
        var j = FirstOutputEndingAfter(end - 1);
        var originalEnd = j < _replaced.Length && _replaced[j].OutputStart < end ? _replaced[j].End : end - ShiftBefore(j);
        return (originalStart, originalEnd);
    }

    // How far the text between replacement i-1 and replacement i has moved.
    private int ShiftBefore(int i) => i == 0 ? 0 : _replaced[i - 1].OutputEnd - _replaced[i - 1].End;

    private int FirstEndingAfter(int position)
    {
        int low = 0, high = _replaced.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_replaced[middle].End > position) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private int FirstOutputEndingAfter(int position)
    {
        int low = 0, high = _replaced.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_replaced[middle].OutputEnd > position) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private readonly record struct Replaced(int Start, int End, int OutputStart, int OutputEnd);
}
