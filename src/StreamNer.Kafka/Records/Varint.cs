namespace StreamNer.Kafka.Records;

/// <summary>Base-128 numbers, as in Protobuf.</summary>
internal static class Varint
{
    /// <summary>Takes a number of at most ten bytes off the front of <paramref name="from"/>; false when there is none.</summary>
    public static bool TryRead(scoped ref ReadOnlySpan<byte> from, out ulong value)
    {
        value = 0;
        for (var i = 0; i < from.Length && i < 10; i++)
        {
            value |= (ulong)(from[i] & 0x7F) << (7 * i);
            if (from[i] >= 0x80) continue;
            from = from[(i + 1)..];
            return true;
        }

        return false;
    }

    /// <summary>How many bytes <paramref name="value"/> takes.</summary>
    public static int Size(ulong value) => (System.Numerics.BitOperations.Log2(value | 1) / 7) + 1;
}
