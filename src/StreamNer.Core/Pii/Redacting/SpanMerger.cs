using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Redacting;

/// <summary>
/// Resolves overlaps by one total order: evidence (context over checksum over shape), then longer, then earlier, then the order of the
/// type table. Each place goes to the first finding in that order which covers it; what a loser has outside stays a finding of its
/// own, for a name of which an address takes the second half must not leave its first half in the text. What is left of a loser that
/// began or ended inside a word is dropped when it holds no whole word: the first letter of the next label is nobody's.
/// </summary>
internal sealed class SpanMerger
{
    private readonly Dictionary<string, int> _rank = [];

    /// <summary>Creates a merger.</summary>
    /// <param name="typeOrder">The type table's names in its order; types that it lacks come last, by name.</param>
    public SpanMerger(IEnumerable<string> typeOrder)
    {
        foreach (var type in typeOrder) _rank.TryAdd(type, _rank.Count);
    }

    /// <summary>Negative when <paramref name="a"/> wins over <paramref name="b"/>; zero only for equal spans.</summary>
    public int Compare(in PiiSpan a, in PiiSpan b)
    {
        var order = b.Evidence.CompareTo(a.Evidence);
        if (order == 0) order = (b.End - b.Start).CompareTo(a.End - a.Start);
        if (order == 0) order = a.Start.CompareTo(b.Start);
        if (order == 0) order = RankOf(a.Type).CompareTo(RankOf(b.Type));
        if (order == 0) order = string.CompareOrdinal(a.Type, b.Type);
        return order != 0 ? order : string.CompareOrdinal(a.Detector, b.Detector);
    }

    /// <summary>
    /// The winners of <paramref name="spans"/> under <paramref name="policy"/>, by start. Those that change the text never overlap each
    /// other; kept ones do not overlap kept ones. A kept finding never shields one that must go, unless it wins the very same range.
    /// Edges are grown by <see cref="SpanEdges"/>. Time n log n.
    /// </summary>
    public List<MergedSpan> Merge(string text, IReadOnlyList<PiiSpan> spans, PiiPolicy policy)
    {
        var changing = new List<Candidate>(spans.Count);
        var kept = new List<Candidate>();
        for (var i = 0; i < spans.Count; i++)
        {
            var span = spans[i];
            if (policy.ActionOf(span.Type) is not { } action) continue;
            if (span.Start >= span.End) continue;
            if (span.Start < 0 || span.End > text.Length) throw new ArgumentOutOfRangeException(nameof(spans), span, "outside of the text");
            if (policy.AlwaysRemoves(span.Type)) span = span with { Evidence = PiiEvidence.MustGo };
            if (action == PiiAction.Generalize && Generalization.Stands(span.Type, text.AsSpan(span.Start, span.End - span.Start)))
                action = PiiAction.Keep;
            var (start, end) = SpanEdges.Grow(text, span.Start, span.End);
            (action == PiiAction.Keep ? kept : changing).Add(new Candidate(span, action, start, end));
        }

        if (kept.Count > 0 && changing.Count > 0) DropShielded(changing, kept);
        var merged = new List<MergedSpan>(changing.Count + kept.Count);
        Sweep(text, changing, merged);
        if (kept.Count == 0) return merged;
        Sweep(text, kept, merged);
        merged.Sort(static (a, b) => InRecordOrder(a, b));
        return merged;
    }

    /// <summary>By start, then longer first, then type: the order of findings in a record.</summary>
    internal static int InRecordOrder(in MergedSpan a, in MergedSpan b)
    {
        var order = a.Start.CompareTo(b.Start);
        if (order == 0) order = b.End.CompareTo(a.End);
        return order != 0 ? order : string.CompareOrdinal(a.Type, b.Type);
    }

    private int RankOf(string type) => _rank.TryGetValue(type, out var rank) ? rank : int.MaxValue;

    private void DropShielded(List<Candidate> changing, List<Candidate> kept)
    {
        var best = new Dictionary<(int, int), PiiSpan>();
        foreach (var candidate in kept)
        {
            var range = (candidate.Start, candidate.End);
            if (!best.TryGetValue(range, out var other) || Compare(candidate.Span, other) < 0) best[range] = candidate.Span;
        }

        changing.RemoveAll(candidate => best.TryGetValue((candidate.Start, candidate.End), out var other) && Compare(other, candidate.Span) < 0);
    }

    // Between two neighbouring edges the winner is the same, so it is looked up once per edge.
    private void Sweep(string text, List<Candidate> candidates, List<MergedSpan> merged)
    {
        if (candidates.Count == 0) return;
        candidates.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        var active = new PriorityQueue<int, PiiSpan>(Comparer<PiiSpan>.Create((a, b) => Compare(a, b)));
        var first = merged.Count;
        var next = 0;
        var at = candidates[0].Start;
        while (true)
        {
            while (next < candidates.Count && candidates[next].Start <= at) { active.Enqueue(next, candidates[next].Span); next++; }
            while (active.TryPeek(out var top, out _) && candidates[top].End <= at) active.Dequeue();
            if (!active.TryPeek(out var winner, out _))
            {
                if (next == candidates.Count) break;
                at = candidates[next].Start;
                continue;
            }

            var until = candidates[winner].End;
            if (next < candidates.Count) until = Math.Min(until, candidates[next].Start);
            Append(text, candidates[winner], at, until, merged, first);
            at = until;
        }

        DropSlivers(text, merged, first);
    }

    private static void Append(string text, in Candidate winner, int start, int end, List<MergedSpan> merged, int first)
    {
        if (merged.Count > first)
        {
            // The winner goes on, or a finding of the same type goes on where the winner ended: one finding.
            var last = merged[^1];
            var fragment = start > winner.Start || last.IsFragment;
            if (last.End == start && last.Type == winner.Span.Type && last.Action == winner.Action && fragment)
            {
                merged[^1] = last with
                {
                    End = end,
                    FoundEnd = Math.Max(last.FoundEnd, Math.Min(end, winner.Span.End)),
                    IsFragment = last.Start > winner.Start || end < winner.End
                };
                return;
            }
        }

        var isFragment = start > winner.Start || end < winner.End;
        if (start > winner.Start && !HasContent(text.AsSpan(start, end - start))) return;
        merged.Add(new MergedSpan(
            winner.Span.Type, winner.Action, winner.Span.Detector, start, end,
            Math.Max(start, winner.Span.Start), Math.Max(start + 1, Math.Min(end, winner.Span.End)), isFragment));
    }

    // An edge that touches the winner is the overlap's; the others are the detector's own.
    private static void DropSlivers(string text, List<MergedSpan> merged, int first)
    {
        var kept = first;
        for (var i = first; i < merged.Count; i++)
        {
            var span = merged[i];
            var leftIsOwn = i == first || merged[i - 1].End < span.Start;
            var rightIsOwn = i + 1 == merged.Count || merged[i + 1].Start > span.End;
            var isSliver = span.IsFragment && ((leftIsOwn && IsInWord(text, span.Start)) || (rightIsOwn && IsInWord(text, span.End)))
                && !HasWholeWord(text, span.Start, span.End);
            if (!isSliver) merged[kept++] = span;
        }

        merged.RemoveRange(kept, merged.Count - kept);
    }

    // Whether a word, in scripts that part words, goes on over the place.
    private static bool IsInWord(string text, int at) => at > 0 && at < text.Length && IsOfWord(text[at - 1]) && IsOfWord(text[at]);

    private static bool IsOfWord(char c) => CharTable.Kinds[c] is CharKind.Letter or CharKind.Digit;

    private static bool HasWholeWord(string text, int start, int end)
    {
        for (var at = start; at < end;)
        {
            var from = at;
            while (at < end && IsOfWord(text[at])) at++;
            if (at > from && !IsInWord(text, from) && !IsInWord(text, at)) return true;
            if (at == from) at++;
        }

        return false;
    }

    // Blanks and punctuation that a loser leaves behind tell nothing.
    private static bool HasContent(ReadOnlySpan<char> rest)
    {
        foreach (var c in rest)
        {
            if (!char.IsWhiteSpace(c) && !char.IsPunctuation(c)) return true;
        }

        return false;
    }

    private readonly record struct Candidate(PiiSpan Span, PiiAction Action, int Start, int End);
}

/// <summary>
/// A finding after overlaps are resolved: it takes [Start, End) of the text, of which the detector found [FoundStart, FoundEnd); the rest
/// is grown edge. A fragment is what other findings have left of one.
/// </summary>
internal readonly record struct MergedSpan(
    string Type, PiiAction Action, string Detector, int Start, int End, int FoundStart, int FoundEnd, bool IsFragment);
