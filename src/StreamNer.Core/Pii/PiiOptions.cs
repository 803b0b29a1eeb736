using StreamNer.Configuration;
using StreamNer.Decoding;
using StreamNer.Degraded;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Rules;

namespace StreamNer.Pii;

/// <summary>A policy as configured: a profile and what differs from it.</summary>
public sealed record PolicyOptions
{
    [Setting(
        "What the policy starts from: none finds nothing, default tags what rules find, strict tags names too, hipaa-safe-harbor "
        + "and pci follow those standards.")]
    public PiiProfile Profile { get; init; } = PiiProfile.Default;

    [Setting("Countries (ISO 3166) whose identifiers are detected; types listed in actions are always detected.", Unset = "all")]
    public IReadOnlyList<string> Regions { get; init; } = [];

    [Setting("Action by type. PERSON, LOCATION and ORGANIZATION are acted on only if they are listed here or in the profile.")]
    public IReadOnlyDictionary<string, PiiAction> Actions { get; init; } = new Dictionary<string, PiiAction>();

    [Setting("What is written as the key of enriched records.", Unset = "by profile")]
    public IdentifierAction? Key { get; init; }

    [Setting("What is written as the producer's own id.", Unset = "by profile")]
    public IdentifierAction? Id { get; init; }
}

/// <summary>Where the tenant of a record stands. A record without, with two, or with an unknown one has its topic's policy.</summary>
public sealed record TenantOptions
{
    [Setting("Header that names a record's tenant; input:tenantHeader takes precedence.", Unset = "none")]
    public string Header { get; init; } = "";

    [Setting("Field of a JSON value that names its tenant; input:jsonTenantField takes precedence.", Unset = "none")]
    public string JsonField { get; init; } = "";
}

/// <summary>Section <c>pii</c>.</summary>
public sealed record PiiOptions : IValidatedOptions
{
    [Setting(
        "Default policy, for records without one by topic or tenant: none finds nothing, default tags what rules find, strict "
        + "tags names too, hipaa-safe-harbor and pci follow those standards.")]
    public PiiProfile Profile { get; init; } = PiiProfile.Default;

    [Setting("Countries (ISO 3166) whose identifiers are detected; types listed in actions are always detected.", Unset = "all")]
    public IReadOnlyList<string> Regions { get; init; } = [];

    [Setting("Action by type. PERSON, LOCATION and ORGANIZATION are acted on only if they are listed here or in the profile.")]
    public IReadOnlyDictionary<string, PiiAction> Actions { get; init; } = new Dictionary<string, PiiAction>();

    [Setting("Meaning of model labels with unusual spellings: a person, a place, an organization.")]
    public IReadOnlyDictionary<string, LabelKind> Labels { get; init; } = new Dictionary<string, LabelKind>();

    [Setting("What is written as the key of enriched records.", Unset = "by profile")]
    public IdentifierAction? Key { get; init; }

    [Setting("What is written as the producer's own id.", Unset = "by profile")]
    public IdentifierAction? Id { get; init; }

    [Setting("Policies by name, for pii:topics and pii:tenants.")]
    public IReadOnlyDictionary<string, PolicyOptions> Policies { get; init; } = new Dictionary<string, PolicyOptions>();

    [Setting("Policy or profile by topic.")]
    public IReadOnlyDictionary<string, string> Topics { get; init; } = new Dictionary<string, string>();

    [Setting("Policy or profile by tenant; takes precedence over the topic's.")]
    public IReadOnlyDictionary<string, string> Tenants { get; init; } = new Dictionary<string, string>();

    [Setting("Where a record's tenant is found.")]
    public TenantOptions Tenant { get; init; } = new();

    [Setting("The keys of pseudonyms, encrypted tags and dead letters.")]
    public KeyOptions Keys { get; init; } = new();

    [Setting("Custom detectors and values, and limits of a scan.")]
    public PiiScanOptions Scan { get; init; } = new();

    [Setting("Whether dead letters are encrypted with the active key.")]
    public bool EncryptDeadLetters { get; init; }

    [Setting("Whether records that a policy drops may go to the dead-letter topic in clear text.")]
    public bool AllowClearDeadLetters { get; init; }

    [Setting("While the model is down: stop waits, degrade continues with rules only. Records under strict and hipaa-safe-harbor always wait.")]
    public OnModelDown OnModelDown { get; init; } = OnModelDown.Stop;

    [Setting("When degrade stops waiting for the model, and when it tries again.")]
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
            if (ProfileTable.Find(name) is not null) errors.Add(new(key, "is the name of a profile; choose another"));
            PolicyRules.Check(key, policy, this, errors);
        }

        CheckNames("pii:topics", Topics, errors);
        CheckNames("pii:tenants", Tenants, errors);
        PolicyRules.CheckCardsTogether(this, errors);
        if (OnModelDown == OnModelDown.Degrade && PolicyRules.AllRequireModel(this))
            errors.Add(new("pii:onModelDown",
                "degrade has no effect: every policy here requires the model (profiles strict and hipaa-safe-harbor); leave it at stop, or give "
                + "some topic or tenant another profile"));
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
