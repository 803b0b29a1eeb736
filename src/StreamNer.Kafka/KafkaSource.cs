using Confluent.Kafka;
using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>Decodes one record; throws <see cref="TransientFailureException"/> when it is to be tried again later.</summary>
public delegate InputRecord RecordDecoder(SourcePosition? position, byte[]? key, byte[]? value, IReadOnlyList<RecordHeader> headers, int epoch, long arrived);

/// <summary>
/// Reads the input topics as a member of the group. One thread polls, decodes and batches; it never runs inference. Its loop:
/// <para>
/// 1. Takes rewinds: drops what it has of the partition and seeks. 2. Holds back while enough batches wait (short waits first, then pauses the
/// partitions and keeps polling, since a pause throws the prefetched records away). 3. Polls; rebalances happen in here. 4. Decodes and
/// batches. 5. Hands over the batch when it is due.
/// </para>
/// Offsets are never taken from the client's position: the batch carries its own.
/// </summary>
public sealed class KafkaSource : IBatchSource
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_heldTooLong = TimeSpan.FromSeconds(1);
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly KafkaOptions _options;
    private readonly RecordDecoder _decode;
    private readonly PartitionLedger _ledger;
    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly MicroBatcher _batcher;
    private readonly ReadyBatches _ready;
    private readonly TimeSpan _releaseLimit;
    private readonly Thread _thread;
    private readonly EndOfInput? _end;
    private readonly LostRanges _lost;

    // Poll thread only.
    private readonly Dictionary<TopicPartition, Assigned> _assigned = [];
    private readonly RetryBackoff _decodeBackoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(15));
    private ConsumeResult<byte[]?, byte[]?>? _stuck;
    private long _stuckUntil;
    private long _heldSince;
    private bool _paused;
    private bool _rebalanced;

    // Any thread.
    private readonly ManualResetEventSlim _over = new();
    private int _started;
    private volatile bool _intakeOver;
    private volatile bool _closing;
    private volatile Exception? _failure;

    internal KafkaSource(KafkaOptions options, BatchOptions batch, FlowOptions flow, RecordDecoder decode, PartitionLedger ledger, LostRanges lost, EventLog log, TimeProvider time)
    {
        (_options, _decode, _ledger, _lost, _log, _time) = (options, decode, ledger, lost, log, time);
        _batcher = new MicroBatcher(batch.Bounds, time);
        _ready = new ReadyBatches(flow.QueueBatches, flow.InFlightBytes);
        _end = options.UntilEnd ? new EndOfInput(time) : null;
        _releaseLimit = TimeSpan.FromMilliseconds(Math.Min(ClientProperties.MaxPollInterval(options).TotalMilliseconds / 2, options.Transaction.TimeoutMs));
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(ClientProperties.Consumer(options))
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetPartitionsAssignedHandler((_, partitions) => Handle("assigned", () => Assign(partitions)))
            .SetPartitionsRevokedHandler((_, partitions) => Handle("revoked", () => Revoke(partitions)))
            .SetPartitionsLostHandler((_, partitions) => Handle("lost", () => Lose(partitions)))
            .SetErrorHandler((_, error) => Handle("error", () => log.Warn("kafka.consumer", $"{error.Code}: {error.Reason}")))
            .SetLogHandler((_, message) => ClientProperties.Log(log, message))
            .Build();
        _thread = new Thread(Poll) { IsBackground = true, Name = "kafka poll" };
    }

    /// <summary>The client, for those who ask for watermarks, metadata and commits; never for positions, and never to consume.</summary>
    internal IConsumer<byte[]?, byte[]?> Consumer => _consumer;

    /// <summary>Batches that wait to be read.</summary>
    public int Waiting => _ready.Count;

    /// <summary>Partitions are ours, or the group has answered that none is left for us.</summary>
    public bool Joined { get; private set; }

    /// <inheritdoc/>
    public async ValueTask<MicroBatch?> Read(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _started, 1) == 0) _thread.Start();
        try
        {
            while (await _ready.Take(stop) is { } batch)
            {
                // What was revoked while it waited is the next owner's.
                if (_ledger.Dispatch(batch) is { } ours) return ours;
            }

            return null;
        }
        catch (OperationCanceledException)
        {
            _intakeOver = true;
            throw;
        }
    }

    /// <summary>Stops reading; <see cref="Read"/> throws <paramref name="failure"/>.</summary>
    public void Fail(Exception failure)
    {
        _failure = failure;
        _ready.Complete(failure);
    }

    /// <summary>Leaves the group. Nobody writes any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _closing = true;
        _ledger.Close();
        _over.Set();
        if (Interlocked.Exchange(ref _started, 1) == 0) Close();
        else await Task.Run(_thread.Join);
        _over.Dispose();
    }

    private void Poll()
    {
        try
        {
            _consumer.Subscribe(_options.Inputs);
            while (!_closing)
            {
                TakeRewinds();
                if (_rebalanced) Settle();
                if (_intakeOver) Quiet();
                else if (!_ready.IsFull && _batcher.Due is { Ticks: <= 0 } due && due != Timeout.InfiniteTimeSpan) HandOver();
                if (!HoldBack() && !Receive() && _end is not null) CheckEnd(_end);
            }
        }
        catch (Exception e)
        {
            Fail(e is KafkaException k ? new KafkaFatalException($"consumer: {k.Error.Code}: {k.Error.Reason}", e) : e);
        }
        finally
        {
            // The writer may still need the client; nothing more is polled.
            _over.Wait();
            Close();
        }
    }

    /// <summary>True when a record came.</summary>
    private bool Receive()
    {
        ConsumeResult<byte[]?, byte[]?>? result = null;
        try
        {
            var due = _batcher.Due;
            result = _stuck ?? _consumer.Consume(due == Timeout.InfiniteTimeSpan || due > s_poll ? s_poll : due);
        }
        catch (ConsumeException e)
        {
            var rule = KafkaFaults.Decide(FaultSite.Consume, e);
            if (rule.Action == FaultAction.Stop) throw new KafkaFatalException($"{e.Error.Code} on {e.ConsumerRecord?.TopicPartitionOffset}: {rule.Meaning}", e);
            _log.Warn("kafka.consume", $"{e.Error.Code}: {e.Error.Reason}");
        }
        catch (Exception e) when (e is not KafkaException)
        {
            // A call-back of the client threw: the record it was about to give us is gone and its position has moved.
            _log.Error("kafka.reseat", e.GetType().Name);
            Reseat();
        }

        if (result is null) return false;
        if (!_assigned.TryGetValue(result.TopicPartition, out var assigned)) _stuck = null;
        else if (result.IsPartitionEOF) ReachedEnd(assigned, result);
        else if (_end?.IsBeyond(result.TopicPartition, result.Offset.Value) != true) return Accept(assigned, result);
        return false;
    }

    private bool Accept(Assigned assigned, ConsumeResult<byte[]?, byte[]?> result)
    {
        var offset = result.Offset.Value;
        if (offset < assigned.Next)
        {
            _log.Error("kafka.order", $"{result.TopicPartition} gave {offset} after {assigned.Next - 1}");
            _consumer.Seek(new TopicPartitionOffset(result.TopicPartition, assigned.Next));
            return false;
        }

        var at = new PartitionEpoch(result.Topic, result.Partition.Value, assigned.Epoch);
        InputRecord record;
        try
        {
            var message = result.Message;
            var timestamp = message.Timestamp.Type == TimestampType.NotAvailable ? -1 : message.Timestamp.UnixTimestampMs;
            record = _decode(new SourcePosition(result.Topic, result.Partition.Value, offset, timestamp), message.Key, message.Value, HeadersOf(message), assigned.Epoch, _time.GetTimestamp());
        }
        catch (Exception e) when (e is TransientFailureException or SchemaRegistryUnavailableException)
        {
            if (_stuck is null) _log.Warn("kafka.decode", $"{result.TopicPartitionOffset} waits: {e.Message}");
            _stuck = result;
            _stuckUntil = _time.GetTimestamp() + (long)(_decodeBackoff.Next().TotalSeconds * _time.TimestampFrequency);
            return false;
        }

        _stuck = null;
        _decodeBackoff.Reset();
        if (assigned.Next < 0)
        {
            _ledger.Begin(at, offset);
            assigned.Expected = CommittedOf(result.TopicPartition);
        }

        if (offset > assigned.Expected) _lost.Gap(_consumer, result.TopicPartition, assigned.Expected, offset);
        assigned.Next = offset + 1;
        if (!_batcher.Fits(record)) HandOver();
        _batcher.Add(record);
        return true;
    }

    private void HandOver()
    {
        if (_batcher.Take() is { } batch) _ready.Add(batch);
    }

    /// <summary>True when nothing may be received now.</summary>
    private bool HoldBack()
    {
        var stuck = _stuck is not null && _time.GetTimestamp() < _stuckUntil;
        if (!stuck && !_ready.IsFull)
        {
            _heldSince = 0;
            if (_paused && !_intakeOver && _stuck is null && _ready.HasRoom) Pause(false);
            return false;
        }

        if (_paused)
        {
            // Polling goes on, which keeps us in the group and runs rebalances. Nothing comes of paused partitions.
            if (stuck) Keep();
            return stuck;
        }

        var now = _time.GetTimestamp();
        if (_heldSince == 0) _heldSince = now;
        if (_time.GetElapsedTime(_heldSince, now) >= s_heldTooLong) Pause(true);
        else _ready.Wait(TimeSpan.FromMilliseconds(50));
        return true;
    }

    /// <summary>Polls while a record waits to be decoded. A record that was on its way when the pause began is read again later.</summary>
    private void Keep()
    {
        var (stuck, result) = (_stuck, default(ConsumeResult<byte[]?, byte[]?>));
        try
        {
            result = _consumer.Consume(s_poll);
        }
        catch (ConsumeException e)
        {
            _log.Warn("kafka.consume", $"{e.Error.Code}: {e.Error.Reason}");
        }

        if (stuck is not null && !_assigned.ContainsKey(stuck.TopicPartition)) _stuck = null;
        if (result is { IsPartitionEOF: false } && _assigned.TryGetValue(result.TopicPartition, out var assigned)) _consumer.Seek(new TopicPartitionOffset(result.TopicPartition, Math.Max(assigned.Next, result.Offset.Value)));
    }

    private void Pause(bool pause)
    {
        if (pause) _consumer.Pause(_assigned.Keys);
        else _consumer.Resume(_assigned.Keys);
        _paused = pause;
        _log.Info(pause ? "kafka.paused" : "kafka.resumed", $"{_assigned.Count} partitions, {_ready.Count} batches wait");
    }

    /// <summary>Intake is over: what has not been read by the loop is left for the next worker; polling goes on, so that rebalances and commits work.</summary>
    private void Quiet()
    {
        _batcher.Take();
        if (!_paused) Pause(true);
    }

    private void TakeRewinds()
    {
        foreach (var rewind in _ledger.TakeRewinds())
        {
            var partition = new TopicPartition(rewind.Topic, rewind.Partition);
            if (!_assigned.TryGetValue(partition, out var assigned)) continue;
            _batcher.Remove(rewind.Topic, rewind.Partition);
            if (_stuck?.TopicPartition == partition) _stuck = null;
            assigned.Epoch = rewind.Epoch;
            if (rewind.Offset < 0) continue;
            assigned.Next = rewind.Offset;
            _ledger.Begin(new PartitionEpoch(rewind.Topic, rewind.Partition, rewind.Epoch), rewind.Offset);
            _end?.Reopen(partition);
            _consumer.Seek(new TopicPartitionOffset(partition, rewind.Offset));
        }
    }

    private void Reseat()
    {
        foreach (var (partition, assigned) in _assigned)
        {
            if (assigned.Next >= 0) _consumer.Seek(new TopicPartitionOffset(partition, assigned.Next));
            else if (CommittedOf(partition) is >= 0 and var committed) _consumer.Seek(new TopicPartitionOffset(partition, committed));
            else if (_options.OffsetReset != OffsetReset.Latest) _consumer.Seek(new TopicPartitionOffset(partition, Offset.Beginning));
        }
    }

    /// <summary>The group's offset at the broker; -1 when there is none or nobody answers.</summary>
    private long CommittedOf(TopicPartition partition)
    {
        try
        {
            return _consumer.Committed([partition], TimeSpan.FromSeconds(5)) is [{ Offset.Value: >= 0 and var offset }] ? offset : -1;
        }
        catch (KafkaException e)
        {
            _log.Warn("kafka.committed", $"{partition}: {e.Error.Code}");
            return -1;
        }
    }

    private void ReachedEnd(Assigned assigned, ConsumeResult<byte[]?, byte[]?> result)
    {
        _ledger.ReachedEnd(result.Topic, result.Partition.Value, result.Offset.Value);
        _end?.Reached(result.TopicPartition, result.Offset.Value);
        assigned.Expected = result.Offset.Value;
    }

    private void CheckEnd(EndOfInput end)
    {
        if (!end.IsOver(_assigned.Keys, partition => _assigned[partition].Next)) return;
        HandOver();
        if (_ready.Count == 0 && _ledger.AllIdle()) _ready.Complete(null);
    }

    private void Assign(List<TopicPartition> partitions)
    {
        Joined = true;
        _log.Info("kafka.assigned", string.Join(' ', partitions));
        _end?.Assigned();
        foreach (var partition in partitions) _assigned[partition] = new Assigned { Epoch = _ledger.Assign(partition.Topic, partition.Partition.Value) };

        _rebalanced = true;
    }

    /// <summary>After partitions came: what waits for the end of the call-back, from which no request should be made.</summary>
    private void Settle()
    {
        _rebalanced = false;

        // The client remembers a pause over the loss of a partition, and new partitions are not paused though the others are.
        if (_paused) _consumer.Pause(_assigned.Keys);
        else _consumer.Resume(_assigned.Keys);
        _end?.Learn(_consumer, _assigned.Keys);
    }

    private void Revoke(List<TopicPartitionOffset> partitions)
    {
        foreach (var partition in partitions) _batcher.Remove(partition.Topic, partition.Partition.Value);
        var started = _time.GetTimestamp();
        var drained = _ledger.Release([.. partitions.Select(p => (p.Topic, p.Partition.Value))], _releaseLimit);
        foreach (var partition in partitions) _assigned.Remove(partition.TopicPartition);
        var took = _time.GetElapsedTime(started).TotalSeconds;
        var names = string.Join(' ', partitions.Select(p => p.TopicPartition));
        if (drained) _log.Info("kafka.revoked", $"{names}, all committed after {took:0.000} s");
        else _log.Warn("kafka.revoked", $"{names}, work given up after {took:0.000} s: the next owner reads it again");
    }

    private void Lose(List<TopicPartitionOffset> partitions)
    {
        foreach (var partition in partitions)
        {
            _batcher.Remove(partition.Topic, partition.Partition.Value);
            _assigned.Remove(partition.TopicPartition);
        }

        _ledger.Lose(partitions.Select(p => (p.Topic, p.Partition.Value)));
        _log.Warn("kafka.lost", string.Join(' ', partitions.Select(p => p.TopicPartition)));
    }

    /// <summary>An exception out of a handler would lose the record being polled, and one out of a rebalance handler all partitions: it ends the source instead.</summary>
    private void Handle(string what, Action body)
    {
        try
        {
            body();
        }
        catch (Exception e)
        {
            Fail(new InvalidOperationException($"the {what} handler failed", e));
        }
    }

    private void Close()
    {
        try
        {
            _consumer.Close();
        }
        catch (KafkaException e)
        {
            _log.Warn("kafka.close", $"{e.Error.Code}: {e.Error.Reason}");
        }
        finally
        {
            _consumer.Dispose();
            _ready.Complete(_failure);
        }
    }

    private static IReadOnlyList<RecordHeader> HeadersOf(Message<byte[]?, byte[]?> message)
    {
        if (message.Headers is not { Count: > 0 } headers) return [];
        var list = new RecordHeader[headers.Count];
        for (var i = 0; i < list.Length; i++) list[i] = new RecordHeader(headers[i].Key, headers[i].GetValueBytes());
        return list;
    }

    private sealed class Assigned
    {
        public int Epoch { get; set; }

        /// <summary>The next offset by our own account; -1 before the first record.</summary>
        public long Next { get; set; } = -1;

        /// <summary>Offsets below it have been seen, records or not.</summary>
        public long Expected { get => Math.Max(field, Next); set; } = -1;
    }
}
