using StreamNer.Pipeline;

namespace StreamNer.Output;

/// <summary>The unit in which a record counts its offsets.</summary>
public enum OffsetUnit
{
    /// <summary>Unicode code points (the default); a lone surrogate counts as one.</summary>
    CodePoint,

    /// <summary>UTF-16 code units.</summary>
    Utf16,

    /// <summary>Bytes of the UTF-8 form.</summary>
    Utf8,
}

/// <summary>What found an entity.</summary>
public enum Origin
{
    /// <summary>The token classifier.</summary>
    Model,

    /// <summary>Rules, in the degraded mode.</summary>
    Rules,
}

/// <summary>What linking made of an entity.</summary>
public enum LinkState
{
    /// <summary><see cref="Entity.Link"/> names the entry.</summary>
    Linked,

    /// <summary>The knowledge base has no entry that fits.</summary>
    Nil,

    /// <summary>Linking was off.</summary>
    Skipped,

    /// <summary>The entity was redacted; a link would give it away.</summary>
    Withheld,
}

/// <summary>An entity of the knowledge base: its preferred name, how likely it is to be meant (0 to 1), and its label there.</summary>
public sealed record Link(string Id, string Name, float Score, string Type);

/// <summary>A named entity. <c>[Start, End)</c> lies in the original text, <c>[OutputStart, OutputEnd)</c> in the redacted one, both in the record's
/// unit.</summary>
public sealed record Entity(string Label, int Start, int End, int OutputStart, int OutputEnd, string Text, float Score)
{
    /// <summary>What found it.</summary>
    public Origin Origin { get; init; } = Origin.Model;

    /// <summary>What linking made of it.</summary>
    public LinkState LinkState { get; init; } = LinkState.Skipped;

    /// <summary>The entry, when <see cref="LinkState"/> is <see cref="LinkState.Linked"/>; null otherwise.</summary>
    public Link? Link { get; init; }

    /// <summary>Other entries that were considered, best first.</summary>
    public IReadOnlyList<Link> Candidates { get; init; } = [];

    /// <summary>The same for mentions of one entity or name in the document, from 1 by first occurrence; 0 when linking is off or the entity is
    /// withheld.</summary>
    public int Mention { get; init; }
}

/// <summary>A finding of personal data; never the value. Offsets as in <see cref="Entity"/>.</summary>
public sealed record PiiFinding(string Type, int Start, int End, int OutputStart, int OutputEnd, string Detector, string Action);

/// <summary>What produced a record: equal for all records of one snapshot that were not degraded.</summary>
public sealed record Provenance(string Snapshot, string Model, string KnowledgeBase, string Rules, string Policy, string Engine, string Tier)
{
    /// <summary>The tier of a record that the model has answered for.</summary>
    public const string FullTier = "full";

    /// <summary>The tier of a record that rules alone answered for, because the model was down.</summary>
    public const string RulesOnlyTier = "rules-only";

    /// <summary>The reason code of <see cref="RulesOnlyTier"/>.</summary>
    public const string ModelDown = "model_down";

    /// <summary>The reason code of a model whose results depend on the batch.</summary>
    public const string BatchDependentModel = "batch_dependent_model";

    /// <summary>The reason code of a model that finds other entities than its golden file says.</summary>
    public const string GoldenMismatch = "golden_mismatch";

    /// <summary>True when the model took no part, so that reading the record again can make a better one.</summary>
    public bool IsRulesOnly => Tier == RulesOnlyTier;

    /// <summary>True when parts of the work were left out, or the model is not batch-invariant.</summary>
    public bool Degraded => DegradedReason.Length > 0;

    /// <summary>Why, as a code; empty when not degraded.</summary>
    public string DegradedReason { get; init; } = "";

    /// <summary>The same without the model. What is wrong with the model itself is no reason then: it took no part.</summary>
    public Provenance WithoutModel() => this with { Model = "", Tier = RulesOnlyTier, DegradedReason = ModelDown };
}

/// <summary>The result for one document: a function of text, tenant and snapshot alone.</summary>
/// <param name="Document">The document it stands for.</param>
/// <param name="Text">The text after redaction.</param>
/// <param name="OffsetUnit">The unit of every offset here.</param>
/// <param name="Entities">By start, then longer first, then label.</param>
/// <param name="Pii">By start, then longer first, then type.</param>
/// <param name="Provenance">What produced it.</param>
public sealed record Enrichment(
    Document Document,
    string Text,
    OffsetUnit OffsetUnit,
    IReadOnlyList<Entity> Entities,
    IReadOnlyList<PiiFinding> Pii,
    Provenance Provenance);

/// <summary>How one input record ends. There is no fourth way.</summary>
public abstract record Outcome
{
    private Outcome() { }

    /// <summary>To the enriched topic.</summary>
    public sealed record Enriched(Enrichment Enrichment) : Outcome;

    /// <summary>To the dead-letter topic.</summary>
    public sealed record Rejected(Failure Failure) : Outcome;

    /// <summary>
    /// To be read again later, with all that follows it in its partition: what it waits for lies outside the data, and others need not wait for it.
    /// </summary>
    public sealed record Deferred(string Because) : Outcome;

    /// <summary>A null value, passed through as a null value.</summary>
    public sealed record Tombstone : Outcome
    {
        /// <summary>The one instance.</summary>
        public static Tombstone Instance { get; } = new();
    }
}
