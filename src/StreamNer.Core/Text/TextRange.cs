namespace StreamNer.Text;

/// <summary>[Start, End) of a text in UTF-16 units.</summary>
internal readonly record struct TextRange(int Start, int End)
{
    /// <summary>Behind every text.</summary>
    public static TextRange Never { get; } = new(int.MaxValue, int.MaxValue);
}
