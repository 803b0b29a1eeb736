namespace StreamNer.Text;

/// <summary>Cuts a document's tokens into overlapping windows, between words.</summary>
internal static class WindowSlicer
{
    /// <summary>Tokens of a window by default: 512 less the two special tokens.</summary>
    public const int DefaultMaxTokens = 510;

    /// <summary>Tokens that neighbouring windows share by default.</summary>
    public const int DefaultOverlap = 128;

    /// <summary>
    /// Fills <paramref name="into"/> (cleared first) with windows that cover every token in order; none for no tokens. Starts and ends both
    /// rise. A window begins and ends between words unless a word is longer than a window; neighbours share about <paramref name="overlap"/>
    /// tokens, more or fewer by less than a word.
    /// </summary>
    /// <param name="tokens">The document.</param>
    /// <param name="maxTokens">Tokens of a window without special tokens, at least 1.</param>
    /// <param name="overlap">0 to <paramref name="maxTokens"/> - 1.</param>
    /// <param name="into">The windows.</param>
    public static void Slice(TokenBuffer tokens, int maxTokens, int overlap, List<TokenRange> into)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(into);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(overlap);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(overlap, maxTokens);
        into.Clear();
        if (tokens.Count == 0) return;
        var words = tokens.Words;
        var start = 0;
        var end = EndOf(words, start, maxTokens);
        into.Add(new(start, end - start));
        while (end < words.Length)
        {
            start = NextStart(words, start, end, maxTokens, overlap);
            end = EndOf(words, start, maxTokens);
            into.Add(new(start, end - start));
        }
    }

    // The last word boundary that fits; where one word fills the window, its middle.
    private static int EndOf(ReadOnlySpan<int> words, int start, int maxTokens)
    {
        if (words.Length - start <= maxTokens) return words.Length;
        var end = start + maxTokens;
        var boundary = BoundaryAtOrBefore(words, end, start);
        return boundary > start ? boundary : end;
    }

    // A word boundary near end - overlap, so that the next window both starts later and ends later than this one.
    private static int NextStart(ReadOnlySpan<int> words, int start, int end, int maxTokens, int overlap)
    {
        var wanted = end - overlap;
        var before = wanted > start ? BoundaryAtOrBefore(words, wanted, start) : start;
        if (before > start && EndOf(words, before, maxTokens) > end) return before;
        for (var after = Math.Max(wanted, start) + 1; after < end; after++)
        {
            if (words[after] != words[after - 1] && EndOf(words, after, maxTokens) > end) return after;
        }

        // No boundary helps. A word longer than a window is cut anyway: keep the overlap; else begin where this window ended.
        var cut = words[end] == words[end - 1] || (start > 0 && words[start - 1] == words[end - 1]);
        return cut && wanted > start && EndOf(words, wanted, maxTokens) > end ? wanted : end;
    }

    private static int BoundaryAtOrBefore(ReadOnlySpan<int> words, int at, int floor)
    {
        while (at > floor && words[at] == words[at - 1]) at--;
        return at;
    }
}
