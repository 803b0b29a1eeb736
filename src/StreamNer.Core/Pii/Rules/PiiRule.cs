namespace StreamNer.Pii.Rules;

/// <summary>A detector from the configuration.</summary>
public sealed record PiiRule
{
    /// <summary>The detector's name in records: 1 to 40 of a-z, 0-9, <c>-</c>, <c>_</c>, <c>.</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>The type it reports: one of <see cref="PiiTypes"/>. Default <c>CUSTOM</c>.</summary>
    public string Type { get; init; } = "CUSTOM";

    /// <summary>A .NET regular expression, at most 1,000 characters, run by the non-backtracking engine over the folded text: no lookarounds, no back references.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Whether case matters. Default false; folding does not depend on a culture.</summary>
    public bool MatchCase { get; init; }

    /// <summary>Longest value in UTF-16 units, 1 to 1,000; longer matches are not reported. Default 200.</summary>
    public int MaxLength { get; init; } = 200;

    /// <summary>Texts in which it must find something; at least one.</summary>
    public string[] MustMatch { get; init; } = [];

    /// <summary>Texts in which it must find nothing; at least one.</summary>
    public string[] MustNotMatch { get; init; } = [];
}

/// <summary>A value that is always reported, wherever it stands by itself.</summary>
/// <param name="Value">The value, 2 to 200 characters, in any case.</param>
/// <param name="Type">The type it is reported as: one of <see cref="PiiTypes"/>.</param>
public sealed record DeniedValue(string Value, string Type = "CUSTOM");
