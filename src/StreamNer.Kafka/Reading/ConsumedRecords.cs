using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Reading;

/// <summary>What the client gives, in the terms of the flow.</summary>
internal static class ConsumedRecords
{
    /// <summary>Decodes a record that was read; <paramref name="epoch"/> and <paramref name="arrived"/> matter to members of a group alone.</summary>
    /// <exception cref="TransientFailureException">It is to be tried again later.</exception>
    public static InputRecord Decode(this RecordDecoder decode, ConsumeResult<byte[]?, byte[]?> read, int epoch = 0, long arrived = 0)
    {
        var message = read.Message;
        var position = new SourcePosition(read.Topic, read.Partition.Value, read.Offset.Value, message.TimestampMs());
        return decode(position, message.Key, message.Value, message.RecordHeaders(), epoch, arrived);
    }

    /// <summary>Unix milliseconds; -1 where there is none.</summary>
    public static long TimestampMs(this Message<byte[]?, byte[]?> message) =>
        message.Timestamp is { Type: not TimestampType.NotAvailable } at ? at.UnixTimestampMs : -1;

    /// <summary>The headers, in order.</summary>
    public static IReadOnlyList<RecordHeader> RecordHeaders(this Message<byte[]?, byte[]?> message)
    {
        if (message.Headers is not { Count: > 0 } headers) return [];
        var list = new RecordHeader[headers.Count];
        for (var i = 0; i < list.Length; i++) list[i] = new RecordHeader(headers[i].Key, headers[i].GetValueBytes());
        return list;
    }
}
