namespace StreamNer.Kafka.Erasure;

/// <summary>What a topic is to a worker.</summary>
internal enum HoldingKind
{
    /// <summary>Original records.</summary>
    Input,

    /// <summary>Rejected records, as they were read.</summary>
    DeadLetter,

    /// <summary>Enriched records.</summary>
    Output,
}

/// <summary>The records of one tenant in one partition.</summary>
internal sealed class TenantHolding(string tenant, HoldingKind kind, string topic, int partition)
{
    private readonly List<(long From, long To)> _ranges = [];

    /// <summary>Whose they are.</summary>
    public string Tenant => tenant;

    /// <summary>What the topic is.</summary>
    public HoldingKind Kind => kind;

    /// <summary>The topic.</summary>
    public string Topic => topic;

    /// <summary>The partition.</summary>
    public int Partition => partition;

    /// <summary>How many there are.</summary>
    public long Records { get; private set; }

    /// <summary>Records of others that stand before the last of them: who deletes the log up to there deletes these too.</summary>
    public long Others { get; private set; }

    /// <summary>Their offsets, by stretches without a record of others; the end is exclusive.</summary>
    public IReadOnlyList<(long From, long To)> Ranges => _ranges;

    internal void Add(long offset, bool follows, long before)
    {
        if (follows) _ranges[^1] = (_ranges[^1].From, offset + 1);
        else _ranges.Add((offset, offset + 1));
        Others = before - Records;
        Records++;
    }
}
