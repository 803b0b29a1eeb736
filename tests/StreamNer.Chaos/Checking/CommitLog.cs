using System.Buffers.Binary;
using System.Text;
using Confluent.Kafka;

namespace StreamNer.Chaos.Checking;

/// <summary>
/// Reads the group's commits from the brokers' own log of them, <c>__consumer_offsets</c>, in the order in which they became final. What the
/// coordinator answers may be older for a while: after all brokers have died it knows of commits what its high watermark covers, which starts again
/// from the last checkpoint.
/// </summary>
/// <remarks>
/// Keys are (version 0 or 1, group, topic, partition), values begin with (version, offset): <c>OffsetCommitKey.json</c> and
/// <c>OffsetCommitValue.json</c> of Apache Kafka. The log is compacted by segments of 100 MiB, which no run fills.
/// </remarks>
internal static class CommitLog
{
    private const string Topic = "__consumer_offsets";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <summary>The commits on the input; those of aborted transactions are left out.</summary>
    /// <exception cref="KafkaException">The brokers did not answer.</exception>
    public static IEnumerable<LoggedCommit> Read(string bootstrap)
    {
        using var consumer = PlainConsumer.Create(bootstrap);
        var open = Partitions(consumer);
        consumer.Assign(Enumerable.Range(0, open).Select(partition => new TopicPartitionOffset(Topic, partition, Offset.Beginning)));
        while (open > 0)
        {
            var record = consumer.Consume(s_limit) ?? throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"{Topic} cannot be read"));
            if (record.IsPartitionEOF) open--;
            else if (Commit(record.Message.Key ?? [], record.Message.Value, Written(record)) is { } commit) yield return commit;
        }
    }

    private static int Partitions(IConsumer<byte[]?, byte[]?> consumer)
    {
        using var metadata = new DependentAdminClientBuilder(consumer.Handle).Build();
        return metadata.GetMetadata(Topic, s_limit).Topics[0].Partitions.Count;
    }

    private static DateTimeOffset Written(ConsumeResult<byte[]?, byte[]?> record) =>
        DateTimeOffset.FromUnixTimeMilliseconds(record.Message.Timestamp.UnixTimestampMs);

    /// <summary>Null for other groups, other topics, and what is no commit.</summary>
    internal static LoggedCommit? Commit(ReadOnlySpan<byte> key, byte[]? value, DateTimeOffset at)
    {
        if (BinaryPrimitives.ReadInt16BigEndian(key) is not (0 or 1)) return null;
        var rest = key[2..];
        if (Text(ref rest) != Names.Group || Text(ref rest) != Names.Input) return null;
        var next = value is null ? -1 : BinaryPrimitives.ReadInt64BigEndian(value.AsSpan(2));
        return new LoggedCommit(BinaryPrimitives.ReadInt32BigEndian(rest), next, at);
    }

    private static string Text(ref ReadOnlySpan<byte> rest)
    {
        var length = BinaryPrimitives.ReadInt16BigEndian(rest);
        var text = Encoding.UTF8.GetString(rest.Slice(2, length));
        rest = rest[(2 + length)..];
        return text;
    }
}
