namespace StreamNer.Host.Configuration;

/// <summary>Mistakes that show only when settings are put to use, such as a key that cannot be read.</summary>
internal sealed class SettingsException(IReadOnlyList<OptionError> errors) : Exception("the configuration has mistakes")
{
    /// <summary>Each with its key; never with a secret.</summary>
    public IReadOnlyList<OptionError> Errors { get; } = errors;
}
