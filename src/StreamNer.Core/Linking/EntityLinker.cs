using StreamNer.Decoding;

namespace StreamNer.Linking;

/// <summary>Section <c>linking</c>.</summary>
public sealed record LinkingOptions : IValidatedOptions
{
    [Setting("Whether entities are linked to a knowledge base.")]
    public bool Enabled { get; init; } = true;

    [Setting("File of `kb build`, or of tab-separated lines (docs/linking.md).", Unset = "built in")]
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
/// <param name="knowledgeBase">The entries.</param>
/// <param name="options">Threshold and number of candidates.</param>
/// <param name="labels">What the labels of mentions mean; null for the map alone.</param>
public sealed class EntityLinker(KnowledgeBase knowledgeBase, LinkingOptions options, LabelMap? labels = null)
{
    // The model confuses place and organisation (teams, governments) far more often than either with a person.
    private const float OtherLabel = 0.35f;
    private const float PersonOrNot = 0.1f;

    private static readonly LinkResult Nil = new(LinkState.Nil, null, []);
    private static readonly LinkResult Skipped = new(LinkState.Skipped, null, []);
    private readonly LabelMap _labels = labels ?? LabelMap.Default;

    /// <summary>One result for each mention of a text, in their order.</summary>
    public LinkResult[] Link(string text, IReadOnlyList<EntitySpan> mentions)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(mentions);
        var results = new LinkResult[mentions.Count];
        for (var i = 0; i < results.Length; i++)
            results[i] = Link(text.AsSpan(mentions[i].Start, mentions[i].End - mentions[i].Start), mentions[i].Label);
        return results;
    }

    /// <summary>The result for a mention with its label (PER, ORG, LOC, MISC or another scheme's).</summary>
    public LinkResult Link(ReadOnlySpan<char> mention, string label)
    {
        if (!options.Enabled) return Skipped;
        var entries = knowledgeBase.Find(mention);
        if (entries.Length == 0) return Nil;

        var kind = _labels.Of(label);
        var links = new Link[entries.Length];
        float sum = 0;
        for (var i = 0; i < entries.Length; i++) sum += entries[i].Prior * Fit(entries[i].Label, kind);
        for (var i = 0; i < entries.Length; i++)
        {
            var weight = entries[i].Prior * Fit(entries[i].Label, kind);
            // Alone, an entry is as sure as its own weight; among several it shares their probability.
            links[i] = new Link(entries[i].Id, entries[i].Name, weight * weight / sum);
        }

        Array.Sort(links, static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : string.CompareOrdinal(a.Id, b.Id));
        var linked = links[0].Score >= options.Threshold;
        var others = links.AsSpan(linked ? 1 : 0);
        var candidates = others[..Math.Min(others.Length, options.Candidates)].ToArray();
        return linked ? new LinkResult(LinkState.Linked, links[0], candidates) : new LinkResult(LinkState.Nil, null, candidates);
    }

    private static float Fit(string entry, LabelKind mention)
    {
        var kind = LabelMap.Default.Of(entry);
        if (kind == mention || mention is LabelKind.Other or LabelKind.Miscellaneous) return 1;
        return kind == LabelKind.Person || mention == LabelKind.Person ? PersonOrNot : OtherLabel;
    }
}
