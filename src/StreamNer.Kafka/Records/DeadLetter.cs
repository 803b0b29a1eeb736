using System.Globalization;
using System.Text;
using StreamNer.Flow;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Records;

/// <summary>A dead letter as it is read back.</summary>
/// <param name="Why">What <c>streamner.dlq.*</c> headers say, the prefix left out, in their order.</param>
/// <param name="Key">The original key; null where it was null, left out or is not opened.</param>
/// <param name="Value">The original value, likewise.</param>
/// <param name="Headers">The original headers, in their order.</param>
/// <param name="Unopened">The version of the key under which it is sealed, where it could not be opened; else null.</param>
internal sealed record DeadLetter(IReadOnlyList<(string Name, string Value)> Why, byte[]? Key, byte[]? Value, IReadOnlyList<RecordHeader> Headers,
    string? Unopened)
{
    /// <summary>Reads a record of a dead-letter topic, and opens it where it is sealed and <paramref name="seal"/> has its key.</summary>
    /// <param name="key">The record's key.</param>
    /// <param name="value">The record's value.</param>
    /// <param name="headers">All of its headers.</param>
    /// <param name="seal">Opens sealed letters; null where there is no key.</param>
    public static DeadLetter Read(byte[]? key, byte[]? value, IReadOnlyList<RecordHeader> headers, DeadLetterSeal? seal)
    {
        var why = new List<(string, string)>();
        var original = new List<RecordHeader>();
        foreach (var header in headers)
        {
            if (!header.Key.StartsWith(DeadLetterCodec.Prefix, StringComparison.Ordinal)) original.Add(header);
            else why.Add((header.Key[DeadLetterCodec.Prefix.Length..], Encoding.UTF8.GetString(header.Value ?? [])));
        }

        if (HeaderIn(why, "sealed") is not { } version || value is null) return new DeadLetter(why, key, value, original, null);
        return seal?.Open(version, value, SourceIn(why)) is { } opened
            ? new DeadLetter(why, opened.Key, opened.Value, opened.Headers, null)
            : new DeadLetter(why, null, null, [], version);
    }

    /// <summary>Where the record stood, by the headers; null where they do not say. It has the record's timestamp, or -1.</summary>
    public SourcePosition? Source => SourceIn(Why);

    /// <summary>Whether it holds the record as it was: nothing left out, nothing overwritten, and it could be opened.</summary>
    public bool IsWhole =>
        Unopened is null && Find("scrubbed") is null && !Lacks("value") && !Lacks("headers") && !Lacks("key");

    /// <summary>What a header of ours says, by its name without the prefix; null where there is none.</summary>
    public string? Find(string name) => HeaderIn(Why, name);

    /// <summary>Whether a part of the record (<c>value</c>, <c>headers</c>, <c>key</c>) was left out.</summary>
    public bool Lacks(string part) => Find(part) == OmittedParts.Omitted;

    private static SourcePosition? SourceIn(IReadOnlyList<(string, string)> why) =>
        HeaderIn(why, "topic") is { } topic
        && int.TryParse(HeaderIn(why, "partition"), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
        && long.TryParse(HeaderIn(why, "offset"), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? new SourcePosition(topic, partition, offset, TimestampIn(why)) : null;

    private static long TimestampIn(IReadOnlyList<(string, string)> why) =>
        long.TryParse(HeaderIn(why, "timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var ms) ? ms : -1;

    private static string? HeaderIn(IReadOnlyList<(string Name, string Value)> why, string name)
    {
        foreach (var header in why)
        {
            if (header.Name == name) return header.Value;
        }

        return null;
    }
}
