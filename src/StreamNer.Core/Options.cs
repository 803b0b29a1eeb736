namespace StreamNer;

/// <summary>One mistake in the configuration: the key to change (such as <c>batch:documents</c>) and what is wrong with it.</summary>
public readonly record struct OptionError(string Key, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Key}: {Message}";
}

/// <summary>Settings that are checked once at start; all errors of all sections are shown together.</summary>
public interface IValidatedOptions
{
    /// <summary>Appends every mistake found to <paramref name="errors"/>, each with its full key.</summary>
    void Validate(List<OptionError> errors);
}

/// <summary>Section <c>limits</c>.</summary>
public sealed record LimitsOptions : IValidatedOptions
{
    /// <summary>Longest document in tokens, 1 to 10,000,000; longer ones are rejected as <c>too_long</c>. Default 65,536.</summary>
    public int TokensPerDocument { get; init; } = 65_536;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        if (TokensPerDocument is < 1 or > 10_000_000) errors.Add(new("limits:tokensPerDocument", $"must be 1 to 10000000, is {TokensPerDocument}"));
    }
}
