namespace StreamNer.Pii.Rules;

/// <summary>Section <c>pii:scan</c>.</summary>
public sealed record PiiScanOptions : IValidatedOptions
{
    private const int MostValues = 10_000;

    /// <summary>Detectors of your own, at most 100. Default none.</summary>
    public PiiRule[] Rules { get; init; } = [];

    /// <summary>Values that are never reported (whole values, any case), at most 10,000. Default none: documentation values such as example.com are
    /// found like any other.</summary>
    public string[] Allow { get; init; } = [];

    /// <summary>Values that are always reported, at most 10,000. Default none.</summary>
    public DeniedValue[] Deny { get; init; } = [];

    /// <summary>Steps each detector may take for each UTF-16 unit of a text, 10 to 1,000,000; a text that needs more is rejected. Default
    /// 1,000.</summary>
    public int StepsPerCharacter { get; init; } = 1_000;

    /// <summary>Seconds after which a scan that has not ended stops the process, with nothing of its batch committed, 1 to 3,600. Default 60. It changes no
    /// result.</summary>
    public int WatchdogSeconds { get; init; } = 60;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        if (StepsPerCharacter is < 10 or > 1_000_000) errors.Add(new("pii:scan:stepsPerCharacter", $"must be 10 to 1000000, is {StepsPerCharacter}"));
        if (WatchdogSeconds is < 1 or > 3_600) errors.Add(new("pii:scan:watchdogSeconds", $"must be 1 to 3600, is {WatchdogSeconds}"));
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
            if (!PiiTypes.IsKnown(Deny[i].Type)) errors.Add(new($"pii:scan:deny:{i}:type", $"'{Deny[i].Type}' is no type"));
        }
    }
}
