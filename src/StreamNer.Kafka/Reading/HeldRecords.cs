using Confluent.Kafka;
using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>
/// Records that cannot be decoded for a reason outside of them: the schema registry is away and does not have to be asked for the others. Each holds
/// back its partition, which is paused meanwhile, and is tried again with growing pauses, on another thread, since a registry may take its time to
/// fail. It counts as long as its partition is ours and not rewound. Poll thread only, but for <see cref="Because"/>.
/// </summary>
internal sealed class HeldRecords(RecordDecoder decode, AssignedPartitions assigned, TimeProvider time)
{
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(3);
    private readonly Dictionary<TopicPartition, Held> _held = [];
    private volatile string? _because;
    private long _decoding;

    /// <summary>Why a record waits to be decoded; null while none does. Any thread.</summary>
    public string? Because
    {
        get
        {
            if (_because is { } because) return because;
            var slow = Volatile.Read(ref _decoding) is > 0 and var since && time.GetElapsedTime(since) > s_slow;
            return slow ? "the schema registry has not answered yet" : null;
        }
    }

    /// <summary>Partitions that must stay paused.</summary>
    public bool Holds(TopicPartition partition) => _held.ContainsKey(partition);

    /// <summary>Decodes a record that has just come; null when it is held from now on, and its partition is to be paused.</summary>
    public InputRecord? Decode(ConsumeResult<byte[]?, byte[]?> result, int epoch, EventLog log)
    {
        Volatile.Write(ref _decoding, time.GetTimestamp());
        try
        {
            return Decode(result, epoch);
        }
        catch (TransientFailureException e)
        {
            var held = new Held(result, epoch);
            held.Wait(time);
            _held[result.TopicPartition] = held;
            _because = e.Message;
            log.Warn(
                "kafka.decode", $"{PartitionName.Of(result.Topic, result.Partition.Value, result.Offset.Value)} waits: {e.Message}",
                ("topic", result.Topic), ("partition", result.Partition.Value), ("offset", result.Offset.Value));
            return null;
        }
        finally
        {
            Volatile.Write(ref _decoding, 0);
        }
    }

    /// <summary>Tries those again whose time has come, and lets go of those that no longer count or are decoded.</summary>
    /// <returns>Partitions that may be read again, each with its record if that still counts.</returns>
    public List<(TopicPartition Partition, InputRecord? Record)> Retry()
    {
        List<(TopicPartition, InputRecord?)> released = [];
        foreach (var (partition, held) in _held)
        {
            if (assigned.Find(partition) is not { SeekPending: false } at || at.Epoch != held.Epoch) released.Add((partition, null));
            else if (held.Attempt is { IsCompleted: true } attempt)
            {
                held.Attempt = null;
                try
                {
                    released.Add((partition, attempt.GetAwaiter().GetResult()));
                }
                catch (TransientFailureException e)
                {
                    _because = e.Message;
                    held.Wait(time);
                }
            }
            else if (held.Attempt is null && time.GetTimestamp() >= held.Until) held.Attempt = Task.Run(() => Decode(held.Result, held.Epoch));
        }

        foreach (var (partition, _) in released) _held.Remove(partition);
        if (_held.Count == 0 && _because is not null) _because = null;
        return released;
    }

    /// <summary>Lets go of all.</summary>
    public void Clear()
    {
        _held.Clear();
        _because = null;
    }

    private InputRecord Decode(ConsumeResult<byte[]?, byte[]?> result, int epoch)
    {
        var message = result.Message;
        var timestamp = message.Timestamp.Type == TimestampType.NotAvailable ? -1 : message.Timestamp.UnixTimestampMs;
        var position = new SourcePosition(result.Topic, result.Partition.Value, result.Offset.Value, timestamp);
        return decode(position, message.Key, message.Value, HeadersOf(message), epoch, time.GetTimestamp());
    }

    private static IReadOnlyList<RecordHeader> HeadersOf(Message<byte[]?, byte[]?> message)
    {
        if (message.Headers is not { Count: > 0 } headers) return [];
        var list = new RecordHeader[headers.Count];
        for (var i = 0; i < list.Length; i++) list[i] = new RecordHeader(headers[i].Key, headers[i].GetValueBytes());
        return list;
    }

    private sealed class Held(ConsumeResult<byte[]?, byte[]?> result, int epoch)
    {
        private readonly RetryBackoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(15));

        public ConsumeResult<byte[]?, byte[]?> Result => result;

        public int Epoch => epoch;

        /// <summary>When it is tried again: a <see cref="TimeProvider.GetTimestamp"/>.</summary>
        public long Until { get; private set; }

        public Task<InputRecord>? Attempt { get; set; }

        public void Wait(TimeProvider time) => Until = time.GetTimestamp() + (long)(_backoff.Next().TotalSeconds * time.TimestampFrequency);
    }
}
