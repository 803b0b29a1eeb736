namespace StreamNer.Pii;

/// <summary>What to do with each type of finding. Immutable.</summary>
public sealed class PiiPolicy
{
    private readonly IReadOnlyDictionary<string, PiiAction> _actions;
    private readonly PiiAction? _others;

    /// <summary>Creates a policy.</summary>
    /// <param name="name">Its name, as in the record's provenance.</param>
    /// <param name="others">The action for rule types that are not listed; null: they are no findings. Model types not listed are never findings.</param>
    /// <param name="actions">The listed types.</param>
    public PiiPolicy(string name, PiiAction? others, IReadOnlyDictionary<string, PiiAction> actions)
    {
        Name = name;
        _others = others;
        _actions = actions;
    }

    /// <summary>Every rule type becomes its tag; names of the model stay.</summary>
    public static PiiPolicy Default { get; } = new("default", PiiAction.Tag, new Dictionary<string, PiiAction>());

    /// <summary>Nothing is a finding.</summary>
    public static PiiPolicy None { get; } = new("none", null, new Dictionary<string, PiiAction>());

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The action for a type; null when the type is no finding under this policy.</summary>
    public PiiAction? ActionOf(string type)
    {
        if (_actions.TryGetValue(type, out var action)) return action;
        return ModelTypes.Contains(type) ? null : _others;
    }

    /// <summary>The same findings with every action replaced by <see cref="PiiAction.Keep"/>.</summary>
    public PiiPolicy KeepingAll()
    {
        var kept = new Dictionary<string, PiiAction>();
        foreach (var type in _actions.Keys) kept[type] = PiiAction.Keep;
        return new PiiPolicy(Name, _others is null ? null : PiiAction.Keep, kept);
    }
}
