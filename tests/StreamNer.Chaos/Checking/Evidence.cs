using System.Buffers.Binary;
using System.Security.Cryptography;
using StreamNer.Chaos.Load;

namespace StreamNer.Chaos.Checking;

/// <summary>The promise under test.</summary>
internal enum Promise
{
    /// <summary>Exactly one visible output for each input.</summary>
    ExactlyOnce,

    /// <summary>At least one.</summary>
    AtLeastOnce,
}

/// <summary>Where an input record stands.</summary>
internal readonly record struct SourceAt(int Partition, long Offset)
{
    public override string ToString() => $"{Partition}/{Offset}";
}

/// <summary>An input record as the checker read it from the input topic. <paramref name="Key"/> is kept for tombstones only.</summary>
internal readonly record struct Sent(SourceAt At, RecordKind Kind, ulong Content, string? Key = null);

/// <summary>
/// A visible output record: where it stands, how the record ended, and which input it says it stands for (null for a tombstone, which is known by
/// its key). <paramref name="Content"/> is the hash of the text (enriched) or of the original value (dead letter); null where that was left out.
/// </summary>
internal readonly record struct Arrival(
    string Topic, int Partition, long Offset, Ending Ending, SourceAt? Source, string? Key, ulong? Content, string Reason, DateTimeOffset At);

/// <summary>The group's committed offset of one input partition, as sampled.</summary>
internal readonly record struct CommitSample(int Partition, long Next, DateTimeOffset At);

/// <summary>
/// A commit as it stands in the brokers' log of them; <paramref name="Next"/> is -1 where the offset was deleted. <paramref name="At"/> is when the
/// coordinator wrote it, which is before the transaction that it is part of ends.
/// </summary>
internal readonly record struct LoggedCommit(int Partition, long Next, DateTimeOffset At);

/// <summary>The reader had read, at <paramref name="Reached"/>, everything that was visible at <paramref name="Asked"/>.</summary>
internal readonly record struct Currency(DateTimeOffset Asked, DateTimeOffset Reached);

/// <summary>The last stable and the end offset of one output partition: the first is lower while a transaction is open.</summary>
internal readonly record struct StableSample(string Topic, int Partition, long Stable, long End, DateTimeOffset At);

/// <summary>Hashes of record content.</summary>
internal static class ContentHash
{
    /// <summary>The first 64 bits of the SHA-256.</summary>
    public static ulong Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
