using StreamNer.Configuration;

namespace StreamNer.Degraded;

/// <summary>What becomes of documents while the model is down.</summary>
public enum OnModelDown
{
    /// <summary>They wait: the batch is tried again with back-off, and nothing is committed (the default).</summary>
    Stop,

    /// <summary>After a while they go on with rules alone, flagged as degraded, where their policy allows it.</summary>
    Degrade,
}

/// <summary>Section <c>pii:degrade</c>: when <see cref="OnModelDown.Degrade"/> gives the model up and when it asks again.</summary>
public sealed record DegradeOptions : IValidatedOptions
{
    /// <summary>Given up at the first failure, and not asked again.</summary>
    public static DegradeOptions Never { get; } = new() { AfterSeconds = 0, RetrySeconds = TimeSpan.MaxValue.TotalSeconds / 2 };

    [Setting("Seconds for which the model must have failed without an answer before rules take over; 0: at the first failure.",
        Least = 0, Most = 86_400)]
    public double AfterSeconds { get; init; } = 10;

    [Setting("Seconds between two attempts to reach the model while rules work alone.", Least = 0.1, Most = 3_600)]
    public double RetrySeconds { get; init; } = 5;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        errors.CheckRanges("pii:degrade", this);
    }
}
