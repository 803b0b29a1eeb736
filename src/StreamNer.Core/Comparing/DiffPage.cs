using System.Globalization;
using StreamNer.Output;

namespace StreamNer.Comparing;

/// <summary>A report as a page of tables.</summary>
internal static class DiffPage
{
    private const int MostSurfaces = 30;
    private const int MostPairs = 20;

    /// <summary>The page.</summary>
    public static ReportPage Of(DiffReport report)
    {
        var tally = report.Tally;
        var lead = tally.Changed == 0
            ? $"No differences in {Number(tally.Both)} documents; {Number(tally.Identical)} of them are equal byte for byte."
            : $"{Number(tally.Changed)} of {Number(tally.Both)} documents differ ({ReportPage.Share(tally.Changed, tally.Both)}); "
                + $"{Number(tally.Identical)} are equal byte for byte.";
        if (tally.A.Alone + tally.B.Alone > 0) lead += $" Documents in A only: {Number(tally.A.Alone)}; in B only: {Number(tally.B.Alone)}.";
        List<ReportTable> tables = [];
        if (report.Gates.Count > 0) tables.Add(Gates(report.Gates));
        tables.Add(Documents(tally));
        tables.Add(Entities(tally));
        if (tally.Labels.Count > 0) tables.Add(Labels(tally));
        if (tally.Changes[ChangeKind.Relabelled] > 0) tables.Add(Pairs(tally));
        if (tally.Findings.Count > 0) tables.Add(Findings(tally));
        var surfaces = tally.Surfaces.Top(MostSurfaces);
        if (surfaces.Count > 0) tables.Add(Surfaces(surfaces, tally.Surfaces.IsExact));
        foreach (var kind in Enum.GetValues<ChangeKind>()) if (tally.Examples(kind).Count > 0) tables.Add(Examples(kind, tally.Examples(kind)));
        tables.Add(Snapshots(tally));
        return new ReportPage($"{report.A} → {report.B}", lead, report.Gates.Count > 0 ? report.Passed : null, tables);
    }

    /// <summary>The word for a kind, such as <c>score moved</c>.</summary>
    public static string Word(ChangeKind kind) => kind == ChangeKind.ScoreMoved ? "score moved" : kind.ToString().ToLowerInvariant();

    private static ReportTable Gates(IReadOnlyList<GateResult> gates) => new(
        "Gates", "", ["measure", "limit#", "found#", "of#", "share#", "verdict"],
        [.. gates.Select(one => (IReadOnlyList<string>)[DiffGate.Name(one.Gate.Measure), one.Gate.Limit.ToString(), Number(one.Count),
            Number(one.Total), ReportPage.Share(one.Count, one.Total), one.Passed ? "passed" : "failed"])]);

    private static ReportTable Documents(DiffTally tally) => new(
        "Documents", "A document is found in the other output by topic, partition and offset of its source, or by its line.",
        ["", "A#", "B#"],
        [
            ["results", Number(tally.A.Results), Number(tally.B.Results)],
            ["not in the other", Number(tally.A.Alone), Number(tally.B.Alone)],
            ["rejected", Number(tally.A.Rejected), Number(tally.B.Rejected)],
            ["rejected by one alone", Number(tally.RejectedByOne), Number(tally.RejectedByOne)],
            ["older results for the same source", Number(tally.A.Superseded), Number(tally.B.Superseded)],
            ["tombstones", Number(tally.A.Tombstones), Number(tally.B.Tombstones)],
            ["with another redaction", Number(tally.RedactionChanged), Number(tally.RedactionChanged)],
        ]);

    private static ReportTable Entities(DiffTally tally) => new(
        "Entities", $"A has {Number(tally.A.Entities)}, B has {Number(tally.B.Entities)} in the documents that both have. Shares are of A's, "
        + "of B's for added ones.",
        ["difference", "count#", "share#"],
        [.. Enum.GetValues<ChangeKind>().Select(kind => (IReadOnlyList<string>)[Word(kind), Number(tally.Changes[kind]),
            ReportPage.Share(tally.Changes[kind], kind == ChangeKind.Added ? tally.B.Entities : tally.A.Entities)])]);

    private static ReportTable Labels(DiffTally tally) => new(
        "Entities by label", "Relabelled entities count under their label in A.",
        ["label", "A#", "B#", .. Enum.GetValues<ChangeKind>().Select(kind => Word(kind) + "#")],
        [.. tally.Labels.Select(one => (IReadOnlyList<string>)[one.Key, Number(one.Value.InA), Number(one.Value.InB),
            .. Enum.GetValues<ChangeKind>().Select(kind => Number(one.Value.Changes[kind]))])]);

    private static ReportTable Pairs(DiffTally tally) => new(
        "Labels that became others", "", ["A", "B", "count#"],
        [.. tally.MostRelabelled().Take(MostPairs)
            .Select(pair => (IReadOnlyList<string>)[pair.Labels.Before, pair.Labels.After, Number(pair.Count)])]);

    private static ReportTable Findings(DiffTally tally) => new(
        "Findings of personal data", "", ["type", "added#", "removed#", "other action#"],
        [.. tally.Findings.Select(one => (IReadOnlyList<string>)[one.Key, Number(one.Value.Added), Number(one.Value.Removed),
            Number(one.Value.ActionChanged)])]);

    private static ReportTable Surfaces(IReadOnlyList<(ChangedSurface Surface, long Count)> surfaces, bool exact) => new(
        "What changed most", (exact ? "" : "Counts are lower bounds: there were too many different ones. ")
        + $"Words are those of the redacted text; {DiffTally.Withheld} where one of the two redacts them.",
        ["difference", "words", "A", "B", "count#"],
        [.. surfaces.Select(one => (IReadOnlyList<string>)[Word(one.Surface.Kind), one.Surface.Surface, one.Surface.Before, one.Surface.After,
            Number(one.Count)])]);

    private static ReportTable Examples(ChangeKind kind, IReadOnlyList<ChangeExample> examples) => new(
        $"Examples: {Word(kind)}", "", ["source", "words", "A", "B"],
        [.. examples.OrderBy(one => one.At).Select(one => (IReadOnlyList<string>)[one.At.ToString(), one.Surface, Side(one.Change.Before),
            Side(one.Change.After)])]);

    private static ReportTable Snapshots(DiffTally tally) => new(
        "Snapshots", "", ["output", "snapshot", "results#"],
        [
            .. tally.A.Snapshots.Select(one => (IReadOnlyList<string>)["A", one.Key, Number(one.Value)]),
            .. tally.B.Snapshots.Select(one => (IReadOnlyList<string>)["B", one.Key, Number(one.Value)]),
        ]);

    private static string Side(Entity? entity)
    {
        if (entity is null) return "";
        var link = entity.LinkState == LinkState.Linked ? entity.Link?.Id ?? "" : EnrichmentJson.Word(entity.LinkState);
        return string.Create(CultureInfo.InvariantCulture, $"{entity.Label} {entity.Start}–{entity.End}, {entity.Score:0.000}, {link}");
    }

    private static string Number(long number) => ReportPage.Number(number);
}
