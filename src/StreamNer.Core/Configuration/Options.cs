namespace StreamNer.Configuration;

/// <summary>One mistake in the configuration: the key to change (such as <c>batch:documents</c>) and what is wrong with it.</summary>
public readonly record struct OptionError(string Key, string Message)
{
    /// <summary>Whether a required setting is not there, so that the configuration is incomplete rather than wrong.</summary>
    public bool IsMissing { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Key}: {Message}";
}

/// <summary>Mistakes that show only when settings are put to use, such as a key that cannot be read.</summary>
/// <param name="errors">Each with its key; never with a secret.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class OptionsException(IReadOnlyList<OptionError> errors, Exception? inner = null) : Exception("the configuration has mistakes", inner)
{
    /// <summary>One mistake.</summary>
    public OptionsException(string key, string message, Exception? inner = null)
        : this([new OptionError(key, message)], inner) { }

    /// <summary>Each with its key; never with a secret.</summary>
    public IReadOnlyList<OptionError> Errors { get; } = errors;
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
    [Setting("Maximum length of a document in tokens; longer documents are rejected as too_long.", Least = 1, Most = 10_000_000)]
    public int TokensPerDocument { get; init; } = 65_536;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        errors.CheckRanges("limits", this);
    }
}
