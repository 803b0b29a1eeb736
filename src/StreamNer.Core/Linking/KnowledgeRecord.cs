namespace StreamNer.Linking;

/// <summary>An entity as one source states it.</summary>
/// <param name="Id">Scheme and local part, such as <c>wikidata:Q60</c>; a source's own id where it has no scheme. No white space.</param>
/// <param name="Name">The preferred name; also an alias.</param>
internal sealed record KnowledgeRecord(string Id, string Name)
{
    /// <summary>Label of the entity: PER, ORG, LOC, MISC or another label that <see cref="Decoding.LabelMap"/> knows; empty when unknown.</summary>
    public string Type { get; init; } = "";

    /// <summary>Two letters of ISO 3166-1, upper case; empty when unknown.</summary>
    public string Country { get; init; } = "";

    /// <summary>Other names.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Symbols under which its shares trade, without the dollar sign.</summary>
    public IReadOnlyList<string> Tickers { get; init; } = [];

    /// <summary>Its names on social networks, with or without the at sign.</summary>
    public IReadOnlyList<string> Handles { get; init; } = [];

    /// <summary>Adjectives and names of inhabitants, such as <c>French</c>.</summary>
    public IReadOnlyList<string> Demonyms { get; init; } = [];

    /// <summary>What texts put after a place's name: its state, the state's abbreviation, its country.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Ids of the same entity in other schemes.</summary>
    public IReadOnlyList<string> SameAs { get; init; } = [];

    /// <summary>Ids of entities that are often named together with it; those that no record has are left out of the base.</summary>
    public IReadOnlyList<string> Neighbours { get; init; } = [];

    /// <summary>A sentence that says what it is.</summary>
    public string Description { get; init; } = "";

    /// <summary>How often its name alone means it: above 0, at most 1.</summary>
    public float Prior { get; init; } = DefaultPrior;

    /// <summary>How well known it is, in any unit that its source keeps to (population, page views); 0 when unknown.</summary>
    public float Popularity { get; init; }

    /// <summary>The prior of an entity whose source states none.</summary>
    public const float DefaultPrior = 0.5f;

    /// <summary>What is before the colon; empty without one.</summary>
    public static ReadOnlySpan<char> SchemeOf(string id) => id.AsSpan(0, Math.Max(0, id.IndexOf(':', StringComparison.Ordinal)));

    /// <summary>Why it cannot stand in a base; null when it can. Quotes nothing of it.</summary>
    public string? Fault() =>
        Id.Length == 0 ? "the id is empty"
        : HasSpace(Id) || SameAs.Any(HasSpace) || Neighbours.Any(HasSpace) ? "an id holds white space or a vertical bar"
        : Name.Length == 0 ? "the name is empty"
        : Prior is not (> 0 and <= 1) ? "the prior must be above 0 and at most 1"
        : Popularity < 0 || !float.IsFinite(Popularity) ? "the popularity must be a number of 0 or more"
        : Country.Length is not (0 or 2) || !Country.All(char.IsAsciiLetterUpper) ? "the country must be two capital letters"
        : null;

    private static bool HasSpace(string id) => id.Any(c => char.IsWhiteSpace(c) || c == '|');
}

/// <summary>One line of a source: a record, or what is wrong with the line.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Record">The record; null when the line is not of the form.</param>
/// <param name="Fault">What is wrong, without the line's text; null when there is a record.</param>
internal readonly record struct SourceLine(long Line, KnowledgeRecord? Record, string? Fault)
{
    internal static SourceLine Of(long line, KnowledgeRecord record) =>
        record.Fault() is { } fault ? new SourceLine(line, null, fault) : new SourceLine(line, record, null);
}
