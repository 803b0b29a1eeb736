namespace StreamNer.Text;

/// <summary>Cuts a document's tokens into overlapping windows.</summary>
public static class WindowSlicer
{
    /// <summary>Appends windows of at most <paramref name="maxTokens"/> tokens, neighbours sharing <paramref name="overlap"/>.</summary>
    public static void Slice(TokenBuffer tokens, int maxTokens, int overlap, List<TokenRange> into)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(into);
        for (var first = 0; first < tokens.Count; first += maxTokens - overlap)
        {
            into.Add(new TokenRange(first, Math.Min(maxTokens, tokens.Count - first)));
            if (first + maxTokens >= tokens.Count) return;
        }
    }
}
