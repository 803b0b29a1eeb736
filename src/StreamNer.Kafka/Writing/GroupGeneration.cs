using System.Buffers.Binary;
using System.Reflection;
using System.Text;
using Confluent.Kafka;

namespace StreamNer.Kafka.Writing;

/// <summary>
/// What the client's group metadata says of our membership. The .NET client keeps it opaque, and the broker takes an empty member id or a negative
/// generation for a consumer outside of any group, whose commits it does not check: such metadata must never reach it.
/// Layout (librdkafka): <c>CGMDv2:</c>, generation as a native 32-bit integer, then zero-ended group and member ids.
/// </summary>
internal readonly record struct GroupGeneration(int Generation, string MemberId)
{
    private static readonly byte[] s_magic = "CGMDv2:"u8.ToArray();

    /// <summary>Whether a commit under it is checked by the broker.</summary>
    public bool IsMember => Generation >= 0 && MemberId.Length > 0;

    /// <summary>Reads it.</summary>
    /// <exception cref="NotSupportedException">The client library's layout has changed.</exception>
    public static GroupGeneration Of(IConsumerGroupMetadata metadata) => Read(Serialised(metadata));

    /// <summary>The form in which the native client takes it.</summary>
    /// <exception cref="NotSupportedException">The client library's layout has changed.</exception>
    internal static byte[] Serialised(IConsumerGroupMetadata metadata)
    {
        var field = Array.Find(metadata.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public),
            f => f.FieldType == typeof(byte[]));
        if (field?.GetValue(metadata) is not byte[] bytes || !bytes.AsSpan().StartsWith(s_magic))
            throw new NotSupportedException("the Kafka client's group metadata has an unknown layout");
        return bytes;
    }

    /// <summary>Reads the serialised form.</summary>
    internal static GroupGeneration Read(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes[s_magic.Length..];
        var generation = BitConverter.IsLittleEndian ? BinaryPrimitives.ReadInt32LittleEndian(rest) : BinaryPrimitives.ReadInt32BigEndian(rest);
        rest = rest[sizeof(int)..];
        rest = rest[(rest.IndexOf((byte)0) + 1)..];
        return new GroupGeneration(generation, Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]));
    }
}
