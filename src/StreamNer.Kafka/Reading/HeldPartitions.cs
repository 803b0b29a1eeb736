using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Reading;

/// <summary>
/// Partitions that wait while the others go on; they are paused meanwhile. Either for a record that cannot be decoded for a reason outside of it (the
/// schema registry is away): it is tried again with growing pauses, on another thread, since a registry may take its time to fail. Or because the
/// pipeline has deferred a record: it is read again after the pause. Each counts as long as the partition is ours and not rewound. Poll thread only,
/// but for <see cref="Because"/>.
/// </summary>
internal sealed class HeldPartitions(RecordDecoder decode, AssignedPartitions assigned, TimeProvider time)
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
    public IReadOnlyList<(TopicPartition Partition, InputRecord? Record)> Retry()
    {
        if (_held.Count == 0) return [];
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
            else if (held.Attempt is null && time.GetTimestamp() >= held.Until)
            {
                if (held.Record is { } record) held.Attempt = Task.Run(() => Decode(record, held.Epoch));
                else released.Add((partition, null));
            }
        }

        foreach (var (partition, _) in released) _held.Remove(partition);
        if (_because is not null && !_held.Values.Any(held => held.Record is not null)) _because = null;
        return released;
    }

    /// <summary>The partition has been rewound, and is to be read again after a pause.</summary>
    public void Hold(Rewind rewind)
    {
        var until = time.GetTimestamp() + (long)(rewind.Pause.TotalSeconds * time.TimestampFrequency);
        _held[new TopicPartition(rewind.Topic, rewind.Partition)] = new Held(null, rewind.Epoch) { Until = until };
    }

    /// <summary>Lets go of all.</summary>
    public void Clear()
    {
        _held.Clear();
        _because = null;
    }

    private InputRecord Decode(ConsumeResult<byte[]?, byte[]?> result, int epoch) => decode.Decode(result, epoch, time.GetTimestamp());

    private sealed class Held(ConsumeResult<byte[]?, byte[]?>? record, int epoch)
    {
        private readonly RetryBackoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(15));

        /// <summary>What is to be decoded; null: the partition is read again.</summary>
        public ConsumeResult<byte[]?, byte[]?>? Record => record;

        public int Epoch => epoch;

        /// <summary>When it is tried again: a <see cref="TimeProvider.GetTimestamp"/>.</summary>
        public long Until { get; set; }

        public Task<InputRecord>? Attempt { get; set; }

        public void Wait(TimeProvider time) => Until = time.GetTimestamp() + (long)(_backoff.Next().TotalSeconds * time.TimestampFrequency);
    }
}
