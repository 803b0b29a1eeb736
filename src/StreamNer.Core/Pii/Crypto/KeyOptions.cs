namespace StreamNer.Pii;

/// <summary>Where one secret stands: exactly one of the two. Its text is base64 or hex of 32 to 64 bytes.</summary>
public sealed record KeySource
{
    /// <summary>A file that holds the secret. Default none.</summary>
    public string File { get; init; } = "";

    /// <summary>The name of an environment variable that holds the secret. Default none.</summary>
    public string Environment { get; init; } = "";
}

/// <summary>Section <c>pii:keys</c>.</summary>
public sealed record KeyOptions
{
    /// <summary>The version that new pseudonyms, encrypted tags and envelopes use; others are for reading. Default none: no keyed action.</summary>
    public string Active { get; init; } = "";

    /// <summary>Version (1 to 12 letters a to z) to secret.</summary>
    public IReadOnlyDictionary<string, KeySource> Versions { get; init; } = new Dictionary<string, KeySource>();

    /// <summary>Tenant to a secret of its own, mixed into all its keys: once it is deleted, nothing of the tenant can be read or linked again.</summary>
    public IReadOnlyDictionary<string, KeySource> Tenants { get; init; } = new Dictionary<string, KeySource>();

    /// <summary>Tenants whose keys must no longer be derived: their keyed actions become type tags, and nothing of theirs is revealed.</summary>
    public IReadOnlyList<string> Destroyed { get; init; } = [];

    /// <summary>Appends every mistake, without reading any secret.</summary>
    public void Validate(List<OptionError> errors)
    {
        foreach (var (version, source) in Versions)
        {
            var key = $"pii:keys:versions:{version}";
            if (!IsVersion(version)) errors.Add(new(key, "a version is 1 to 12 letters a to z"));
            CheckSource(key, source, errors);
        }

        foreach (var (tenant, source) in Tenants)
        {
            if (!Destroyed.Contains(tenant, StringComparer.Ordinal)) CheckSource($"pii:keys:tenants:{tenant}", source, errors);
        }

        if (Active.Length > 0 && !Versions.ContainsKey(Active)) errors.Add(new("pii:keys:active", $"no version '{Active}' in pii:keys:versions"));
        if (Active.Length == 0 && Versions.Count > 0) errors.Add(new("pii:keys:active", "must name one of pii:keys:versions"));
    }

    /// <summary>True for a name that may stand in a tag.</summary>
    internal static bool IsVersion(string name)
    {
        if (name.Length is 0 or > 12) return false;
        foreach (var c in name)
        {
            if (c is < 'a' or > 'z') return false;
        }

        return true;
    }

    private static void CheckSource(string key, KeySource source, List<OptionError> errors)
    {
        if ((source.File.Length == 0) == (source.Environment.Length == 0)) errors.Add(new(key, "needs either file or environment"));
    }
}
