using StreamNer.Pii.Redacting;
using StreamNer.Pii.Types;

namespace StreamNer.Pii.Policy;

/// <summary>What each profile says of types.</summary>
internal static class ProfileTable
{
    private static readonly Dictionary<string, PiiAction> Nothing = [];

    private static readonly Dictionary<string, PiiAction> NameTags = new()
    {
        [ModelTypes.Person] = PiiAction.Tag,
        [ModelTypes.Location] = PiiAction.Tag,
        [ModelTypes.Organization] = PiiAction.Tag,
    };

    private static readonly Dictionary<string, PiiAction> Hipaa = new(NameTags.Concat(
        PiiTypes.All.Where(type => type.Generalize is not null).Select(type => KeyValuePair.Create(type.Name, PiiAction.Generalize))));

    private static readonly Dictionary<string, PiiAction> Cards = new(
        PiiTypes.All.Where(type => type.IsNeverStored).Select(type => KeyValuePair.Create(type.Name, PiiAction.Tag)))
    {
        [Card.Type.Name] = PiiAction.LastFour,
    };

    /// <summary>The profiles' names, for messages.</summary>
    public const string Names = "none, default, strict, hipaa-safe-harbor, pci";

    /// <summary>The profile of a name as it is written in configuration; null when there is none.</summary>
    public static PiiProfile? Find(string name) => name.ToLowerInvariant() switch
    {
        "default" => PiiProfile.Default,
        "none" => PiiProfile.None,
        "strict" => PiiProfile.Strict,
        "hipaa-safe-harbor" => PiiProfile.HipaaSafeHarbor,
        "pci" => PiiProfile.Pci,
        _ => null,
    };

    /// <summary>The name as it is written in configuration and in records.</summary>
    public static string Name(PiiProfile profile) => profile switch
    {
        PiiProfile.None => "none",
        PiiProfile.Strict => "strict",
        PiiProfile.HipaaSafeHarbor => "hipaa-safe-harbor",
        PiiProfile.Pci => "pci",
        _ => "default",
    };

    /// <summary>The listed types.</summary>
    public static IReadOnlyDictionary<string, PiiAction> ActionsOf(PiiProfile profile) => profile switch
    {
        PiiProfile.Strict => NameTags,
        PiiProfile.HipaaSafeHarbor => Hipaa,
        PiiProfile.Pci => Cards,
        _ => Nothing,
    };

    /// <summary>The action of rule types that are not listed; null: no findings.</summary>
    public static PiiAction? OthersOf(PiiProfile profile) => profile == PiiProfile.None ? null : PiiAction.Tag;

    /// <summary>What becomes of keys and ids.</summary>
    public static IdentifierActions IdentifiersOf(PiiProfile profile) =>
        profile == PiiProfile.HipaaSafeHarbor ? new(IdentifierAction.Remove, IdentifierAction.Remove) : default;

    /// <summary>Why a profile forbids an action for keys and ids; null when it does not.</summary>
    public static string? Forbids(PiiProfile profile, IdentifierAction action) =>
        profile == PiiProfile.HipaaSafeHarbor && action == IdentifierAction.Pseudonym
            ? "the profile hipaa-safe-harbor does not allow pseudonym: 45 CFR 164.514(c) forbids codes derived from information about the "
                + "individual; take remove, or keep for codes that are not"
            : null;

    /// <summary>Why a profile forbids an action for a type; null when it does not.</summary>
    public static string? Forbids(PiiProfile profile, string type, PiiAction action) => profile switch
    {
        PiiProfile.HipaaSafeHarbor when action is PiiAction.Keep or PiiAction.LastFour or PiiAction.FirstSixLastFour or PiiAction.Pseudonym
            or PiiAction.Encrypt =>
            $"the profile hipaa-safe-harbor does not allow {action.Name()}: 45 CFR 164.514(b)(2) asks for removal",
        PiiProfile.Pci when CardDataScrubber.IsForbidden(type) && action is not (PiiAction.Tag or PiiAction.Drop) =>
            $"the profile pci always removes {type}: only tag and drop are allowed",
        PiiProfile.Pci when type == Card.Type.Name && action == PiiAction.Keep =>
            "the profile pci shows at most the first six and last four digits of a card",
        _ => null,
    };
}
