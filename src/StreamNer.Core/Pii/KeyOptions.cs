using StreamNer.Configuration;

namespace StreamNer.Pii;

/// <summary>Where one secret stands: exactly one of the two. Its text is base64 or hex of 32 to 64 bytes.</summary>
public sealed record KeySource
{
    [Setting("File that holds the secret: base64 or hex of 32 to 64 bytes.", Unset = "none")]
    public string File { get; init; } = "";

    [Setting("Environment variable that holds the secret.", Unset = "none")]
    public string Environment { get; init; } = "";
}

/// <summary>Section <c>pii:keys</c>.</summary>
public sealed record KeyOptions
{
    [Setting("Key version for new pseudonyms, encrypted tags and dead letters; the others are for reading.", Unset = "none")]
    public string Active { get; init; } = "";

    [Setting("Secret by version, a name of 1 to 12 letters a to z.")]
    public IReadOnlyDictionary<string, KeySource> Versions { get; init; } = new Dictionary<string, KeySource>();

    [Setting("A tenant's own secret, mixed into all its keys: once it is deleted, none of the tenant's data can be revealed or linked again.")]
    public IReadOnlyDictionary<string, KeySource> Tenants { get; init; } = new Dictionary<string, KeySource>();

    [Setting("Tenants whose keys are no longer derived: their keyed actions become type tags.", Unset = "none")]
    public IReadOnlyList<string> Destroyed { get; init; } = [];

    /// <summary>The environment variables that hold secrets.</summary>
    public IReadOnlyCollection<string> Variables =>
        [.. Versions.Values.Concat(Tenants.Values).Select(source => source.Environment).Where(name => name.Length > 0)];

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
