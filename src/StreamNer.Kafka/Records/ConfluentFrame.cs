using System.Buffers.Binary;

namespace StreamNer.Kafka.Records;

/// <summary>
/// The Confluent wire format of Protobuf values: a zero byte, the schema's id (4 bytes, big-endian), the message's indexes (a count and
/// that many numbers, each a zigzag varint; the count 0 stands for the path [0]), the message.
/// </summary>
internal static class ConfluentFrame
{
    /// <summary>Messages nested deeper than this are refused.</summary>
    public const int MaxIndexes = 16;

    /// <summary>The frame before the first message of a schema: 6 bytes.</summary>
    public static byte[] Header(int schemaId)
    {
        var frame = new byte[6];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), schemaId);
        return frame;
    }

    /// <summary>
    /// Splits a value. The path to the message is the first <paramref name="count"/> of <paramref name="indexes"/>, which has room for
    /// <see cref="MaxIndexes"/>. False when the value is not so framed.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> value, out int schemaId, scoped Span<int> indexes, out int count, out ReadOnlySpan<byte> message)
    {
        (schemaId, count) = (0, 0);
        message = default;
        if (value.Length < 6 || value[0] != 0) return false;
        schemaId = BinaryPrimitives.ReadInt32BigEndian(value[1..]);
        var rest = value[5..];
        if (!TryReadZigzag(ref rest, out count) || count < 0 || count > Math.Min(MaxIndexes, indexes.Length)) return false;
        for (var i = 0; i < count; i++)
        {
            if (!TryReadZigzag(ref rest, out indexes[i]) || indexes[i] < 0) return false;
        }

        if (count == 0) indexes[count++] = 0;
        message = rest;
        return true;
    }

    private static bool TryReadZigzag(scoped ref ReadOnlySpan<byte> from, out int value)
    {
        value = 0;
        if (!Varint.TryRead(ref from, out var raw) || raw > uint.MaxValue) return false;
        value = (int)((uint)raw >> 1) ^ -(int)(raw & 1);
        return true;
    }
}
