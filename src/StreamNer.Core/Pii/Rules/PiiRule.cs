using StreamNer.Configuration;

namespace StreamNer.Pii.Rules;

/// <summary>A detector from the configuration.</summary>
public sealed record PiiRule
{
    [Setting("The detector's name in records: 1 to 40 of a-z, 0-9, -, _ and .", Required = true)]
    public string Name { get; init; } = "";

    [Setting("Type that it reports.")]
    public string Type { get; init; } = "CUSTOM";

    [Setting(
        "A .NET regular expression of at most 1,000 characters, run by the non-backtracking engine over the folded text: no "
        + "lookarounds, no back references.",
        Required = true)]
    public string Pattern { get; init; } = "";

    [Setting("Whether case matters.")]
    public bool MatchCase { get; init; }

    [Setting("Maximum length of a value in UTF-16 units; longer matches are not reported.", Least = 1, Most = 1_000)]
    public int MaxLength { get; init; } = 200;

    [Setting("Texts in which it must find something; at least one.", Required = true)]
    public string[] MustMatch { get; init; } = [];

    [Setting("Texts in which it must find nothing; at least one.", Required = true)]
    public string[] MustNotMatch { get; init; } = [];
}

/// <summary>A value that is always reported, wherever it stands by itself.</summary>
/// <param name="Value">The value, 2 to 200 characters, in any case.</param>
/// <param name="Type">The type it is reported as: one of <see cref="PiiTypes"/>.</param>
public sealed record DeniedValue(
    [property: Setting("The value, 2 to 200 characters, in any case.", Required = true)] string Value,
    [property: Setting("The type it is reported as.")] string Type = "CUSTOM");
