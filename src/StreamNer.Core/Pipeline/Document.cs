using StreamNer.Output;

namespace StreamNer.Pipeline;

/// <summary>Where an input record stood: topic, partition, offset and its timestamp in Unix milliseconds (-1 if it has none).</summary>
public readonly record struct SourcePosition(string Topic, int Partition, long Offset, long TimestampMs);

/// <summary>One input record, decoded. It ends as exactly one of <see cref="Outcome.Enriched"/> or <see cref="Outcome.Rejected"/>.</summary>
/// <param name="Text">The original text: any UTF-16 string, empty included.</param>
public sealed record Document(string Text)
{
    /// <summary>The producer's own id, carried through unread; empty if none.</summary>
    public string Id { get; init; } = "";

    /// <summary>Whose text it is; empty means the topic's own policy.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>BCP 47 tag of the text's language; empty if unknown.</summary>
    public string Language { get; init; } = "";

    /// <summary>Where the record stood; null for standard input.</summary>
    public SourcePosition? Source { get; init; }
}
