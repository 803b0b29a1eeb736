namespace StreamNer.Chaos.Load;

/// <summary>What an input record is, written by the load into the header <see cref="RecordKinds.Header"/> and read by the checker.</summary>
internal enum RecordKind
{
    /// <summary>An ordinary text.</summary>
    Healthy,

    /// <summary>A null value under a key of its own.</summary>
    Tombstone,

    /// <summary>Bytes that are no UTF-8 text.</summary>
    InvalidText,

    /// <summary>A text that breaks every run of the model it takes part in.</summary>
    Poison,

    /// <summary>A text on which a stage of the pipeline throws.</summary>
    Defect,

    /// <summary>A text whose enriched record exceeds the output topic's size limit.</summary>
    Oversize,

    /// <summary>A text with a timestamp that the output topic refuses.</summary>
    Refused,
}

/// <summary>How a record left the stream.</summary>
internal enum Ending
{
    /// <summary>On the output topic, with a value.</summary>
    Enriched,

    /// <summary>On the output topic, without one.</summary>
    Tombstone,

    /// <summary>On the dead-letter topic.</summary>
    DeadLetter,
}

/// <summary>How each kind must end.</summary>
internal static class RecordKinds
{
    /// <summary>The name of the header that names the kind.</summary>
    public const string Header = "chaos-kind";

    /// <summary>The ending and, for a dead letter, its reason. Nothing else is right: a dead letter of a healthy record is a loss.</summary>
    public static (Ending Ending, string Reason) Expected(RecordKind kind) => kind switch
    {
        RecordKind.Healthy => (Ending.Enriched, ""),
        RecordKind.Tombstone => (Ending.Tombstone, ""),
        RecordKind.InvalidText => (Ending.DeadLetter, "invalid_text"),
        RecordKind.Poison => (Ending.DeadLetter, "model_failed"),
        RecordKind.Defect => (Ending.DeadLetter, "internal"),
        RecordKind.Oversize => (Ending.DeadLetter, "oversize_output"),
        RecordKind.Refused => (Ending.DeadLetter, "invalid_record"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
