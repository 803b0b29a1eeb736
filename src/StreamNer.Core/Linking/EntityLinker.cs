namespace StreamNer.Linking;

/// <summary>Section <c>linking</c>.</summary>
public sealed record LinkingOptions : IValidatedOptions
{
    [Setting("Whether entities are linked to a knowledge base.")]
    public bool Enabled { get; init; } = true;

    [Setting("File of tab-separated lines (docs/linking.md).", Unset = "built in")]
    public string KnowledgeBase { get; init; } = "";

    [Setting("An entry that scores less is not linked.", Least = 0, Most = 1)]
    public float Threshold { get; init; } = 0.3f;

    [Setting("How many other candidates a record names.", Least = 0, Most = 10)]
    public int Candidates { get; init; } = 3;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        errors.CheckRanges("linking", this);
        if (KnowledgeBase.Length > 0 && FileFault.OfFile(KnowledgeBase) is { } fault)
            errors.Add(new("linking:knowledgeBase", $"'{KnowledgeBase}': {fault}"));
    }
}

/// <summary>What linking made of one mention.</summary>
public readonly record struct LinkResult(LinkState State, Link? Link, IReadOnlyList<Link> Candidates);

/// <summary>
/// Links a mention to the knowledge base by its alias: an entry scores its prior, less when the model's label is another, divided
/// among the entries that share the alias. Depends on mention and label alone, so that it is deterministic. Thread-safe.
/// </summary>
public sealed class EntityLinker(KnowledgeBase knowledgeBase, LinkingOptions options)
{
    // The model confuses place and organisation (teams, governments) far more often than either with a person.
    private const float OtherLabel = 0.35f;
    private const float PersonOrNot = 0.1f;

    private static readonly LinkResult Nil = new(LinkState.Nil, null, []);
    private static readonly LinkResult Skipped = new(LinkState.Skipped, null, []);

    /// <summary>The result for a mention with its label (PER, ORG, LOC, MISC or another scheme's).</summary>
    public LinkResult Link(ReadOnlySpan<char> mention, string label)
    {
        if (!options.Enabled) return Skipped;
        var entries = knowledgeBase.Find(mention);
        if (entries.Length == 0) return Nil;

        var links = new Link[entries.Length];
        float sum = 0;
        for (var i = 0; i < entries.Length; i++) sum += entries[i].Prior * Fit(entries[i].Label, label);
        for (var i = 0; i < entries.Length; i++)
        {
            var weight = entries[i].Prior * Fit(entries[i].Label, label);
            // Alone, an entry is as sure as its own weight; among several it shares their probability.
            links[i] = new Link(entries[i].Id, entries[i].Name, weight * weight / sum);
        }

        Array.Sort(links, static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : string.CompareOrdinal(a.Id, b.Id));
        var linked = links[0].Score >= options.Threshold;
        var others = links.AsSpan(linked ? 1 : 0);
        var candidates = others[..Math.Min(others.Length, options.Candidates)].ToArray();
        return linked ? new LinkResult(LinkState.Linked, links[0], candidates) : new LinkResult(LinkState.Nil, null, candidates);
    }

    private static float Fit(string entry, string label)
    {
        var mention = Canonical(label);
        if (entry == mention || mention.Length == 0 || mention == "MISC") return 1;
        return entry == "PER" || mention == "PER" ? PersonOrNot : OtherLabel;
    }

    // Common schemes name the same four classes differently; an unknown label constrains nothing.
    private static string Canonical(string label) => label.ToUpperInvariant() switch
    {
        "PER" or "PERSON" => "PER",
        "ORG" or "ORGANIZATION" or "ORGANISATION" or "CORPORATION" or "GROUP" => "ORG",
        "LOC" or "LOCATION" or "GPE" or "FAC" => "LOC",
        "MISC" => "MISC",
        _ => "",
    };
}
