namespace StreamNer.Flow;

/// <summary>A named set of batch bounds.</summary>
public enum BatchProfile
{
    /// <summary>Messages someone waits for: 32 documents, 5 ms.</summary>
    Online,

    /// <summary>The default: 256 documents, 25 ms.</summary>
    Stream,

    /// <summary>Old topics through a new model: 1,024 documents, 250 ms.</summary>
    Replay,
}

/// <summary>When a micro-batch is closed: whichever bound is met first.</summary>
/// <param name="Documents">Records in a batch.</param>
/// <param name="Bytes">Bytes of its records; a larger record has a batch of its own.</param>
/// <param name="Tokens">Estimated tokens of its documents; a longer document has a batch of its own.</param>
/// <param name="Age">Time since the oldest record of the batch arrived.</param>
public readonly record struct BatchBounds(int Documents, long Bytes, long Tokens, TimeSpan Age);

/// <summary>Section <c>batch</c>: a profile, and single bounds that override it.</summary>
public sealed record BatchOptions : IValidatedOptions
{
    /// <summary>Which bounds hold where none is set below. Default <c>stream</c>.</summary>
    public BatchProfile Profile { get; init; } = BatchProfile.Stream;

    /// <summary>Records in a batch, 1 to 100,000.</summary>
    public int? Documents { get; init; }

    /// <summary>Bytes in a batch, 1 to 1 GiB.</summary>
    public long? Bytes { get; init; }

    /// <summary>Estimated tokens in a batch, 1 to 100,000,000.</summary>
    public long? Tokens { get; init; }

    /// <summary>Age of the oldest record in milliseconds, 0 to 60,000.</summary>
    public int? AgeMs { get; init; }

    /// <summary>The bounds in force.</summary>
    public BatchBounds Bounds
    {
        get
        {
            var (documents, bytes, tokens, age) = Profile switch
            {
                BatchProfile.Online => (32, 1L << 18, 4_096L, 5),
                BatchProfile.Replay => (1_024, 1L << 24, 131_072L, 250),
                _ => (256, 1L << 22, 32_768L, 25),
            };
            return new(Documents ?? documents, Bytes ?? bytes, Tokens ?? tokens, TimeSpan.FromMilliseconds(AgeMs ?? age));
        }
    }

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        if (!Enum.IsDefined(Profile)) errors.Add(new("batch:profile", "must be online, stream or replay"));
        if (Documents is < 1 or > 100_000) errors.Add(new("batch:documents", $"must be 1 to 100000, is {Documents}"));
        if (Bytes is < 1 or > 1 << 30) errors.Add(new("batch:bytes", $"must be 1 to {1 << 30}, is {Bytes}"));
        if (Tokens is < 1 or > 100_000_000) errors.Add(new("batch:tokens", $"must be 1 to 100000000, is {Tokens}"));
        if (AgeMs is < 0 or > 60_000) errors.Add(new("batch:ageMs", $"must be 0 to 60000, is {AgeMs}"));
    }
}
