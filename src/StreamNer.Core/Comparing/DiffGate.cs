using System.Globalization;

namespace StreamNer.Comparing;

/// <summary>What a gate measures.</summary>
internal enum DiffMeasure
{
    /// <summary>Entities removed, as a share of A's.</summary>
    Removed,

    /// <summary>Entities added, as a share of B's.</summary>
    Added,

    /// <summary>Entities under another label, as a share of A's.</summary>
    Relabelled,

    /// <summary>Entities with other borders, as a share of A's.</summary>
    Moved,

    /// <summary>Entities linked otherwise, as a share of A's.</summary>
    Relinked,

    /// <summary>Entities whose score alone has moved, as a share of A's.</summary>
    ScoreMoved,

    /// <summary>Documents with another redaction, as a share of those that both have enriched.</summary>
    RedactionChanged,

    /// <summary>Documents with any difference, as a share of those that both have enriched.</summary>
    Changed,

    /// <summary>Documents whose values are not equal byte for byte, as a share of those that both have enriched.</summary>
    Unequal,

    /// <summary>Documents that one rejects and the other does not, as a share of those that both have.</summary>
    Rejected,

    /// <summary>Documents that one of them has not, as a share of all.</summary>
    Unmatched,
}

/// <summary>The most that a gate lets pass: a share such as <c>1%</c>, or a count such as <c>10</c>.</summary>
/// <param name="Amount">Per cent, or how many.</param>
/// <param name="IsShare">Whether it is a share.</param>
internal readonly record struct DiffLimit(double Amount, bool IsShare)
{
    /// <summary>Reads <c>1%</c>, <c>0.5%</c>, <c>10</c>: not negative, shares at most 100.</summary>
    public static bool TryParse(string text, out DiffLimit limit)
    {
        var isShare = text.EndsWith('%');
        var number = isShare ? text[..^1] : text;
        var style = isShare ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
        var read = double.TryParse(number, style, CultureInfo.InvariantCulture, out var amount);
        limit = new DiffLimit(amount, isShare);
        return read && double.IsFinite(amount) && (!isShare || amount <= 100);
    }

    /// <summary>Whether <paramref name="count"/> of <paramref name="total"/> is no more.</summary>
    public bool Allows(long count, long total) => IsShare ? count == 0 || 100.0 * count <= Amount * total : count <= Amount;

    /// <summary>As it is written.</summary>
    public override string ToString() => Amount.ToString(CultureInfo.InvariantCulture) + (IsShare ? "%" : "");
}

/// <summary>A bound on one kind of difference.</summary>
internal readonly record struct DiffGate(DiffMeasure Measure, DiffLimit Limit)
{
    /// <summary>The measure's name in flags and reports, such as <c>score-moved</c>.</summary>
    public static string Name(DiffMeasure measure) => measure switch
    {
        DiffMeasure.ScoreMoved => "score-moved",
        DiffMeasure.RedactionChanged => "redaction-changed",
        _ => measure.ToString().ToLowerInvariant(),
    };

    /// <summary>Whether the outputs pass. Where they have no document in common none does: there is nothing to judge by.</summary>
    public GateResult Judge(DiffTally tally)
    {
        var joined = tally.Both + tally.RejectedByOne + tally.RejectedByBoth;
        var unmatched = tally.A.Alone + tally.B.Alone;
        var (count, total) = Measure switch
        {
            DiffMeasure.Removed => (tally.Changes[ChangeKind.Removed], tally.A.Entities),
            DiffMeasure.Added => (tally.Changes[ChangeKind.Added], tally.B.Entities),
            DiffMeasure.Relabelled => (tally.Changes[ChangeKind.Relabelled], tally.A.Entities),
            DiffMeasure.Moved => (tally.Changes[ChangeKind.Moved], tally.A.Entities),
            DiffMeasure.Relinked => (tally.Changes[ChangeKind.Relinked], tally.A.Entities),
            DiffMeasure.ScoreMoved => (tally.Changes[ChangeKind.ScoreMoved], tally.A.Entities),
            DiffMeasure.RedactionChanged => (tally.RedactionChanged, tally.Both),
            DiffMeasure.Changed => (tally.Changed, tally.Both),
            DiffMeasure.Unequal => (tally.Both - tally.Identical, tally.Both),
            DiffMeasure.Rejected => (tally.RejectedByOne, joined),
            DiffMeasure.Unmatched => (unmatched, joined + unmatched),
            _ => throw new InvalidOperationException($"unknown measure {Measure}"),
        };
        return new GateResult(this, count, total, joined > 0 && Limit.Allows(count, total));
    }
}

/// <summary>What a gate found: <paramref name="Count"/> of <paramref name="Total"/>.</summary>
internal readonly record struct GateResult(DiffGate Gate, long Count, long Total, bool Passed);

/// <summary>Two outputs, what differs, and which gates they pass.</summary>
internal sealed record DiffReport(string A, string B, DiffTally Tally, IReadOnlyList<GateResult> Gates)
{
    /// <summary>Whether all gates are passed.</summary>
    public bool Passed => Gates.All(gate => gate.Passed);
}
