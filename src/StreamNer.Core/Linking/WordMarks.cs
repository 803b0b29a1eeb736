namespace StreamNer.Linking;

/// <summary>A bit for each of some words: says of most others that they are none of them. Not thread-safe while words are added.</summary>
internal sealed class WordMarks
{
    private const int Bits = 4_096;

    private readonly ulong[] _bits = new ulong[Bits / 64];

    /// <summary>The marks of words by their numbers.</summary>
    public static WordMarks Of(IEnumerable<uint> words)
    {
        var marks = new WordMarks();
        foreach (var word in words) marks.Add(word);
        return marks;
    }

    public void Add(uint word) => _bits[(word % Bits) / 64] |= 1UL << (int)(word % 64);

    /// <summary>Whether a word may be one of them; false is sure.</summary>
    public bool May(uint word) => ((_bits[(word % Bits) / 64] >> (int)(word % 64)) & 1) != 0;

    public void Clear() => _bits.AsSpan().Clear();
}
