namespace StreamNer.Pii.Scanning;

/// <summary>What one running scan needs, rented and reused; owned by one thread at a time.</summary>
internal sealed class ScanState(int detectors)
{
    private const int KeptCharacters = 1 << 20;

    /// <summary>The view of the text.</summary>
    public FoldedText Folded { get; } = new();

    /// <summary>The tokens of the view.</summary>
    public Lexer Lexer { get; } = new();

    /// <summary>The context phrases found, by first token.</summary>
    public List<ContextHit> Context { get; } = new(64);

    /// <summary>Steps taken by each detector.</summary>
    public long[] Steps { get; } = new long[detectors];

    /// <summary>Per detector: the first token at which it wants to be asked again.</summary>
    public int[] Resume { get; } = new int[detectors];

    /// <summary>Makes it ready for the next text, without arrays sized by an outlier.</summary>
    public void Reset()
    {
        Context.Clear();
        if (Context.Capacity > KeptCharacters) Context.Capacity = 64;
        Array.Clear(Steps);
        Array.Clear(Resume);
        Folded.Trim(KeptCharacters);
        Lexer.Trim(KeptCharacters);
    }
}
