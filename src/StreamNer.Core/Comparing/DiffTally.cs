using StreamNer.Output;

namespace StreamNer.Comparing;

/// <summary>
/// Counts the differences between two outputs, in memory that does not grow with them. Of texts it keeps surfaces of entities alone, as they stand
/// in the redacted text; where the other output redacts the same words, <see cref="Withheld"/> stands for them. Not thread-safe.
/// </summary>
/// <param name="scoreTolerance">Scores that differ by no more are equal.</param>
/// <param name="examples">How many examples are kept of each kind, drawn evenly from all.</param>
internal sealed class DiffTally(double scoreTolerance, int examples)
{
    /// <summary>Stands for words that one of the two outputs redacts.</summary>
    public const string Withheld = "[redacted]";

    private const int SurfacesKept = 10_000;
    private readonly List<EntityChange> _changes = [];
    private readonly Dictionary<(string Type, int Start, int End), string> _actions = [];
    private readonly Dictionary<(string Before, string After), long> _relabelled = [];
    private readonly Random _draw = new(1);
    private readonly List<ChangeExample>[] _examples = [.. Enum.GetValues<ChangeKind>().Select(_ => new List<ChangeExample>())];

    /// <summary>The output A.</summary>
    public SideCounts A { get; } = new();

    /// <summary>The output B.</summary>
    public SideCounts B { get; } = new();

    /// <summary>Documents that both outputs have enriched.</summary>
    public long Both { get; private set; }

    /// <summary>Of these, those whose values are equal byte for byte.</summary>
    public long Identical { get; private set; }

    /// <summary>Of these, those with any difference in entities or redaction.</summary>
    public long Changed { get; private set; }

    /// <summary>Of these, those with another text after redaction, or other findings of personal data.</summary>
    public long RedactionChanged { get; private set; }

    /// <summary>Documents that one output enriches and the other rejects.</summary>
    public long RejectedByOne { get; private set; }

    /// <summary>Documents that both reject, for the same reason or another.</summary>
    public long RejectedByBoth { get; private set; }

    /// <summary>Differences of entities.</summary>
    public ChangeCounts Changes { get; } = new();

    /// <summary>By label.</summary>
    public SortedDictionary<string, LabelCounts> Labels { get; } = new(StringComparer.Ordinal);

    /// <summary>How often one label became another, most often first.</summary>
    public IReadOnlyList<((string Before, string After) Labels, long Count)> MostRelabelled() =>
    [
        .. _relabelled.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Before, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.After, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)),
    ];

    /// <summary>Findings of personal data by type.</summary>
    public SortedDictionary<string, FindingCounts> Findings { get; } = new(StringComparer.Ordinal);

    /// <summary>The surfaces that changed most.</summary>
    public TopSurfaces Surfaces { get; } = new(SurfacesKept);

    /// <summary>Examples of a kind.</summary>
    public IReadOnlyList<ChangeExample> Examples(ChangeKind kind) => _examples[(int)kind];

    /// <summary>Counts what one output alone has.</summary>
    public void AddAlone(SideCounts side, ComparedValue value)
    {
        Count(side, value);
        side.Alone++;
    }

    /// <summary>Counts what both have and is equal byte for byte.</summary>
    public void AddIdentical(ComparedValue value)
    {
        Count(A, value);
        Count(B, value);
        if (value.Made is not { } made)
        {
            RejectedByBoth++;
            return;
        }

        Both++;
        Identical++;
        CountEntities(made, made);
    }

    /// <summary>Compares what both have.</summary>
    /// <exception cref="ComparisonException">Their offsets are in different units.</exception>
    public void Add(RecordPlace at, ComparedValue before, ComparedValue after)
    {
        Count(A, before);
        Count(B, after);
        if (before.Made is not { } a || after.Made is not { } b)
        {
            if (before.Made is null && after.Made is null) RejectedByBoth++;
            else RejectedByOne++;
            return;
        }

        if (a.OffsetUnit != b.OffsetUnit)
            throw new ComparisonException(
                $"{at}: A counts offsets in {EnrichmentJson.Word(a.OffsetUnit)}, B in {EnrichmentJson.Word(b.OffsetUnit)}; make one of "
                + "them again with the other's pipeline:offsets");
        Both++;
        CountEntities(a, b);
        _changes.Clear();
        EntityChanges.Find(a.Entities, b.Entities, scoreTolerance, _changes);
        foreach (var change in _changes) Count(at, change, a, b);
        var redaction = CompareFindings(a, b) | a.Text != b.Text;
        if (redaction) RedactionChanged++;
        if (redaction || _changes.Count > 0) Changed++;
    }

    private static void Count(SideCounts side, ComparedValue value)
    {
        side.Results++;
        if (value.Made is not { } made)
        {
            side.Rejected++;
            return;
        }

        var snapshot = made.Provenance.Snapshot;
        side.Snapshots[snapshot] = side.Snapshots.GetValueOrDefault(snapshot) + 1;
    }

    private void CountEntities(Enrichment a, Enrichment b)
    {
        A.Entities += a.Entities.Count;
        B.Entities += b.Entities.Count;
        foreach (var entity in a.Entities) Of(Labels, entity.Label).InA++;
        foreach (var entity in b.Entities) Of(Labels, entity.Label).InB++;
    }

    private void Count(RecordPlace at, EntityChange change, Enrichment a, Enrichment b)
    {
        Changes.Add(change.Kind);
        Of(Labels, (change.Before ?? change.After)!.Label).Changes.Add(change.Kind);
        if (change is { Kind: ChangeKind.Relabelled, Before: { } from, After: { } to })
            _relabelled[(from.Label, to.Label)] = _relabelled.GetValueOrDefault((from.Label, to.Label)) + 1;
        var surface = change.Before is { } before ? Surface(before, b) : Surface(change.After!, a);
        if (change.Kind != ChangeKind.ScoreMoved)
            Surfaces.Add(new ChangedSurface(change.Kind, change.Before?.Label ?? "", change.After?.Label ?? "", surface));
        Keep(_examples[(int)change.Kind], new ChangeExample(at, change, surface), Changes[change.Kind]);
    }

    // Every example has the same chance, whatever the order. The draw is seeded: the same outputs give the same report.
    private void Keep(List<ChangeExample> kept, ChangeExample example, long seen)
    {
        if (kept.Count < examples) kept.Add(example);
        else if (_draw.NextInt64(seen) is var slot && slot < kept.Count) kept[(int)slot] = example;
    }

    private static string Surface(Entity entity, Enrichment other)
    {
        foreach (var finding in other.Pii)
        {
            if (finding.Start < entity.End && entity.Start < finding.End && finding.Action != "keep") return Withheld;
        }

        return entity.Text;
    }

    private bool CompareFindings(Enrichment a, Enrichment b)
    {
        var differ = false;
        _actions.Clear();
        foreach (var finding in a.Pii) _actions[(finding.Type, finding.Start, finding.End)] = finding.Action;
        foreach (var finding in b.Pii)
        {
            if (!_actions.Remove((finding.Type, finding.Start, finding.End), out var action)) Of(Findings, finding.Type).Added++;
            else if (action != finding.Action) Of(Findings, finding.Type).ActionChanged++;
            else continue;
            differ = true;
        }

        foreach (var (finding, _) in _actions) Of(Findings, finding.Type).Removed++;
        return differ || _actions.Count > 0;
    }

    private static T Of<T>(SortedDictionary<string, T> all, string name) where T : new()
    {
        if (!all.TryGetValue(name, out var counts)) all.Add(name, counts = new T());
        return counts;
    }
}
