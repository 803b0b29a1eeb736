using StreamNer.Configuration;
using StreamNer.Flow.Crashes;

namespace StreamNer.Flow;

/// <summary>Section <c>flow</c>: how much work is under way at once, and how it ends.</summary>
public sealed record FlowOptions : IValidatedOptions
{
    [Setting("Micro-batches enriched in parallel: with two, one prepares texts while the other uses the model.", Least = 1, Most = 256)]
    public int Parallel { get; init; } = 2;

    [Setting("Micro-batches that may be queued for enrichment, and the same number for writing.", Least = 1, Most = 10_000)]
    public int QueueBatches { get; init; } = 4;

    [Setting("Maximum input bytes read and not yet written; reading pauses above it. A single batch may exceed it.",
        Least = 1 << 16, Most = 1L << 34)]
    public long InFlightBytes { get; init; } = 64L << 20;

    [Setting(
        "Seconds that a stop may take to finish what was read. The rest stays uncommitted for the next worker, and the process "
        + "exits within five more seconds. Kubernetes kills after 30.",
        Least = 0, Most = 3_600)]
    public double DrainSeconds { get; init; } = 20;

    [Setting(
        "Milliseconds before the first retry of work that failed for a reason outside the data; doubles with each retry.", Least = 1, Most = 60_000)]
    public int RetryFirstMs { get; init; } = 200;

    [Setting("Maximum pause between two retries in milliseconds, at least flow:retryFirstMs.", Least = 1, Most = 600_000)]
    public int RetryLongestMs { get; init; } = 15_000;

    [Setting("Stops the worker when nearly all records of a topic are unreadable, before the whole topic becomes dead letters.")]
    public RejectBreakerOptions RejectBreaker { get; init; } = new();

    [Setting("Stops the worker when too many records fail for unforeseen reasons, before they all become dead letters.")]
    public QuarantineOptions Quarantine { get; init; } = new();

    [Setting("Identifies a record that crashes the process repeatedly, and turns it into a dead letter.")]
    public CrashGuardOptions CrashGuard { get; init; } = new();

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        errors.CheckRanges("flow", this);
        if (RetryLongestMs < RetryFirstMs)
            errors.Add(new("flow:retryLongestMs", $"must be at least flow:retryFirstMs ({RetryFirstMs}), is {RetryLongestMs}"));
        errors.CheckRanges("flow:rejectBreaker", RejectBreaker);
        errors.CheckRanges("flow:quarantine", Quarantine);
        errors.CheckRanges("flow:crashGuard", CrashGuard);
    }
}
