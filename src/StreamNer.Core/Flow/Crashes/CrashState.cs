using StreamNer.Pipeline;

namespace StreamNer.Flow.Crashes;

/// <summary>How a life of the worker has ended, as far as it could say so itself.</summary>
internal enum LifeEnd
{
    /// <summary>It has not: where a new life finds this, the old one died.</summary>
    Running,

    /// <summary>In order, or with an error that it could report.</summary>
    Orderly,

    /// <summary>It was told to stop; whoever kills it after that is not a record.</summary>
    AskedToStop,

    /// <summary>The watchdog ended it.</summary>
    Hung,
}

/// <summary>One record's place.</summary>
internal sealed record RecordPlace(string Topic, int Partition, long Offset)
{
    /// <summary>Of a record read from Kafka.</summary>
    public static RecordPlace Of(SourcePosition at) => new(at.Topic, at.Partition, at.Offset);
}

/// <summary>Offsets of one partition, both ends included, and at how many deaths in a row they began at <paramref name="First"/>.</summary>
internal sealed record OffsetRange(string Topic, int Partition, long First, long Last, int Deaths = 0)
{
    /// <summary>Whether it is of the same partition.</summary>
    public bool IsOf(string topic, int partition) => partition == Partition && topic == Topic;

    /// <summary>Whether the record lies in it.</summary>
    public bool Holds(RecordPlace at) => IsOf(at.Topic, at.Partition) && at.Offset >= First && at.Offset <= Last;
}

/// <summary>A record whose work is under way with nothing else in flight.</summary>
/// <param name="At">Which.</param>
/// <param name="Seconds">For how long, as last written.</param>
/// <param name="ShortOfMemory">Memory was short meanwhile.</param>
internal sealed record Trial(RecordPlace At, double Seconds = 0, bool ShortOfMemory = false);

/// <summary>A record that was on trial at so many deaths in a row.</summary>
internal sealed record Strikes(RecordPlace At, int Count);

/// <summary>What a worker leaves to its next life: coordinates and numbers, no text.</summary>
internal sealed record CrashState
{
    /// <summary>How the life ended.</summary>
    public LifeEnd End { get; init; } = LifeEnd.Orderly;

    /// <summary>OOM kills in our control group, as counted at the life's start.</summary>
    public long OomKills { get; init; }

    /// <summary>The range of the control's length in seconds; 0: as set.</summary>
    public double ControlRange { get; init; }

    /// <summary>The control is under way.</summary>
    public bool InControl { get; init; }

    /// <summary>The record whose work is under way alone.</summary>
    public Trial? OnTrial { get; init; }

    /// <summary>What is in flight, one range a partition.</summary>
    public IReadOnlyList<OffsetRange> InFlight { get; init; } = [];

    /// <summary>What was in flight at the last deaths.</summary>
    public IReadOnlyList<OffsetRange> Stuck { get; init; } = [];

    /// <summary>What is to be taken one by one.</summary>
    public IReadOnlyList<OffsetRange> Suspects { get; init; } = [];

    /// <summary>The record that is being found guilty, or has been.</summary>
    public Strikes? Struck { get; init; }
}
