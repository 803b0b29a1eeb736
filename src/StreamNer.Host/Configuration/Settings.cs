namespace StreamNer.Host.Configuration;

/// <summary>All settings; each property is a section.</summary>
internal sealed record Settings
{
    /// <summary>Section <c>limits</c>.</summary>
    public LimitsOptions Limits { get; init; } = new();

    /// <summary>Section <c>http</c>.</summary>
    public HttpOptions Http { get; init; } = new();

    /// <summary>Section <c>log</c>.</summary>
    public LogOptions Log { get; init; } = new();

    /// <summary>Section <c>shutdown</c>.</summary>
    public ShutdownOptions Shutdown { get; init; } = new();

    /// <summary>Every section's mistakes, each with its key.</summary>
    public void Validate(List<OptionError> errors)
    {
        foreach (var property in OptionTypes.Settable(typeof(Settings)))
        {
            if (property.GetValue(this) is IValidatedOptions section) section.Validate(errors);
        }
    }
}
