using StreamNer.Configuration;

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
    [Setting("Bounds of a micro-batch: online (32 documents, 5 ms) for low latency, stream (256, 25 ms), replay (1,024, 250 ms) for backlogs.")]
    public BatchProfile Profile { get; init; } = BatchProfile.Stream;

    [Setting("Maximum records in a batch.", Least = 1, Most = 100_000, Unset = "by batch:profile")]
    public int? Documents { get; init; }

    [Setting("Maximum input bytes in a batch; a larger record gets its own batch.", Least = 1, Most = 1 << 30, Unset = "by batch:profile")]
    public long? Bytes { get; init; }

    [Setting(
        "Maximum estimated tokens in a batch; a longer document gets its own batch.", Least = 1, Most = 100_000_000, Unset = "by batch:profile")]
    public long? Tokens { get; init; }

    [Setting("Maximum age of a batch in milliseconds, counted from its first record.", Least = 0, Most = 60_000, Unset = "by batch:profile")]
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
        errors.CheckRanges("batch", this);
    }
}
