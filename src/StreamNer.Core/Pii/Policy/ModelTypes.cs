using StreamNer.Decoding;
using StreamNer.Output;

namespace StreamNer.Pii.Policy;

/// <summary>The types that come from the token classifier instead of rules. A policy acts on them only when it lists them.</summary>
internal static class ModelTypes
{
    /// <summary>A person's name.</summary>
    public const string Person = "PERSON";

    /// <summary>A place.</summary>
    public const string Location = "LOCATION";

    /// <summary>An organization.</summary>
    public const string Organization = "ORGANIZATION";

    /// <summary>The detector's name in findings of the token classifier.</summary>
    public const string Detector = "model";

    /// <summary>The detector's name in findings by rules, while the model is down.</summary>
    public const string RulesDetector = "names";

    /// <summary>True for the three types of this table.</summary>
    public static bool Contains(string type) => type is Person or Location or Organization;

    /// <summary>The type of a kind of label; null for kinds that are no personal data.</summary>
    public static string? Of(LabelKind kind) => kind switch
    {
        LabelKind.Person => Person,
        LabelKind.Location => Location,
        LabelKind.Organization => Organization,
        _ => null,
    };

    /// <summary>Appends the entities that are of a type which <paramref name="policy"/> lists.</summary>
    public static void Collect(IReadOnlyList<EntitySpan> entities, LabelMap labels, Origin origin, PiiPolicy policy, List<PiiSpan> into)
    {
        var detector = origin == Origin.Model ? Detector : RulesDetector;
        for (var i = 0; i < entities.Count; i++)
        {
            var entity = entities[i];
            if (Of(labels.Of(entity.Label)) is { } type && policy.ActionOf(type) is not null)
                into.Add(new PiiSpan(type, entity.Start, entity.End, detector, PiiEvidence.Shape));
        }
    }
}
