using StreamNer.Pipeline;

namespace StreamNer.Pii.Scanning;

/// <summary>What one running scan needs, rented and reused; owned by one thread at a time.</summary>
internal sealed class ScanState(int detectors)
{
    /// <summary><see cref="Since"/> when no scan is under way.</summary>
    public const long Idle = long.MinValue;

    private const int KeptCharacters = 1 << 20;
    private long _since = Idle;

    /// <summary>The view of the text.</summary>
    public FoldedText Folded { get; } = new();

    /// <summary>The tokens of the view.</summary>
    public Lexer Lexer { get; } = new();

    /// <summary>The context phrases found, by first token.</summary>
    public List<ContextHit> Context { get; } = new(64);

    /// <summary>The types (bit = index) of which any context phrase speaks.</summary>
    public UInt128 ContextTypes { get; set; }

    /// <summary>The findings that stand on a context word alone.</summary>
    public List<Claim> Claims { get; } = [];

    /// <summary>Steps taken by each detector.</summary>
    public long[] Steps { get; } = new long[detectors];

    /// <summary>Steps taken by all of them.</summary>
    public long Spent { get; set; }

    /// <summary>Per detector: the first token at which it wants to be asked again.</summary>
    public int[] Resume { get; } = new int[detectors];

    /// <summary>
    /// The time stamp at which the scan under way began, or <see cref="Idle"/>. Read by any thread, as are the three below; they belong to one scan
    /// if this is the same before and after they were read.
    /// </summary>
    public long Since => Volatile.Read(ref _since);

    /// <summary>The index of the detector asked last, or -1.</summary>
    public int Asked { get; set; }

    /// <summary>The length of the text.</summary>
    public int Length { get; private set; }

    /// <summary>What the text belongs to, if that is known.</summary>
    public Document? Document { get; private set; }

    /// <summary>A scan begins.</summary>
    public void Begin(long timestamp, int length, Document? document)
    {
        (Asked, Length, Document) = (-1, length, document);
        Volatile.Write(ref _since, timestamp);
    }

    /// <summary>Makes it ready for the next text, without arrays sized by an outlier.</summary>
    public void Reset()
    {
        Volatile.Write(ref _since, Idle);
        Volatile.WriteBarrier();
        Document = null;
        Context.Clear();
        ContextTypes = 0;
        Claims.Clear();
        if (Claims.Capacity > KeptCharacters) Claims.Capacity = 0;
        if (Context.Capacity > KeptCharacters) Context.Capacity = 64;
        Array.Clear(Steps);
        Spent = 0;
        Array.Clear(Resume);
        Folded.Trim(KeptCharacters);
        Lexer.Trim(KeptCharacters);
    }
}

/// <summary>A finding that stands on a context word alone: its place in the list, its range in the view, and the distance to the word.</summary>
internal readonly record struct Claim(int Index, int Start, int End, int Distance);
