using StreamNer.Decoding;

namespace StreamNer.Degraded;

/// <summary>What the model calls people, organizations and places, so that rules call them the same; null for what it does not know.</summary>
internal sealed record NameLabels(string? Person, string? Organization, string? Location)
{
    /// <summary>From a model's entity types, the first of each kind.</summary>
    public static NameLabels Of(IEnumerable<string> types, LabelMap labels)
    {
        var all = types.ToList();
        return new NameLabels(First(LabelKind.Person), First(LabelKind.Organization), First(LabelKind.Location));

        string? First(LabelKind kind) => all.Find(label => labels.Of(label) == kind);
    }
}
