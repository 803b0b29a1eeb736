namespace StreamNer.Text;

/// <summary>A word or a part of a text: [Start, End) in UTF-16 units.</summary>
internal readonly record struct WordSpan(int Start, int End)
{
    /// <summary>After the end of every text.</summary>
    public static WordSpan Never { get; } = new(int.MaxValue, int.MaxValue);
}
