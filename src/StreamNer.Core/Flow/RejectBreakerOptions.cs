using StreamNer.Configuration;

namespace StreamNer.Flow;

/// <summary>Section <c>flow:rejectBreaker</c>: stops a worker whose settings do not fit an input topic.</summary>
public sealed record RejectBreakerOptions
{
    [Setting("Whether it stops the worker; otherwise it only warns.")]
    public bool Enabled { get; init; } = true;

    [Setting("Share of unreadable records at which it trips.", Least = 0.01, Most = 1)]
    public double Share { get; init; } = 0.95;

    [Setting("Number of records at the beginning of a topic that it judges.", Least = RejectBreaker.Least, Most = 100_000)]
    public int Window { get; init; } = 200;
}
