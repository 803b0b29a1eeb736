namespace StreamNer.Pipeline;

/// <summary>Why a document was rejected. The wire form (<see cref="FailureCodes"/>) is a contract.</summary>
public enum FailureKind
{
    /// <summary>The producer's fault: invalid UTF-8, or a lone surrogate in a JSON escape.</summary>
    InvalidText,

    /// <summary>The producer's fault: framing, schema, JSON or a missing field.</summary>
    InvalidRecord,

    /// <summary>The producer's fault: more tokens than <c>limits:tokensPerDocument</c>.</summary>
    TooLong,

    /// <summary>The enriched record does not fit the output topic's size limit.</summary>
    OversizeOutput,

    /// <summary>The model fails on this document although it answers the probe text.</summary>
    ModelFailed,

    /// <summary>A PII detector could not scan the text to its end.</summary>
    DetectorFailed,

    /// <summary>A policy says that such a record must not be enriched.</summary>
    Policy,

    /// <summary>Our fault: an invariant did not hold for this document.</summary>
    Internal,
}

/// <summary>The stage that rejected a document; lower-case in dead letters and metrics.</summary>
public enum FailureStage
{
    /// <summary>Bytes to document.</summary>
    Decode,

    /// <summary>Text to tokens and windows.</summary>
    Tokenise,

    /// <summary>The model's run.</summary>
    Infer,

    /// <summary>PII rules.</summary>
    Detect,

    /// <summary>Entity linking.</summary>
    Link,

    /// <summary>Redaction and offset mapping.</summary>
    Redact,

    /// <summary>Encoding or writing of the output.</summary>
    Write,

    /// <summary>Its work as a whole: it ended the process, again and again.</summary>
    Process,
}

/// <summary>A rejection: what, where, after how many attempts (at least 1), and what exactly where the kind leaves it open.</summary>
public readonly record struct Failure(FailureKind Kind, FailureStage Stage, int Attempts = 1, FailureDetail Detail = FailureDetail.None)
{
    /// <summary>The type of the exception that the document's work ended with (<see cref="DocumentFault"/>); null where there was none. Never a
    /// metric's label.</summary>
    public string? Exception { get; init; }

    /// <summary>The failure to decode that a detail stands for.</summary>
    public static Failure Decoding(FailureDetail detail) => new(detail.KindOf(), FailureStage.Decode, Detail: detail);
}

/// <summary>The stable wire names of failures, as in <c>streamner.dlq.reason</c> and the metrics.</summary>
internal static class FailureCodes
{
    /// <summary>The code, such as <c>invalid_text</c>.</summary>
    public static string Code(this FailureKind kind) => kind switch
    {
        FailureKind.InvalidText => "invalid_text",
        FailureKind.InvalidRecord => "invalid_record",
        FailureKind.TooLong => "too_long",
        FailureKind.OversizeOutput => "oversize_output",
        FailureKind.ModelFailed => "model_failed",
        FailureKind.DetectorFailed => "detector_failed",
        FailureKind.Policy => "policy",
        FailureKind.Internal => "internal",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown failure kind"),
    };

    /// <summary>The code, such as <c>decode</c>.</summary>
    public static string Code(this FailureStage stage) => stage switch
    {
        FailureStage.Decode => "decode",
        FailureStage.Tokenise => "tokenise",
        FailureStage.Infer => "infer",
        FailureStage.Detect => "detect",
        FailureStage.Link => "link",
        FailureStage.Redact => "redact",
        FailureStage.Write => "write",
        FailureStage.Process => "process",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "unknown failure stage"),
    };
}
