using System.Runtime.InteropServices;
using System.Text;
using StreamNer.Output;
using StreamNer.Pii.Keys;
using StreamNer.Pipeline;
using StreamNer.Text;

namespace StreamNer.Pii.Redacting;

/// <summary>Looks for personal data in a text; false when it could not look at all of it.</summary>
internal delegate bool Rescan(string text, List<PiiSpan> into);

/// <summary>Step 9: replaces what a policy redacts, until nothing more is found. Thread-safe.</summary>
internal sealed class Redactor
{
    // Each round covers at least one more character, so it ends; texts that need more rounds are made to, and are rejected.
    private const int MostRounds = 8;

    private readonly SpanMerger _merger;
    private readonly KeyedTags _tags;
    private readonly Rescan? _rescan;

    /// <summary>Creates a redactor.</summary>
    /// <param name="merger">Resolves overlaps.</param>
    /// <param name="keys">The keys of pseudonyms and encrypted tags; null for none.</param>
    /// <param name="rescan">The same detectors that made the spans; null to redact once.</param>
    public Redactor(SpanMerger merger, KeyRing? keys = null, Rescan? rescan = null)
    {
        _merger = merger;
        _tags = new KeyedTags(keys ?? KeyRing.Empty);
        _rescan = rescan;
    }

    /// <summary>
    /// Applies a policy to the findings of a text, in any order and overlapping as they may. What is left is scanned again, with the replaced
    /// ranges as atoms, until the policy redacts nothing more.
    /// </summary>
    /// <returns>
    /// The redaction, or a rejection: <see cref="FailureKind.Policy"/> where the policy drops such records, <see cref="FailureKind.DetectorFailed"/>
    /// where the text cannot be scanned to its end or does not come to rest, <see cref="FailureKind.Internal"/> for a span outside of the text
    /// (redacting the rest would leave out what it meant).
    /// </returns>
    public Redaction Apply(string text, IReadOnlyList<PiiSpan> spans, PiiPolicy policy, string tenant = "") =>
        Write(text, Plan(text, spans, policy), tenant);

    /// <summary>The first half of <see cref="Apply"/>: what will be replaced.</summary>
    internal RedactionPlan Plan(string text, IReadOnlyList<PiiSpan> spans, PiiPolicy policy)
    {
        for (var i = 0; i < spans.Count; i++)
        {
            if (spans[i].Start < 0 || spans[i].End > text.Length || spans[i].Start > spans[i].End) return new RedactionPlan([], FailureKind.Internal);
        }

        if (spans.Count == 0) return RedactionPlan.Nothing;
        var merged = _merger.Merge(text, spans, policy);
        if (merged.Count == 0) return RedactionPlan.Nothing;
        if (_rescan is not null && CharactersChanged(merged) > 0)
        {
            if (Settle(text, spans, merged, policy) is not { } settled) return new RedactionPlan([], FailureKind.DetectorFailed);
            if (!TryHideJoined(text, settled, policy)) return new RedactionPlan([], FailureKind.DetectorFailed);
            merged = settled;
        }

        foreach (var span in merged)
        {
            if (span.Action == PiiAction.Drop) return new RedactionPlan([], FailureKind.Policy);
        }

        return new RedactionPlan(merged, null);
    }

    /// <summary>The second half of <see cref="Apply"/>: the text with the replacements of a plan.</summary>
    internal Redaction Write(string text, RedactionPlan plan, string tenant)
    {
        if (plan.Failure is { } failure) return Redaction.Rejected(failure);
        return plan.Spans.Count == 0 ? Redaction.Unchanged(text) : Write(text, plan.Spans, tenant);
    }

    // What the first scan took for one thing may, once a part of it is redacted, leave another behind.
    private List<MergedSpan>? Settle(string text, IReadOnlyList<PiiSpan> spans, List<MergedSpan> merged, PiiPolicy policy)
    {
        var all = new List<PiiSpan>(spans);
        var found = new List<PiiSpan>();
        for (var round = 0; round < MostRounds; round++)
        {
            var atoms = new AtomText(text, merged);
            found.Clear();
            if (!_rescan!(atoms.Text, found)) return null;
            found.RemoveAll(span => !IsNew(span, atoms, policy));
            if (found.Count == 0) return merged;
            all.AddRange(found);
            var before = CharactersChanged(merged);
            merged = _merger.Merge(text, all, policy);

            // Findings that a kept one of the same range outranks, or of which only punctuation would go, change nothing.
            if (CharactersChanged(merged) == before) return merged;
        }

        return null;
    }

    // The four digits that an action shows may join with what stands behind them: then the whole value becomes its tag.
    private bool TryHideJoined(string text, List<MergedSpan> merged, PiiPolicy policy)
    {
        if (!merged.Exists(static span => span.Action is PiiAction.LastFour or PiiAction.FirstSixLastFour)) return true;
        var shown = new AtomText(text, merged).Text.ToCharArray();
        foreach (var span in merged)
        {
            if (span.IsFragment || span.Action is not (PiiAction.LastFour or PiiAction.FirstSixLastFour)) continue;
            var from = span.End;
            for (var seen = 0; from > span.Start && seen < 4;) if (char.IsLetterOrDigit(text[--from])) seen++;
            text.CopyTo(from, shown, from, span.End - from);
        }

        var found = new List<PiiSpan>();
        if (!_rescan!(new string(shown), found)) return false;
        found.RemoveAll(span => policy.ActionOf(span.Type) is null or PiiAction.Keep);
        found.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        for (int i = 0, next = 0; i < merged.Count; i++)
        {
            var span = merged[i];
            if (span.Action is not (PiiAction.LastFour or PiiAction.FirstSixLastFour)) continue;
            while (next < found.Count && found[next].Start < span.Start) next++;
            for (; next < found.Count && found[next].Start < span.End; next++)
            {
                if (found[next].End > span.End) merged[i] = span with { IsFragment = true };
            }
        }

        return true;
    }

    private static bool IsNew(in PiiSpan span, AtomText atoms, PiiPolicy policy) =>
        policy.ActionOf(span.Type) is { } action && action != PiiAction.Keep && !atoms.Covers(span.Start, span.End)
        && !(action == PiiAction.Generalize && Generalization.Stands(span.Type, atoms.Text.AsSpan(span.Start, span.End - span.Start)));

    private Redaction Write(string text, List<MergedSpan> merged, string tenant)
    {
        var output = new StringBuilder(text.Length + (16 * merged.Count));
        var replaced = new List<(int Start, int End, int OutputLength)>(merged.Count);
        var replacements = new Replacements(_tags, tenant);
        var at = 0;
        foreach (var span in merged)
        {
            if (span.Action == PiiAction.Keep) continue;
            output.Append(text, at, span.Start - at);
            var before = output.Length;
            replacements.Append(output, span, text.AsSpan(span.Start, span.End - span.Start));
            replaced.Add((span.Start, span.End, output.Length - before));
            at = span.End;
        }

        output.Append(text, at, text.Length - at);
        var map = replaced.Count == 0 ? OffsetMap.Identity : new OffsetMap(CollectionsMarshal.AsSpan(replaced));
        return new Redaction(replaced.Count == 0 ? text : output.ToString(), Findings(merged, map), map);
    }

    private static int CharactersChanged(List<MergedSpan> merged)
    {
        var count = 0;
        foreach (var span in merged)
        {
            if (span.Action != PiiAction.Keep) count += span.End - span.Start;
        }

        return count;
    }

    private static PiiFinding[] Findings(List<MergedSpan> merged, OffsetMap map)
    {
        var findings = new PiiFinding[merged.Count];
        for (var i = 0; i < findings.Length; i++)
        {
            var span = merged[i];
            var (start, end) = map.ToOutput(span.FoundStart, span.FoundEnd);
            findings[i] = new PiiFinding(span.Type, span.FoundStart, span.FoundEnd, start, end, span.Detector, span.Action.Name());
        }

        return findings;
    }
}

/// <summary>What a redaction will replace, or why the document must be rejected.</summary>
/// <param name="Spans">By start, without overlaps; those with the action keep stay in the text.</param>
/// <param name="Failure">Null when the document need not be rejected.</param>
internal readonly record struct RedactionPlan(List<MergedSpan> Spans, FailureKind? Failure)
{
    public static RedactionPlan Nothing { get; } = new([], null);

    /// <summary>The ranges that will be replaced, by start.</summary>
    public IReadOnlyList<TextRange> Withheld
    {
        get
        {
            List<TextRange>? ranges = null;
            foreach (var span in Spans)
            {
                if (span.Action != PiiAction.Keep) (ranges ??= []).Add(new TextRange(span.Start, span.End));
            }

            return ranges is null ? [] : ranges;
        }
    }
}
