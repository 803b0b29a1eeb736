using StreamNer.Decoding;

namespace StreamNer.Pii;

/// <summary>The types that come from the token classifier instead of rules. A policy acts on them only when it lists them.</summary>
public static class ModelTypes
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

    /// <summary>The type of a model label in the usual spellings (PER, PERSON, LOC, GPE, ORG, ...); null for labels that name no personal
    /// data.</summary>
    public static string? Of(string label) => label switch
    {
        "PER" or "PERSON" or "person" => Person,
        "LOC" or "LOCATION" or "GPE" or "FAC" or "location" => Location,
        "ORG" or "ORGANIZATION" or "corporation" or "group" => Organization,
        _ => null,
    };

    /// <summary>Appends the entities that are of a type which <paramref name="policy"/> lists.</summary>
    public static void Collect(IReadOnlyList<EntitySpan> entities, Origin origin, PiiPolicy policy, List<PiiSpan> into)
    {
        var detector = origin == Origin.Model ? Detector : RulesDetector;
        for (var i = 0; i < entities.Count; i++)
        {
            var entity = entities[i];
            if (Of(entity.Label) is { } type && policy.ActionOf(type) is not null)
                into.Add(new PiiSpan(type, entity.Start, entity.End, detector, PiiEvidence.Shape));
        }
    }
}
