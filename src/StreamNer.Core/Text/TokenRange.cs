namespace StreamNer.Text;

/// <summary>A window: <paramref name="Count"/> tokens of a <see cref="TokenBuffer"/> from <paramref name="First"/> on.</summary>
internal readonly record struct TokenRange(int First, int Count)
{
    /// <summary>One past its last token.</summary>
    public int End => First + Count;
}
