namespace StreamNer.Comparing;

/// <summary>Differences of entities by kind.</summary>
internal sealed class ChangeCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<ChangeKind>().Length];

    /// <summary>How many of a kind.</summary>
    public long this[ChangeKind kind] => _counts[(int)kind];

    internal void Add(ChangeKind kind) => _counts[(int)kind]++;
}

/// <summary>What became of one label's entities. Relabelled ones count under the label they had in A.</summary>
internal sealed class LabelCounts
{
    /// <summary>Entities in A, in documents that both have.</summary>
    public long InA { get; internal set; }

    /// <summary>The same in B.</summary>
    public long InB { get; internal set; }

    /// <summary>Differences.</summary>
    public ChangeCounts Changes { get; } = new();
}

/// <summary>What became of one type's findings of personal data.</summary>
internal sealed class FindingCounts
{
    /// <summary>In B alone, by span.</summary>
    public long Added { get; internal set; }

    /// <summary>In A alone, by span.</summary>
    public long Removed { get; internal set; }

    /// <summary>On the same span with another action.</summary>
    public long ActionChanged { get; internal set; }
}

/// <summary>One output in numbers.</summary>
internal sealed class SideCounts
{
    /// <summary>Results compared: the newest of each source.</summary>
    public long Results { get; internal set; }

    /// <summary>Results that the other output has not.</summary>
    public long Alone { get; internal set; }

    /// <summary>Rejected lines among the results.</summary>
    public long Rejected { get; internal set; }

    /// <summary>Results passed over because a newer one stands for the same source.</summary>
    public long Superseded { get; internal set; }

    /// <summary>Null values, which name no source.</summary>
    public long Tombstones { get; internal set; }

    /// <summary>Entities in documents that both have.</summary>
    public long Entities { get; internal set; }

    /// <summary>How many results each snapshot made.</summary>
    public SortedDictionary<string, long> Snapshots { get; } = new(StringComparer.Ordinal);
}

/// <summary>A difference to look at.</summary>
/// <param name="At">Where its source stands.</param>
/// <param name="Change">What differs.</param>
/// <param name="Surface">The words, from redacted text.</param>
internal readonly record struct ChangeExample(RecordPlace At, EntityChange Change, string Surface);
