using System.Text;
using Confluent.Kafka;

namespace StreamNer.Kafka.Records;

/// <summary>
/// How large a record is to a broker: <c>max.message.bytes</c> bounds the record batch (message format 2), and a record alone in its batch is the
/// least there is. Compression is left out of account, so that the answer is a function of the record alone; what fits here fits compressed too.
/// </summary>
internal static class RecordSize
{
    /// <summary>Bytes of a batch around its records: base offset to record count.</summary>
    private const int BatchOverhead = 61;

    /// <summary>The size in bytes of a batch that holds this record alone, without compression.</summary>
    public static long InBatch(Message<byte[]?, byte[]?> message)
    {
        // Attributes, timestamp delta and offset delta are one byte each for the first record of a batch.
        var size = 3 + Field(message.Key) + Field(message.Value) + Varint.Size(Zigzag(message.Headers?.Count ?? 0));
        if (message.Headers is not null)
        {
            foreach (var header in message.Headers)
            {
                var name = Encoding.UTF8.GetByteCount(header.Key);
                size += Varint.Size(Zigzag(name)) + name + Field(header.GetValueBytes());
            }
        }

        return BatchOverhead + Varint.Size(Zigzag(size)) + size;
    }

    private static long Field(byte[]? bytes) => bytes is null ? 1 : Varint.Size(Zigzag(bytes.Length)) + bytes.Length;

    private static ulong Zigzag(long value) => (ulong)(value << 1);
}
