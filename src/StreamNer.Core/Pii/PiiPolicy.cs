using System.Security.Cryptography;
using System.Text;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;

namespace StreamNer.Pii;

/// <summary>What to do with each type of finding. Immutable.</summary>
internal sealed class PiiPolicy
{
    private readonly Dictionary<string, PiiAction> _actions;
    private readonly PiiAction? _others;
    private readonly string _keys;

    /// <summary>Creates a policy.</summary>
    /// <param name="name">Its name, as in the record's provenance.</param>
    /// <param name="others">The action for rule types that are not listed; null: they are no findings. Model types not listed are never
    /// findings.</param>
    /// <param name="actions">The listed types.</param>
    /// <param name="profile">The profile it is made of.</param>
    /// <param name="ignored">Rule types that are no findings unless they are listed: those of other regions.</param>
    /// <param name="keys">What decides keyed outputs (<see cref="KeyRing.Fingerprint"/>).</param>
    /// <param name="identifiers">What becomes of keys and ids.</param>
    public PiiPolicy(
        string name, PiiAction? others, IReadOnlyDictionary<string, PiiAction> actions, PiiProfile profile = PiiProfile.Default,
        IReadOnlyCollection<string>? ignored = null,
        string keys = "", IdentifierActions identifiers = default)
    {
        Identifiers = identifiers;
        Name = name;
        Profile = profile;
        _others = others;
        _actions = new Dictionary<string, PiiAction>(actions, StringComparer.Ordinal);
        Ignored = ignored ?? [];
        IgnoredSet = new HashSet<string>(Ignored, StringComparer.Ordinal);
        _keys = keys;
        Fingerprint = Hash();
    }

    /// <summary>Every rule type becomes its tag; names of the model stay.</summary>
    public static PiiPolicy Default { get; } = new("default", PiiAction.Tag, new Dictionary<string, PiiAction>());

    /// <summary>Nothing is a finding.</summary>
    public static PiiPolicy None { get; } = new("none", null, new Dictionary<string, PiiAction>(), PiiProfile.None);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The profile it is made of.</summary>
    public PiiProfile Profile { get; }

    /// <summary>What becomes of the key of enriched records, and of the producer's own id in them.</summary>
    public IdentifierActions Identifiers { get; }

    /// <summary>True when the model must have answered: without it no document may leave.</summary>
    public bool RequiresModel => NeedsModel(Profile);

    /// <summary>The hash of all that it says; part of the snapshot's id.</summary>
    public string Fingerprint { get; }

    /// <summary>What, beside text, tenant and snapshot, decides a result: the policy and the keys.</summary>
    public string CacheDomain => Fingerprint;

    /// <summary>The types that are listed, with their actions.</summary>
    public IReadOnlyDictionary<string, PiiAction> Actions => _actions;

    private IReadOnlyCollection<string> Ignored { get; }

    private HashSet<string> IgnoredSet { get; }

    /// <summary>The action for a type; null when the type is no finding under this policy.</summary>
    public PiiAction? ActionOf(string type)
    {
        if (_actions.TryGetValue(type, out var action)) return action;
        return ModelTypes.Contains(type) || IgnoredSet.Contains(type) ? null : _others;
    }

    /// <summary>True for types that go whatever else is found there: card data that must never be stored, under the profile pci.</summary>
    public bool AlwaysRemoves(string type) => Profile == PiiProfile.Pci && CardDataScrubber.IsForbidden(type);

    /// <summary>True for profiles under which the model must have answered.</summary>
    internal static bool NeedsModel(PiiProfile profile) => profile is PiiProfile.Strict or PiiProfile.HipaaSafeHarbor;

    /// <summary>The same findings with every action replaced by <see cref="PiiAction.Keep"/>; keys and ids are kept too.</summary>
    public PiiPolicy KeepingAll()
    {
        var kept = new Dictionary<string, PiiAction>();
        foreach (var type in _actions.Keys) kept[type] = PiiAction.Keep;
        return new PiiPolicy(Name, _others is null ? null : PiiAction.Keep, kept, Profile, Ignored, _keys);
    }

    private string Hash()
    {
        var text = new StringBuilder();
        text.Append(Name).Append('\n').Append(Profile).Append('\n').Append(_others?.Name() ?? "-").Append('\n');
        foreach (var (type, action) in _actions.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append(type).Append('=').Append(action.Name()).Append('\n');
        foreach (var type in Ignored.Order(StringComparer.Ordinal)) text.Append('-').Append(type).Append('\n');
        text.Append("key ").Append(Identifiers.Key).Append(" id ").Append(Identifiers.Id).Append('\n');
        text.Append(_keys);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }
}

/// <summary>Where a policy starts from.</summary>
public enum PiiProfile
{
    /// <summary>Every rule type of every region becomes its tag; names only when listed.</summary>
    Default,

    /// <summary>Nothing is a finding unless it is listed.</summary>
    None,

    /// <summary>As the default, and names, places and organizations too; the model is required.</summary>
    Strict,

    /// <summary>The identifiers of 45 CFR 164.514(b)(2); the model is required.</summary>
    HipaaSafeHarbor,

    /// <summary>Payment cards: CVV, TRACK and PIN are always removed, card numbers shown in part at most.</summary>
    Pci,
}
