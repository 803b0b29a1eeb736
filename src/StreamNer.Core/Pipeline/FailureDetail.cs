namespace StreamNer.Pipeline;

/// <summary>
/// What exactly was wrong, where <see cref="FailureKind"/> alone leaves it open: a closed set, so that it can be a metric label. The wire form
/// (<see cref="FailureDetails"/>) is a contract.
/// </summary>
public enum FailureDetail
{
    /// <summary>The kind says it all.</summary>
    None,

    /// <summary>Invalid text: bytes that are not UTF-8, in the value or in a Protobuf string.</summary>
    Utf8,

    /// <summary>Invalid text: an escaped surrogate without its partner in a JSON string that is read.</summary>
    JsonLoneSurrogate,

    /// <summary>Invalid record: the value is not one valid JSON value, at most 64 deep.</summary>
    JsonNotJson,

    /// <summary>Invalid record: valid JSON, but not an object.</summary>
    JsonNotObject,

    /// <summary>Invalid record: the object lacks the text field.</summary>
    JsonNoField,

    /// <summary>Invalid record: the text field occurs more than once.</summary>
    JsonRepeatedField,

    /// <summary>Invalid record: the text field is not a string.</summary>
    JsonWrongType,

    /// <summary>Invalid record: the value is not in the Confluent wire format.</summary>
    ProtobufFrame,

    /// <summary>Invalid record: the value names a schema that the registry does not have, or another message than
    /// <c>streamner.v1.RawText</c>.</summary>
    ProtobufSchema,

    /// <summary>Invalid record: the bytes are not a Protobuf message.</summary>
    ProtobufMessage,

    /// <summary>Invalid record: the output topic is compacted and the record has no key.</summary>
    TopicKey,

    /// <summary>Invalid record: the timestamp is outside of what the output topic takes.</summary>
    TopicTimestamp,

    /// <summary>Invalid record: the output topic refuses it for a reason that its settings do not explain.</summary>
    TopicRefused,
}

/// <summary>The stable wire names of details, as in <c>streamner.dlq.detail</c>, and which belong to which kind.</summary>
internal static class FailureDetails
{
    private static readonly FailureDetail[] s_none = [FailureDetail.None];
    private static readonly FailureDetail[] s_text = [FailureDetail.Utf8, FailureDetail.JsonLoneSurrogate];
    private static readonly FailureDetail[] s_record = [.. Enum.GetValues<FailureDetail>().Except([.. s_none, .. s_text])];

    /// <summary>Every detail that a failure of this kind can have, so that series can start at zero.</summary>
    public static IReadOnlyList<FailureDetail> Of(FailureKind kind) => kind switch
    {
        FailureKind.InvalidText => s_text,
        FailureKind.InvalidRecord => s_record,
        _ => s_none,
    };

    /// <summary>The kind that a detail refines; <see cref="FailureDetail.None"/> refines none.</summary>
    public static FailureKind KindOf(this FailureDetail detail) => detail switch
    {
        FailureDetail.None => throw new ArgumentOutOfRangeException(nameof(detail), detail, "refines no kind"),
        FailureDetail.Utf8 or FailureDetail.JsonLoneSurrogate => FailureKind.InvalidText,
        _ => FailureKind.InvalidRecord,
    };

    /// <summary>The code, such as <c>json.no_field</c>; <c>none</c> for none.</summary>
    public static string Code(this FailureDetail detail) => detail switch
    {
        FailureDetail.None => "none",
        FailureDetail.Utf8 => "utf8",
        FailureDetail.JsonLoneSurrogate => "json.lone_surrogate",
        FailureDetail.JsonNotJson => "json.not_json",
        FailureDetail.JsonNotObject => "json.not_object",
        FailureDetail.JsonNoField => "json.no_field",
        FailureDetail.JsonRepeatedField => "json.repeated_field",
        FailureDetail.JsonWrongType => "json.wrong_type",
        FailureDetail.ProtobufFrame => "protobuf.frame",
        FailureDetail.ProtobufSchema => "protobuf.schema",
        FailureDetail.ProtobufMessage => "protobuf.message",
        FailureDetail.TopicKey => "topic.key",
        FailureDetail.TopicTimestamp => "topic.timestamp",
        FailureDetail.TopicRefused => "topic.refused",
        _ => throw new ArgumentOutOfRangeException(nameof(detail), detail, "unknown failure detail"),
    };
}
