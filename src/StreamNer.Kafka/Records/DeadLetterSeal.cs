using Google.Protobuf;
using StreamNer.Flow;
using StreamNer.Pii.Keys;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Records;

/// <summary>Envelope encryption of dead letters: the original key, value and headers as one <c>DeadLetterEnvelope</c>, sealed to its coordinates.
/// Thread-safe.</summary>
internal sealed class DeadLetterSeal(DeadLetterCipher cipher)
{
    /// <summary>The version of the key in use.</summary>
    public string KeyId => cipher.KeyId;

    /// <summary>These parts of the original record, sealed into one value.</summary>
    internal byte[] Close(InputRecord input, LetterParts parts)
    {
        var envelope = new V1.DeadLetterEnvelope();
        if (input.Key is not null && parts.HasFlag(LetterParts.Key)) envelope.Key = UnsafeByteOperations.UnsafeWrap(input.Key);
        if (input.Value is not null && parts.HasFlag(LetterParts.Value)) envelope.Value = UnsafeByteOperations.UnsafeWrap(input.Value);
        foreach (var header in parts.HasFlag(LetterParts.Headers) ? input.Headers : [])
        {
            var copy = new V1.DeadLetterEnvelope.Types.Header { Key = header.Key };
            if (header.Value is not null) copy.Value = UnsafeByteOperations.UnsafeWrap(header.Value);
            envelope.Headers.Add(copy);
        }

        return cipher.Seal(envelope.ToByteArray(), input.Position);
    }

    /// <summary>Reads back the original key, value and headers of a sealed letter.</summary>
    /// <param name="keyId">The header <see cref="DeadLetterCodec.SealedHeader"/>.</param>
    /// <param name="sealedValue">The letter's value.</param>
    /// <param name="source">The coordinates in the letter's headers.</param>
    /// <returns>Null when the key is not here, or the letter was changed or moved.</returns>
    public (byte[]? Key, byte[]? Value, IReadOnlyList<RecordHeader> Headers)? Open(string keyId, byte[] sealedValue, SourcePosition? source)
    {
        if (cipher.Open(keyId, sealedValue, source) is not { } plain) return null;
        var envelope = V1.DeadLetterEnvelope.Parser.ParseFrom(plain);
        return (
            envelope.HasKey ? envelope.Key.ToByteArray() : null,
            envelope.HasValue ? envelope.Value.ToByteArray() : null,
            [.. envelope.Headers.Select(h => new RecordHeader(h.Key, h.HasValue ? h.Value.ToByteArray() : null))]);
    }
}
