using StreamNer.Pipeline;

namespace StreamNer.Flow;

/// <summary>A record header: keys may repeat and values may be null, so headers are a list.</summary>
internal readonly record struct RecordHeader(string Key, byte[]? Value);

/// <summary>One record as it was read, with what decoding made of it: a document, a failure, or neither (a tombstone).</summary>
internal sealed class InputRecord
{
    /// <summary>The decoded document; null when decoding failed or the value was null.</summary>
    public Document? Document { get; init; }

    /// <summary>Why decoding failed; null when it did not.</summary>
    public Failure? Failure { get; init; }

    /// <summary>True for a null value: neither document nor failure.</summary>
    public bool IsTombstone => Document is null && Failure is null;

    /// <summary>Whose it is: empty where it names no tenant; null for a tombstone whose records name theirs in the value.</summary>
    public string? Tenant { get; init; } = "";

    /// <summary>Where it stood; null for standard input.</summary>
    public SourcePosition? Position { get; init; }

    /// <summary>Which assignment of its partition it was read under; results of an older one are dropped at commit.</summary>
    public int Epoch { get; init; }

    /// <summary>The original key; null and empty differ.</summary>
    public byte[]? Key { get; init; }

    /// <summary>The original value; null and empty differ. May be left null where no dead letter can be asked for.</summary>
    public byte[]? Value { get; init; }

    /// <summary>The original headers, in order.</summary>
    public IReadOnlyList<RecordHeader> Headers { get; init; } = [];

    /// <summary>When it was read: a <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Arrived { get; init; }

    /// <summary>Size in bytes as counted against batch and queue bounds.</summary>
    public int Bytes { get; init; }
}
