namespace StreamNer.Flow;

/// <summary>Section <c>flow:rejectBreaker</c>: stops a worker whose settings do not fit an input topic.</summary>
public sealed record RejectBreakerOptions
{
    [Setting("Whether it stops the worker; if not, it only warns.")]
    public bool Enabled { get; init; } = true;

    [Setting("The share of unreadable records at which it trips.", Least = 0.01, Most = 1)]
    public double Share { get; init; } = 0.95;

    [Setting("How many of a topic's first records it judges.", Least = RejectBreaker.Least, Most = 100_000)]
    public int Window { get; init; } = 200;
}
