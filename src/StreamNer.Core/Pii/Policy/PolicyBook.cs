using System.Security.Cryptography;
using System.Text;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;

namespace StreamNer.Pii.Policy;

/// <summary>Every policy of a configuration, chosen by topic and tenant. Immutable.</summary>
internal sealed class PolicyBook
{
    private readonly PiiPolicy _base;
    private readonly Dictionary<string, PiiPolicy> _topics;
    private readonly Dictionary<string, PiiPolicy> _tenants;

    /// <summary>Makes the policies of options that have no mistake.</summary>
    /// <param name="options">Checked by <see cref="PiiOptions.Validate"/>.</param>
    /// <param name="keys">The keys that keyed actions will use.</param>
    public PolicyBook(PiiOptions options, KeyRing keys)
    {
        var print = keys.Fingerprint();
        var isPlain = options.Actions.Count == 0 && options.Regions.Count == 0 && options.Key is null && options.Id is null;
        _base = Make(isPlain ? ProfileTable.Name(options.Profile) : "base", options.Base, print);
        var named = options.Policies.ToDictionary(pair => pair.Key, pair => Make(pair.Key, pair.Value, print), StringComparer.Ordinal);
        _topics = options.Topics.ToDictionary(pair => pair.Key, pair => Named(pair.Value), StringComparer.Ordinal);
        _tenants = options.Tenants.ToDictionary(pair => pair.Key, pair => Named(pair.Value), StringComparer.Ordinal);
        Fingerprint = Hash();

        PiiPolicy Named(string name)
        {
            if (named.TryGetValue(name, out var policy)) return policy;
            var profile = ProfileTable.Find(name) ?? throw new ArgumentException($"no policy '{name}'", nameof(options));
            return Make(ProfileTable.Name(profile), new PolicyOptions { Profile = profile }, print);
        }
    }

    /// <summary>The hash of all policies, which records they hold for, and the keys: part of the snapshot's id.</summary>
    public string Fingerprint { get; }

    /// <summary>The names of the policies whose records must not leave without the model's answer, each once.</summary>
    public IReadOnlyList<string> RequiringModel =>
        [.. All().Where(static policy => policy.RequiresModel).Select(static policy => policy.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>The names of the policies that take something out for findings of <paramref name="type"/>, each once.</summary>
    public IReadOnlyList<string> RedactingType(string type) =>
        [.. All().Where(policy => policy.ActionOf(type) is not (null or PiiAction.Keep)).Select(static policy => policy.Name)
            .Distinct(StringComparer.Ordinal)];

    /// <summary>True when originals must pass the <see cref="CardDataScrubber"/> before they enter the dead-letter topic in clear text.</summary>
    public bool ScrubsDeadLetters => All().Any(static policy => policy.Profile == PiiProfile.Pci);

    /// <summary>The policy of a document: its tenant's where the tenant is known, else its topic's, else the base.</summary>
    /// <param name="topic">The source topic; null for standard input.</param>
    /// <param name="tenant">The tenant as decoded: empty where it is missing or stands twice.</param>
    public PiiPolicy For(string? topic, string tenant)
    {
        if (tenant.Length > 0 && _tenants.TryGetValue(tenant, out var own)) return own;
        return topic is not null && _topics.TryGetValue(topic, out var policy) ? policy : _base;
    }

    /// <summary>The policy of a document.</summary>
    public PiiPolicy For(Document document) => For(document.Source?.Topic, document.Tenant);

    /// <summary>What becomes of the key of a record whose tenant nobody can know; null where that depends on the tenant.</summary>
    /// <param name="topic">The source topic.</param>
    public IdentifierAction? KeyOfAnyTenant(string? topic)
    {
        var action = For(topic, "").Identifiers.Key;
        return action != IdentifierAction.Pseudonym && _tenants.Values.All(policy => policy.Identifiers.Key == action) ? action : null;
    }

    private IEnumerable<PiiPolicy> All() => [_base, .. _topics.Values, .. _tenants.Values];

    private static PiiPolicy Make(string name, PolicyOptions options, string keys)
    {
        var actions = new Dictionary<string, PiiAction>(ProfileTable.ActionsOf(options.Profile), StringComparer.Ordinal);
        foreach (var (type, action) in options.Actions) actions[PolicyRules.TypeName(type)] = action;
        string[] ignored = options.Regions.Count == 0
            ? [] : [.. PiiTypes.All.Where(type => type.Region.Length > 0 && !options.Regions.Contains(type.Region, StringComparer.Ordinal))
                .Select(type => type.Name)];
        var usual = ProfileTable.IdentifiersOf(options.Profile);
        return new PiiPolicy(name, ProfileTable.OthersOf(options.Profile), actions, options.Profile, ignored, keys,
            new(options.Key ?? usual.Key, options.Id ?? usual.Id));
    }

    private string Hash()
    {
        var text = new StringBuilder(_base.Fingerprint).Append('\n');
        foreach (var (topic, policy) in _topics.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append("topic ").Append(topic).Append(' ').Append(policy.Fingerprint).Append('\n');
        foreach (var (tenant, policy) in _tenants.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append("tenant ").Append(tenant).Append(' ').Append(policy.Fingerprint).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }
}
