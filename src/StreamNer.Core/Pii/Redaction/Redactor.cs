using System.Text;

namespace StreamNer.Pii;

/// <summary>Step 8: replaces what a policy redacts. Thread-safe.</summary>
public sealed class Redactor
{
    private readonly SpanMerger _merger;

    /// <summary>Creates a redactor that resolves overlaps by <paramref name="merger"/>.</summary>
    public Redactor(SpanMerger merger) => _merger = merger;

    /// <summary>
    /// Applies a policy to the findings of a text, in any order and overlapping as they may. Findings that cannot be right (outside of the
    /// text) reject the document as <see cref="FailureKind.Internal"/>: redacting the rest would leave out what they meant.
    /// </summary>
    public Redaction Apply(string text, IReadOnlyList<PiiSpan> spans, PiiPolicy policy)
    {
        if (spans.Count == 0) return Redaction.Unchanged(text);
        for (var i = 0; i < spans.Count; i++)
        {
            if (spans[i].Start < 0 || spans[i].End > text.Length || spans[i].Start > spans[i].End) return Redaction.Rejected(FailureKind.Internal);
        }

        var merged = _merger.Merge(text, spans, policy);
        if (merged.Count == 0) return Redaction.Unchanged(text);

        var output = new StringBuilder(text.Length + (16 * merged.Count));
        var replaced = new List<(int Start, int End, int OutputLength)>(merged.Count);
        var replacements = new Replacements();
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
        var map = replaced.Count == 0 ? OffsetMap.Identity : new OffsetMap(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(replaced));
        return new Redaction(replaced.Count == 0 ? text : output.ToString(), Findings(merged, map), map);
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
