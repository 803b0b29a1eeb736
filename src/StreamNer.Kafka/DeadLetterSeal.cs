using Google.Protobuf;
using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>Envelope encryption of dead letters: the id of the key in use, and the cipher (plain text in, sealed bytes out; thread-safe).</summary>
public sealed record DeadLetterSeal(string KeyId, Func<byte[], byte[]> Encrypt)
{
    /// <summary>The original record sealed into one value; without its own value where <paramref name="withValue"/> is false.</summary>
    internal byte[] Close(InputRecord input, bool withValue)
    {
        var envelope = new V1.DeadLetterEnvelope();
        if (input.Key is not null) envelope.Key = UnsafeByteOperations.UnsafeWrap(input.Key);
        if (withValue && input.Value is not null) envelope.Value = UnsafeByteOperations.UnsafeWrap(input.Value);
        foreach (var header in input.Headers)
        {
            var copy = new V1.DeadLetterEnvelope.Types.Header { Key = header.Key };
            if (header.Value is not null) copy.Value = UnsafeByteOperations.UnsafeWrap(header.Value);
            envelope.Headers.Add(copy);
        }

        return Encrypt(envelope.ToByteArray());
    }

    /// <summary>Reads back what <see cref="Encrypt"/> was given: the original key, value and headers.</summary>
    /// <exception cref="InvalidProtocolBufferException">These are not the bytes of an envelope.</exception>
    public static (byte[]? Key, byte[]? Value, IReadOnlyList<RecordHeader> Headers) Open(byte[] plain)
    {
        var envelope = V1.DeadLetterEnvelope.Parser.ParseFrom(plain);
        return (
            envelope.HasKey ? envelope.Key.ToByteArray() : null,
            envelope.HasValue ? envelope.Value.ToByteArray() : null,
            [.. envelope.Headers.Select(h => new RecordHeader(h.Key, h.HasValue ? h.Value.ToByteArray() : null))]);
    }
}
