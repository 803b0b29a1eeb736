namespace StreamNer.Host.Capacity;

/// <summary>Seconds that a record spends in one part of a worker: on average, and in 99 of 100 cases at most.</summary>
internal readonly record struct Delay(double Mean, double P99);

/// <summary>The way of a record through a worker, from its arrival on to its commit.</summary>
internal sealed record Latency
{
    /// <summary>While its batch gathers.</summary>
    public required Delay Gather { get; init; }

    /// <summary>While batches before it are enriched.</summary>
    public required Delay Wait { get; init; }

    /// <summary>Its own batch's.</summary>
    public required Delay Enrich { get; init; }

    /// <summary>While the transaction stays open for more batches.</summary>
    public required Delay Transaction { get; init; }

    /// <summary>The commit itself.</summary>
    public required Delay Commit { get; init; }

    /// <summary>The whole way on average.</summary>
    public double Mean => Parts.Sum(part => part.Delay.Mean);

    /// <summary>At most: the parts' worst cases seldom meet.</summary>
    public double P99 => Parts.Sum(part => part.Delay.P99);

    /// <summary>The parts in order.</summary>
    public IEnumerable<(string Name, Delay Delay)> Parts =>
        [("gather", Gather), ("wait", Wait), ("enrich", Enrich), ("transaction", Transaction), ("commit", Commit)];
}
