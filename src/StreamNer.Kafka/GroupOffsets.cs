using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using StreamNer.Kafka.Writing;

namespace StreamNer.Kafka;

/// <summary>A group's position in a partition, and what its committer wrote beside it; null for nothing. <see cref="Offset"/> is -1 where the group
/// has none.</summary>
internal readonly record struct GroupPosition(TopicPartition Partition, long Offset, string? Metadata);

/// <summary>
/// Commits and reads a group's offsets together with their metadata, which Confluent.Kafka leaves out: librdkafka's own calls, on the clients that
/// Confluent.Kafka has made. Failures are thrown as Confluent.Kafka throws them. The caller keeps the client alive.
/// </summary>
internal static unsafe partial class GroupOffsets
{
    private const int NoOffset = -1001;
    private static readonly PropertyInfo? s_handle = typeof(Handle).GetProperty("LibrdkafkaHandle",
        BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);

    static GroupOffsets() => ClientLibrary.Resolve();

    /// <summary>Commits as a member of the group, and waits for the answer.</summary>
    /// <exception cref="KafkaException">It was refused.</exception>
    public static void Commit(IClient consumer, IReadOnlyList<GroupPosition> positions)
    {
        using var list = new PartitionList(positions);
        Check(CommitOffsets(HandleOf(consumer), list.Native, 0));
        foreach (var error in list.Errors) Check(error);
    }

    /// <summary>The group's positions, in the order asked. Waits while one of them is part of an open transaction.</summary>
    /// <exception cref="KafkaException">No answer, or a refusal.</exception>
    public static IReadOnlyList<GroupPosition> Committed(IClient consumer, IReadOnlyList<TopicPartition> partitions, TimeSpan limit)
    {
        using var list = new PartitionList([.. partitions.Select(partition => new GroupPosition(partition, NoOffset, null))]);
        Check(CommittedOffsets(HandleOf(consumer), list.Native, (int)limit.TotalMilliseconds));
        foreach (var error in list.Errors) Check(error);
        return [.. partitions.Select((partition, i) => new GroupPosition(partition, Math.Max(-1, list.OffsetOf(i)), list.MetadataOf(i)))];
    }

    /// <summary>The offsets of <see cref="Committed"/>; null where nobody says: one of them is being committed, or no broker answers.</summary>
    public static IReadOnlyList<long>? CommittedOrNull(IClient consumer, IReadOnlyList<TopicPartition> partitions, TimeSpan limit)
    {
        try
        {
            return [.. Committed(consumer, partitions, limit).Select(position => position.Offset)];
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    /// <summary>Adds positions to the producer's open transaction.</summary>
    /// <exception cref="KafkaException">It was refused, or its time was over; the flags are those of the call of Confluent.Kafka.</exception>
    public static void SendToTransaction(IClient producer, IReadOnlyList<GroupPosition> positions, IConsumerGroupMetadata member, TimeSpan limit)
    {
        var bytes = GroupGeneration.Serialised(member);
        nint native;
        fixed (byte* start = bytes) Throw(ReadMember(out native, start, (nuint)bytes.Length));
        try
        {
            using var list = new PartitionList(positions);
            Throw(SendOffsets(HandleOf(producer), list.Native, native, (int)limit.TotalMilliseconds));
        }
        finally
        {
            DestroyMember(native);
        }
    }

    private static SafeHandle HandleOf(IClient client) =>
        s_handle?.GetValue(client.Handle) as SafeHandle ?? throw new NotSupportedException("the Kafka client's handle has an unknown form");

    private static void Check(int code)
    {
        if (code != 0) throw new KafkaException((ErrorCode)code);
    }

    private static void Throw(nint failed)
    {
        if (failed == 0) return;
        var error = new Error((ErrorCode)ErrorCodeOf(failed), Marshal.PtrToStringUTF8(ErrorText(failed)), ErrorIsFatal(failed) != 0);
        var (retriable, abortable) = (ErrorIsRetriable(failed) != 0, ErrorRequiresAbort(failed) != 0);
        DestroyError(failed);
        throw abortable ? new KafkaTxnRequiresAbortException(error) : retriable ? new KafkaRetriableException(error) : new KafkaException(error);
    }

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_commit")]
    private static partial int CommitOffsets(SafeHandle client, NativeList* offsets, int async);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_committed")]
    private static partial int CommittedOffsets(SafeHandle client, NativeList* partitions, int milliseconds);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_send_offsets_to_transaction")]
    private static partial nint SendOffsets(SafeHandle client, NativeList* offsets, nint member, int milliseconds);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_consumer_group_metadata_read")]
    private static partial nint ReadMember(out nint member, byte* bytes, nuint size);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_consumer_group_metadata_destroy")]
    private static partial void DestroyMember(nint member);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_error_code")]
    private static partial int ErrorCodeOf(nint error);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_error_string")]
    private static partial nint ErrorText(nint error);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_error_is_fatal")]
    private static partial int ErrorIsFatal(nint error);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_error_is_retriable")]
    private static partial int ErrorIsRetriable(nint error);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_error_txn_requires_abort")]
    private static partial int ErrorRequiresAbort(nint error);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_error_destroy")]
    private static partial void DestroyError(nint error);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_topic_partition_list_new")]
    private static partial NativeList* NewList(int size);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_topic_partition_list_add", StringMarshalling = StringMarshalling.Utf8)]
    private static partial NativePartition* AddPartition(NativeList* list, string topic, int partition);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_topic_partition_list_destroy")]
    private static partial void DestroyList(NativeList* list);

    /// <summary>librdkafka's <c>rd_kafka_topic_partition_list_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct NativeList
    {
        public int Count;
        public int Size;
        public NativePartition* Elements;
    }

    /// <summary>librdkafka's <c>rd_kafka_topic_partition_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct NativePartition
    {
        public nint Topic;
        public int Partition;
        public long Offset;
        public nint Metadata;
        public nuint MetadataSize;
        public nint Opaque;
        public int Error;
        public nint Private;
    }

    /// <summary>A list on the native heap. Metadata given by us stays ours: the calls copy it, and it is taken out again before the list frees what
    /// it holds.</summary>
    private sealed class PartitionList : IDisposable
    {
        private readonly List<(int Index, nint Text)> _ours = [];

        public PartitionList(IReadOnlyList<GroupPosition> positions)
        {
            Native = NewList(positions.Count);
            for (var i = 0; i < positions.Count; i++)
            {
                var (partition, offset, metadata) = positions[i];
                var element = AddPartition(Native, partition.Topic, partition.Partition.Value);
                element->Offset = offset;
                if (metadata is not { Length: > 0 }) continue;
                var text = Marshal.StringToCoTaskMemUTF8(metadata);
                _ours.Add((i, text));
                (element->Metadata, element->MetadataSize) = (text, (nuint)System.Text.Encoding.UTF8.GetByteCount(metadata));
            }
        }

        public NativeList* Native { get; }

        public IEnumerable<int> Errors => Enumerable.Range(0, Native->Count).Select(i => Native->Elements[i].Error);

        public long OffsetOf(int index) => Native->Elements[index].Offset;

        public string? MetadataOf(int index) =>
            Native->Elements[index] is { Metadata: not 0 } found ? Marshal.PtrToStringUTF8(found.Metadata, (int)found.MetadataSize) : null;

        public void Dispose()
        {
            foreach (var (index, text) in _ours)
            {
                (Native->Elements[index].Metadata, Native->Elements[index].MetadataSize) = (0, 0);
                Marshal.FreeCoTaskMem(text);
            }

            DestroyList(Native);
        }
    }
}
