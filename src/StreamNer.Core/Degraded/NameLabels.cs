using StreamNer.Pii;

namespace StreamNer.Degraded;

/// <summary>What the model calls people, organizations and places, so that rules call them the same; null for what it does not know.</summary>
public sealed record NameLabels(string? Person, string? Organization, string? Location)
{
    /// <summary>From a model's entity types, the first of each kind.</summary>
    public static NameLabels Of(IEnumerable<string> types)
    {
        var all = types.ToList();
        return new NameLabels(First(ModelTypes.Person), First(ModelTypes.Organization), First(ModelTypes.Location));

        string? First(string type) => all.Find(label => ModelTypes.Of(label) == type);
    }
}
