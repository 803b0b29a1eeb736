namespace StreamNer.Text;

/// <summary>
/// The tokens of one text in parallel arrays, reused from text to text. No special tokens. Not thread-safe.
/// </summary>
internal sealed class TokenBuffer
{
    private int[] _ids = new int[256];
    private int[] _starts = new int[256];
    private int[] _ends = new int[256];
    private int[] _words = new int[256];

    /// <summary>How many tokens it holds.</summary>
    public int Count { get; private set; }

    /// <summary>How many tokens it has room for without growing.</summary>
    public int Capacity => _ids.Length;

    /// <summary>Vocabulary ids, [Count].</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    /// <summary>First UTF-16 unit of each token in the original text, [Count]; never falls.</summary>
    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, Count);

    /// <summary>One past the last UTF-16 unit of each token in the original text, [Count].</summary>
    public ReadOnlySpan<int> Ends => _ends.AsSpan(0, Count);

    /// <summary>The word of each token, from 0, [Count]; rises by at most one. Words are the pre-tokeniser's, or those of
    /// <see cref="TextWords.Number"/>.</summary>
    public ReadOnlySpan<int> Words => _words.AsSpan(0, Count);

    /// <summary><see cref="Words"/>, to be numbered anew.</summary>
    internal Span<int> WordsToNumber => _words.AsSpan(0, Count);

    /// <summary>Appends one token.</summary>
    public void Add(int id, int start, int end, int word)
    {
        if (Count == _ids.Length) Grow();
        _ids[Count] = id;
        _starts[Count] = start;
        _ends[Count] = end;
        _words[Count] = word;
        Count++;
    }

    /// <summary>Drops the tokens from <paramref name="count"/> on; used to replace a half-made word by the unknown token.</summary>
    public void Truncate(int count) => Count = Math.Min(Count, count);

    /// <summary>Empties it, keeping the arrays.</summary>
    public void Clear() => Count = 0;

    private void Grow()
    {
        var size = _ids.Length * 2;
        Array.Resize(ref _ids, size);
        Array.Resize(ref _starts, size);
        Array.Resize(ref _ends, size);
        Array.Resize(ref _words, size);
    }
}
