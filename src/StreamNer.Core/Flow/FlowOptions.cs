using StreamNer.Flow.Crashes;

namespace StreamNer.Flow;

/// <summary>Section <c>flow</c>: how much work is under way at once, and how it ends.</summary>
public sealed record FlowOptions : IValidatedOptions
{
    [Setting("Micro-batches enriched at the same time: with two, one prepares texts while the other has the model.", Least = 1, Most = 256)]
    public int Parallel { get; init; } = 2;

    [Setting("Micro-batches that may wait to be enriched, and as many that may wait to be written.", Least = 1, Most = 10_000)]
    public int QueueBatches { get; init; } = 4;

    [Setting(
        "Input bytes read and not yet written, from which on nothing more is read; one batch is always let through.",
        Least = 1 << 16, Most = 1L << 34)]
    public long InFlightBytes { get; init; } = 64L << 20;

    [Setting(
        "Seconds that a stop may take to finish what was read; the rest is left uncommitted for the next worker, and the process is gone "
        + "within five seconds more. Kubernetes kills after 30.",
        Least = 0, Most = 3_600)]
    public double DrainSeconds { get; init; } = 20;

    [Setting("Milliseconds before the first retry of work that failed for a reason outside the data; doubles each time.", Least = 1, Most = 60_000)]
    public int RetryFirstMs { get; init; } = 200;

    [Setting("Longest pause between two retries in milliseconds, at least flow:retryFirstMs.", Least = 1, Most = 600_000)]
    public int RetryLongestMs { get; init; } = 15_000;

    [Setting("Stops the worker when it can read nearly nothing of a topic, before the topic becomes dead letters.")]
    public RejectBreakerOptions RejectBreaker { get; init; } = new();

    [Setting("Stops the worker when too many records fail for a reason that nobody foresaw, before they all become dead letters.")]
    public QuarantineOptions Quarantine { get; init; } = new();

    [Setting("Finds the record that ends the process again and again, and makes a dead letter of it.")]
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
