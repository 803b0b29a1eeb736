using StreamNer.Degraded;
using StreamNer.Pii.Rules;

namespace StreamNer.Pii;

/// <summary>A policy as configured: a profile and what differs from it.</summary>
public sealed record PolicyOptions
{
    /// <summary>What it starts from. Default <c>default</c>.</summary>
    public PiiProfile Profile { get; init; } = PiiProfile.Default;

    /// <summary>ISO 3166 codes; identifiers of other countries are then no findings unless listed in <see cref="Actions"/>. Default all.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Type to action. A name type (PERSON, LOCATION, ORGANIZATION) is acted on only when it is listed here or by the profile.</summary>
    public IReadOnlyDictionary<string, PiiAction> Actions { get; init; } = new Dictionary<string, PiiAction>();

    /// <summary>What becomes of the key of enriched records. Default the profile's: <c>remove</c> for hipaa-safe-harbor, else <c>keep</c>.</summary>
    public IdentifierAction? Key { get; init; }

    /// <summary>What becomes of the producer's own id. Default as <see cref="Key"/>'s.</summary>
    public IdentifierAction? Id { get; init; }
}

/// <summary>Where the tenant of a record stands. A record without, with two, or with an unknown one has its topic's policy.</summary>
public sealed record TenantOptions
{
    /// <summary>The header that names it. Default none.</summary>
    public string Header { get; init; } = "";

    /// <summary>The field of a JSON record that names it. Default none.</summary>
    public string JsonField { get; init; } = "";
}

/// <summary>Section <c>pii</c>.</summary>
public sealed record PiiOptions : IValidatedOptions
{
    /// <summary>The profile of the policy for every record that no topic or tenant gives another. Default <c>default</c>.</summary>
    public PiiProfile Profile { get; init; } = PiiProfile.Default;

    /// <summary>As <see cref="PolicyOptions.Regions"/>, for that policy.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>As <see cref="PolicyOptions.Actions"/>, for that policy.</summary>
    public IReadOnlyDictionary<string, PiiAction> Actions { get; init; } = new Dictionary<string, PiiAction>();

    /// <summary>As <see cref="PolicyOptions.Key"/>, for that policy.</summary>
    public IdentifierAction? Key { get; init; }

    /// <summary>As <see cref="PolicyOptions.Id"/>, for that policy.</summary>
    public IdentifierAction? Id { get; init; }

    /// <summary>Policies by name, for <see cref="Topics"/> and <see cref="Tenants"/>.</summary>
    public IReadOnlyDictionary<string, PolicyOptions> Policies { get; init; } = new Dictionary<string, PolicyOptions>();

    /// <summary>Topic to the name of a policy, or of a profile.</summary>
    public IReadOnlyDictionary<string, string> Topics { get; init; } = new Dictionary<string, string>();

    /// <summary>Tenant to the name of a policy, or of a profile; it goes before the topic's.</summary>
    public IReadOnlyDictionary<string, string> Tenants { get; init; } = new Dictionary<string, string>();

    /// <summary>Where the tenant stands.</summary>
    public TenantOptions Tenant { get; init; } = new();

    /// <summary>The keys of pseudonyms, encrypted tags and dead letters.</summary>
    public KeyOptions Keys { get; init; } = new();

    /// <summary>Detectors, allowed and denied values of your own.</summary>
    public PiiScanOptions Scan { get; init; } = new();

    /// <summary>Whether dead letters are encrypted with the active key. Default false.</summary>
    public bool EncryptDeadLetters { get; init; }

    /// <summary>Whether records that a policy drops may go to the dead-letter topic in clear text. Default false.</summary>
    public bool AllowClearDeadLetters { get; init; }

    /// <summary>
    /// What becomes of documents while the model is down. Those under the profiles strict and hipaa-safe-harbor wait whatever it says. Default
    /// <c>stop</c>.
    /// </summary>
    public OnModelDown OnModelDown { get; init; } = OnModelDown.Stop;

    /// <summary>When <see cref="OnModelDown.Degrade"/> gives the model up, and when it asks again.</summary>
    public DegradeOptions Degrade { get; init; } = new();

    /// <summary>The policy of records that no topic or tenant gives another.</summary>
    internal PolicyOptions Base => new() { Profile = Profile, Regions = Regions, Actions = Actions, Key = Key, Id = Id };

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        Keys.Validate(errors);
        Scan.Validate(errors);
        Degrade.Validate(errors);
        if (EncryptDeadLetters && Keys.Active.Length == 0) errors.Add(new("pii:encryptDeadLetters", "needs pii:keys:active"));
        PolicyRules.Check("pii", Base, this, errors);
        foreach (var (name, policy) in Policies)
        {
            var key = $"pii:policies:{name}";
            if (ProfileTable.Find(name) is not null) errors.Add(new(key, "is the name of a profile; take another"));
            PolicyRules.Check(key, policy, this, errors);
        }

        CheckNames("pii:topics", Topics, errors);
        CheckNames("pii:tenants", Tenants, errors);
        PolicyRules.CheckCardsTogether(this, errors);
        if (OnModelDown == OnModelDown.Degrade && PolicyRules.AllRequireModel(this))
            errors.Add(new("pii:onModelDown", "degrade has no effect: every policy here requires the model (profiles strict and hipaa-safe-harbor); leave it at stop, or give some topic or tenant another profile"));
        if (Tenants.Count > 0 && Tenant.Header.Length == 0 && Tenant.JsonField.Length == 0)
            errors.Add(new("pii:tenant", "needs header or jsonField, since pii:tenants lists tenants"));
    }

    private void CheckNames(string key, IReadOnlyDictionary<string, string> map, List<OptionError> errors)
    {
        foreach (var (item, policy) in map)
        {
            if (item.Length == 0) errors.Add(new(key, "has an entry without a name"));
            if (!Policies.ContainsKey(policy) && ProfileTable.Find(policy) is null)
                errors.Add(new($"{key}:{item}", $"no policy '{policy}' in pii:policies, and no such profile ({ProfileTable.Names})"));
        }
    }
}
