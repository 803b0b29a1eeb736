using System.Globalization;
using System.Text;

namespace StreamNer.Pii.Redacting;

/// <summary>
/// Moves the edges of a span outwards so that a replacement never cuts what a reader sees as one character: surrogate pairs, combining
/// marks, variation selectors, keycaps, skin tones, tag sequences, ZWJ sequences and flags (the parts of UAX #29 that follow a base).
/// </summary>
internal static class SpanEdges
{
    private const char ZeroWidthNonJoiner = '\u200C';
    private const char ZeroWidthJoiner = '\u200D';

    /// <summary>The span [start, end) grown; linear in what is added. Lone surrogates stand for themselves.</summary>
    public static (int Start, int End) Grow(string text, int start, int end)
    {
        if (start > 0 && start < text.Length && char.IsLowSurrogate(text[start]) && char.IsHighSurrogate(text[start - 1])) start--;
        if (end > 0 && end < text.Length && char.IsLowSurrogate(text[end]) && char.IsHighSurrogate(text[end - 1])) end++;
        if (EndsInHalfFlag(text, start, end)) end += 2;
        while (end < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(end), out var rune, out var length);
            if (!Extends(rune)) break;
            end += length;
            if (rune.Value == ZeroWidthJoiner) end += JoinedLength(text, end);
        }

        return (start, end);
    }

    private static bool Extends(Rune rune)
    {
        if (rune.IsAscii) return false;
        if (rune.Value is ZeroWidthNonJoiner or ZeroWidthJoiner or (>= 0x1F3FB and <= 0x1F3FF) or (>= 0xE0020 and <= 0xE007F)) return true;
        return Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
    }

    // What a joiner joins belongs to the span, unless it is ASCII or a space: then the joiner joins nothing.
    private static int JoinedLength(string text, int at)
    {
        if (at >= text.Length || text[at] < 0x80) return 0;
        var status = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
        return status != System.Buffers.OperationStatus.Done || Rune.IsWhiteSpace(rune) ? 0 : length;
    }

    // A flag is two regional indicators; a run of them pairs up from its start.
    private static bool EndsInHalfFlag(string text, int start, int end)
    {
        if (end == start || !IsRegionalIndicator(text, end) || !IsRegionalIndicator(text, end - 2)) return false;
        var before = 0;
        for (var at = end - 2; IsRegionalIndicator(text, at); at -= 2) before++;
        return before % 2 == 1;
    }

    private static bool IsRegionalIndicator(string text, int at) =>
        at >= 0 && at + 1 < text.Length && text[at] == '\uD83C' && text[at + 1] is >= '\uDDE6' and <= '\uDDFF';
}
