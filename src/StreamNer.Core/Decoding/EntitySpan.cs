namespace StreamNer.Decoding;

/// <summary>A decoded entity: [Start, End) in UTF-16 units of the original text, score 0 to 1.</summary>
internal readonly record struct EntitySpan(string Label, int Start, int End, float Score);

/// <summary>How the scores of a word's pieces become one label; see docs/architecture.md, step 5.</summary>
public enum Aggregation
{
    /// <summary>Pieces are grouped without looking at words; can cut a word.</summary>
    Simple,

    /// <summary>A word takes its first piece's scores (the default).</summary>
    First,

    /// <summary>A word takes the mean of its pieces' score vectors.</summary>
    Average,

    /// <summary>A word takes the piece with the highest score.</summary>
    Max,
}
