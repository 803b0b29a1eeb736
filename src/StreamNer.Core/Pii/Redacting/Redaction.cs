using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Pii.Redacting;

/// <summary>What redaction made of one text. All offsets are UTF-16 units.</summary>
/// <param name="Text">The redacted text; empty when <paramref name="Failure"/> is set.</param>
/// <param name="Findings">By start, then longer first, then type; real findings only, so a tag that already stood in the text has none.</param>
/// <param name="Map">From the original text to the redacted one.</param>
/// <param name="Failure">Why the document must be rejected; null when it need not.</param>
internal sealed record Redaction(string Text, IReadOnlyList<PiiFinding> Findings, OffsetMap Map, Failure? Failure = null)
{
    /// <summary>A text in which nothing was found.</summary>
    public static Redaction Unchanged(string text) => new(text, [], OffsetMap.Identity);

    /// <summary>A document that must not be enriched.</summary>
    public static Redaction Rejected(FailureKind kind) => new("", [], OffsetMap.Identity, new Failure(kind, FailureStage.Redact));
}
