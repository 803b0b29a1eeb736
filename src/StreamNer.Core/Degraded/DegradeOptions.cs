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

    /// <summary>Seconds that the model must have failed without an answer in between, 0 (the first failure) to 86,400. Default 10.</summary>
    public double AfterSeconds { get; init; } = 10;

    /// <summary>Seconds between two tries of the model while it is given up, 0.1 to 3,600. Default 5.</summary>
    public double RetrySeconds { get; init; } = 5;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        if (AfterSeconds is not (>= 0 and <= 86_400)) errors.Add(new("pii:degrade:afterSeconds", $"must be 0 to 86400, is {AfterSeconds}"));
        if (RetrySeconds is not (>= 0.1 and <= 3_600)) errors.Add(new("pii:degrade:retrySeconds", $"must be 0.1 to 3600, is {RetrySeconds}"));
    }
}
