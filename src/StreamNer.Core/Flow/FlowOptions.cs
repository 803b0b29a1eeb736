namespace StreamNer.Flow;

/// <summary>Section <c>flow</c>: how much work is under way at once, and how it ends.</summary>
public sealed record FlowOptions : IValidatedOptions
{
    /// <summary>Micro-batches enriched at the same time, 1 to 256. Default 2: one prepares texts while another has the model.</summary>
    public int Parallel { get; init; } = 2;

    /// <summary>Micro-batches that may wait between two stages, 1 to 10,000. Default 4.</summary>
    public int QueueBatches { get; init; } = 4;

    /// <summary>Bytes of input read and not yet written, 64 KiB to 16 GiB; one batch is always let through. Default 64 MiB.</summary>
    public long InFlightBytes { get; init; } = 64L << 20;

    /// <summary>Seconds that a stop may take to finish what was read, 0 to 3,600; then it is given up and read again by the next worker, and the process is gone within five seconds more. Default 20 (Kubernetes kills after 30).</summary>
    public double DrainSeconds { get; init; } = 20;

    /// <summary>First pause before work is retried that failed for a reason outside the data, in milliseconds, 1 to 60,000; doubles each time. Default 200.</summary>
    public int RetryFirstMs { get; init; } = 200;

    /// <summary>Longest such pause in milliseconds, at least the first, up to 600,000. Default 15,000.</summary>
    public int RetryLongestMs { get; init; } = 15_000;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        if (Parallel is < 1 or > 256) errors.Add(new("flow:parallel", $"must be 1 to 256, is {Parallel}"));
        if (QueueBatches is < 1 or > 10_000) errors.Add(new("flow:queueBatches", $"must be 1 to 10000, is {QueueBatches}"));
        if (InFlightBytes is < 1 << 16 or > 1L << 34) errors.Add(new("flow:inFlightBytes", $"must be {1 << 16} to {1L << 34}, is {InFlightBytes}"));
        if (DrainSeconds is not (>= 0 and <= 3_600)) errors.Add(new("flow:drainSeconds", $"must be 0 to 3600, is {DrainSeconds}"));
        if (RetryFirstMs is < 1 or > 60_000) errors.Add(new("flow:retryFirstMs", $"must be 1 to 60000, is {RetryFirstMs}"));
        if (RetryLongestMs < RetryFirstMs || RetryLongestMs > 600_000) errors.Add(new("flow:retryLongestMs", $"must be {RetryFirstMs} to 600000, is {RetryLongestMs}"));
    }
}
