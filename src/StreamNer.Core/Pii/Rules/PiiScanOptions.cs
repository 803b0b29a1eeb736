using StreamNer.Configuration;

namespace StreamNer.Pii.Rules;

/// <summary>Section <c>pii:scan</c>.</summary>
public sealed record PiiScanOptions : IValidatedOptions
{
    private const int MostValues = 10_000;

    [Setting("Custom detectors, at most 100.", Unset = "none")]
    public PiiRule[] Rules { get; init; } = [];

    [Setting("Whole values that are never reported, ignoring case; at most 10,000.", Unset = "none")]
    public string[] Allow { get; init; } = [];

    [Setting("Values that are always reported; at most 10,000.", Unset = "none")]
    public DeniedValue[] Deny { get; init; } = [];

    [Setting("Maximum steps of a detector per UTF-16 unit of the text; a text that needs more is rejected.", Least = 10, Most = 1_000_000)]
    public int StepsPerCharacter { get; init; } = 1_000;

    [Setting("Seconds after which a hanging scan ends the process, with nothing of its batch committed.", Least = 1, Most = 3_600)]
    public int WatchdogSeconds { get; init; } = 60;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        errors.CheckRanges("pii:scan", this);
        if (Rules.Length > 100) errors.Add(new("pii:scan:rules", $"at most 100, are {Rules.Length}"));
        if (Allow.Length > MostValues) errors.Add(new("pii:scan:allow", $"at most {MostValues}, are {Allow.Length}"));
        if (Deny.Length > MostValues) errors.Add(new("pii:scan:deny", $"at most {MostValues}, are {Deny.Length}"));
        for (var i = 0; i < Rules.Length; i++) RuleMatcher.Check(Rules[i], $"pii:scan:rules:{i}", errors);
        for (var i = 0; i < Rules.Length; i++)
            if (Array.FindIndex(Rules, r => r.Name == Rules[i].Name) < i) errors.Add(new($"pii:scan:rules:{i}:name",
                $"'{Rules[i].Name}' is there twice"));
        for (var i = 0; i < Deny.Length; i++)
        {
            if (Deny[i].Value.Trim().Length is < 2 or > 200) errors.Add(new($"pii:scan:deny:{i}:value", "must have 2 to 200 characters"));
            if (!PiiTypes.IsKnown(Deny[i].Type)) errors.Add(new($"pii:scan:deny:{i}:type", $"'{Deny[i].Type}' is not a known type"));
        }
    }
}
