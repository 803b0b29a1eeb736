using StreamNer.Configuration;

namespace StreamNer.Kafka;

/// <summary>Section <c>repair</c>: whether and how fast <c>run</c> enriches degraded records again by itself.</summary>
public sealed record RepairOptions : IValidatedOptions
{
    [Setting("Whether 'run' repairs the records that kafka:repair names, while the model answers and lag is low.")]
    public bool Auto { get; init; }

    [Setting("Lag of this worker, in seconds, above which the repair waits until the lag is half of that.", Least = 0.1, Most = 86_400)]
    public double MaxLagSeconds { get; init; } = 5;

    [Setting("Records repaired a second, at most.", Least = 0.1, Most = 100_000)]
    public double PerSecond { get; init; } = 50;

    [Setting("Seconds that the model must have answered and lag must have been low before the repair goes on.", Least = 0, Most = 86_400)]
    public double SettleSeconds { get; init; } = 30;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors) => errors.CheckRanges("repair", this);
}
