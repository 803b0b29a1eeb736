using StreamNer.Flow;

namespace StreamNer.Host.Capacity;

/// <summary>How many workers a batch profile needs, and what is expected of them.</summary>
internal sealed record PlannedWorkers
{
    public required BatchProfile Profile { get; init; }

    public required int Workers { get; init; }

    /// <summary>The share of a worker's cores in use, 0 to 1.</summary>
    public required double Busy { get; init; }

    /// <summary>Mean documents in a batch.</summary>
    public required double BatchDocuments { get; init; }

    public required Latency Latency { get; init; }

    /// <summary>Records of one worker between arrival and commit, by Little's law.</summary>
    public required double InFlight { get; init; }

    /// <summary>True when both the share and the latency asked for are kept.</summary>
    public required bool Meets { get; init; }

    /// <summary>
    /// Partitions to create: a key's partition cannot change later, so there are enough for three times the workers, and a lost worker's share falls
    /// on several others.
    /// </summary>
    public int Partitions => 3 * Workers;
}
