using StreamNer.Text;

namespace StreamNer.Decoding;

/// <summary>
/// Decides which of a document's overlapping windows scores a token: the one in which the token stands farthest from an edge, the earlier on a tie.
/// </summary>
internal static class WindowStitcher
{
    /// <summary>
    /// The tokens that window <paramref name="index"/> decides; may be empty (count 0). The ranges of all windows follow each other without gaps.
    /// </summary>
    /// <param name="windows">All of the document; first and last tokens never fall from one to the next, and no token lies between two.</param>
    /// <param name="index">Which window.</param>
    public static TokenRange Owned(ReadOnlySpan<TokenRange> windows, int index)
    {
        var first = index == 0 ? windows[0].First : Border(windows[index - 1], windows[index]);
        var end = index == windows.Length - 1 ? EndOf(windows[index]) : Border(windows[index], windows[index + 1]);
        return new TokenRange(first, end - first);
    }

    // In the overlap, the distance to the earlier window's end falls while that to the later one's start rises: they meet in the middle, and the
    // token there goes to the earlier. Borders never fall from pair to pair, so looking at neighbours is enough.
    private static int Border(TokenRange earlier, TokenRange later) => ((EndOf(earlier) - 1 + later.First) >> 1) + 1;

    private static int EndOf(TokenRange range) => range.First + range.Count;
}
