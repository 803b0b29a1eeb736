using StreamNer.Configuration;

namespace StreamNer.Flow;

/// <summary>Section <c>flow:quarantine</c>: how many records may end as dead letters <c>internal</c> before the worker stops.</summary>
public sealed record QuarantineOptions
{
    [Setting(
        "Share of the last flow:quarantine:window records that may become dead letters with the reason internal; the worker "
        + "stops above it. A single record never stops it; 1 turns the check off.",
        Least = 0, Most = 1)]
    public double Share { get; init; } = 0.01;

    [Setting("Number of most recent records considered. Missing ones count as good.", Least = 20, Most = 1_000_000)]
    public int Window { get; init; } = 1_000;

    /// <summary>How many records of a window may end that way; at least 1.</summary>
    public long Allowed => Math.Max(1, (long)Math.Floor(Share * Window));
}
