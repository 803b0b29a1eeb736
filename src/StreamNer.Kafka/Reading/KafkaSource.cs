using Confluent.Kafka;
using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>Decodes one record; throws <see cref="TransientFailureException"/> when it is to be tried again later.</summary>
public delegate InputRecord RecordDecoder(SourcePosition? position, byte[]? key, byte[]? value, IReadOnlyList<RecordHeader> headers, int epoch,
    long arrived);

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
    private static readonly TimeSpan s_decode = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_joinLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_closeLimit = TimeSpan.FromSeconds(5);
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly KafkaOptions _options;
    private readonly RecordDecoder _decode;
    private readonly PartitionLedger _ledger;
    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly MicroBatcher _batcher;
    private readonly ReadyBatches _ready;
    private readonly Thread _thread;
    private readonly EndOfInput? _end;
    private readonly LostRanges _lost;
    private readonly Membership _membership = new();

    // Poll thread only.
    private readonly AssignedPartitions _assigned;
    private readonly IntakeValve _valve;
    private readonly WaitingRecord _waiting;

    // Any thread.
    private readonly ManualResetEventSlim _over = new();
    private int _started;
    private volatile bool _intakeOver;
    private volatile bool _closing;
    private volatile Exception? _failure;

    internal KafkaSource(KafkaOptions options, BatchOptions batch, FlowOptions flow, RecordDecoder decode, PartitionLedger ledger,
        AssignmentMeter meter, EventLog log, TimeProvider time)
    {
        (_options, _decode, _ledger, _log, _time) = (options, decode, ledger, log, time);
        _lost = new LostRanges(meter, log);
        _batcher = new MicroBatcher(batch.Bounds, time);
        _ready = new ReadyBatches(flow.QueueBatches, flow.InFlightBytes);
        _end = options.UntilEnd ? new EndOfInput(time) : null;
        Heartbeat = new Heartbeat(time);
        _assigned = new AssignedPartitions(options, _batcher, ledger, meter, _membership, Heartbeat, _end, log, time);
        _waiting = new WaitingRecord(_assigned, time);
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(ClientProperties.Consumer(options))
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetPartitionsAssignedHandler((_, partitions) => Handle("assigned", () => _assigned.Assign(partitions)))
            .SetPartitionsRevokedHandler((_, partitions) => Handle("revoked", () => _assigned.Revoke(partitions)))
            .SetPartitionsLostHandler((_, partitions) => Handle("lost", () => _assigned.Lose(partitions)))
            .SetErrorHandler((_, error) => log.Warn("kafka.consumer", $"{error.Code}: {error.Reason}", ("code", error.Code)))
            .SetLogHandler((_, message) => ClientProperties.Log(log, message))
            .Build();
        Client = new Leased<IConsumer<byte[]?, byte[]?>>(_consumer, "Kafka consumer");
        _valve = new IntakeValve(_consumer, _assigned, _ready, log, time);
        _thread = new Thread(Poll) { IsBackground = true, Name = "kafka poll" };
    }

    /// <summary>
    /// The client, for those who ask for watermarks, metadata and commits; never for positions, and never to consume. The poll thread owns it: it
    /// lives until that thread has ended and the last lease is back.
    /// </summary>
    internal Leased<IConsumer<byte[]?, byte[]?>> Client { get; }

    /// <summary>Batches that wait to be read.</summary>
    public int Waiting => _ready.Count;

    /// <summary>The group has accepted us, with partitions or without, and we have not been thrown out since.</summary>
    public bool Joined => _membership.Accepted;

    /// <summary>Why no record is decoded although one waits (the schema registry is away); null while none waits.</summary>
    public string? WaitsBecause => _waiting.Because;

    /// <summary>Of the poll thread.</summary>
    public Heartbeat Heartbeat { get; }

    internal Membership Membership => _membership;

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

    /// <summary>Leaves the group. Nobody writes any more. A poll thread that does not end within ten seconds is left behind, with its
    /// client.</summary>
    public async ValueTask DisposeAsync()
    {
        _closing = true;
        _ledger.Close();
        _over.Set();
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            Close();
            return;
        }

        Abandoned.Add(this);
        if (await Task.Run(() => _thread.Join(s_joinLimit))) Abandoned.Remove(this);
        else _log.Warn("kafka.abandoned", $"the poll thread has not ended within {s_joinLimit.TotalSeconds:0} s: the Kafka consumer is left to it");
    }

    private void Poll()
    {
        Heartbeat.Begin();
        try
        {
            _consumer.Subscribe(_options.Inputs);
            while (!_closing)
            {
                Heartbeat.Beat();
                _assigned.TakeRewinds(_consumer);
                if (_assigned.TakeChange()) Settle();
                if (_intakeOver) Quiet();
                else if (!_ready.IsFull && _batcher.Due is { Ticks: <= 0 } due && due != Timeout.InfiniteTimeSpan) HandOver();
                if (!_valve.Holds(_waiting.Waits(_ready.IsFull), mayOpen: !_intakeOver && _waiting.Result is null) && !Receive() && _end is not null)
                    CheckEnd(_end);
            }
        }
        catch (Exception e)
        {
            Fail(e is KafkaException k ? new KafkaFatalException($"consumer: {k.Error.Code}: {k.Error.Reason}", e) : e);
        }
        finally
        {
            // The writer may still need the client; nothing more is polled.
            Heartbeat.End();
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
            result = _waiting.Result ?? _consumer.Consume(due == Timeout.InfiniteTimeSpan || due > s_poll ? s_poll : due);
        }
        catch (ConsumeException e)
        {
            var rule = KafkaFaults.Decide(FaultSite.Consume, e);
            if (rule.Action == FaultAction.Stop)
                throw new KafkaFatalException($"{e.Error.Code} on {e.ConsumerRecord?.TopicPartition.Name()}: {rule.Meaning}", e);
            _log.Warn("kafka.consume", $"{e.Error.Code}: {e.Error.Reason}", ("code", e.Error.Code));
        }
        catch (Exception e) when (e is not KafkaException)
        {
            // A call-back of the client threw: the record it was about to give us is gone and its position has moved.
            _log.Error(
                "kafka.reseat", $"a call-back of the client failed: {e.GetType().Name}; reading goes on from our offsets",
                ("error", e.GetType().Name));
            _assigned.Reseat(_consumer);
        }

        if (result is null) return false;
        var assigned = _assigned.Find(result.TopicPartition);
        if (assigned is not { SeekPending: false }) _waiting.Drop();
        else if (result.IsPartitionEOF) ReachedEnd(assigned, result);
        else if (_end?.IsBeyond(result.TopicPartition, result.Offset.Value) == true) assigned.PassedOver = true;
        else return Accept(assigned, result);
        return false;
    }

    private bool Accept(AssignedPartition assigned, ConsumeResult<byte[]?, byte[]?> result)
    {
        var offset = result.Offset.Value;
        if (offset < assigned.Next)
        {
            _log.Error(
                "kafka.order", $"{result.TopicPartition.Name()} gave offset {offset} after {assigned.Next - 1}",
                ("topic", result.Topic), ("partition", result.Partition.Value), ("offset", offset), ("expected", assigned.Next));
            assigned.SeekPending = true;
            return false;
        }

        var at = new PartitionEpoch(result.Topic, result.Partition.Value, assigned.Epoch);
        InputRecord record;
        try
        {
            // The registry may take its time, as long as its own limit.
            Heartbeat.Beat(s_decode);
            _waiting.Begin();
            var message = result.Message;
            var timestamp = message.Timestamp.Type == TimestampType.NotAvailable ? -1 : message.Timestamp.UnixTimestampMs;
            record = _decode(new SourcePosition(result.Topic, result.Partition.Value, offset, timestamp), message.Key, message.Value,
                HeadersOf(message), assigned.Epoch, _time.GetTimestamp());
        }
        catch (Exception e) when (e is TransientFailureException or SchemaRegistryUnavailableException)
        {
            if (!_waiting.Hold(result, assigned.Epoch, e.Message)) return false;
            _log.Warn(
                "kafka.decode", $"{PartitionName.Of(result.Topic, result.Partition.Value, offset)} waits: {e.Message}",
                ("topic", result.Topic), ("partition", result.Partition.Value), ("offset", offset));
            return false;
        }

        _waiting.Decoded();
        if (!assigned.Begun)
        {
            assigned.Begun = true;
            _ledger.Begin(at, offset);
            assigned.Expected = _assigned.CommittedOf(_consumer, result.TopicPartition);
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

    /// <summary>After partitions came: what waits for the end of the call-back, from which no request should be made.</summary>
    private void Settle()
    {
        _valve.Apply();
        Heartbeat.Beat(EndOfInput.LearnLimit * _assigned.Partitions.Count);
        _end?.Learn(_consumer, _assigned.Partitions);
    }

    /// <summary>Intake is over: what has not been read by the loop is left for the next worker; polling goes on, so that rebalances and commits
    /// work.</summary>
    private void Quiet()
    {
        _batcher.Take();
        _valve.Shut();
    }

    private void ReachedEnd(AssignedPartition assigned, ConsumeResult<byte[]?, byte[]?> result)
    {
        if (!assigned.PassedOver) _ledger.ReachedEnd(result.Topic, result.Partition.Value, result.Offset.Value, assigned.Next);
        _end?.Reached(result.TopicPartition, result.Offset.Value);
        assigned.Expected = result.Offset.Value;
    }

    private void CheckEnd(EndOfInput end)
    {
        if (!end.IsOver(_assigned.Partitions, partition => _assigned.Find(partition)!.Next)) return;
        HandOver();
        if (_ready.Count == 0 && _ledger.AllIdle()) _ready.Complete(null);
    }

    /// <summary>An exception out of a handler would lose the record being polled, and one out of a rebalance handler all partitions: it ends the
    /// source instead.</summary>
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
            _log.Warn("kafka.close", $"{e.Error.Code}: {e.Error.Reason}", ("code", e.Error.Code));
        }
        finally
        {
            if (!Client.Close(s_closeLimit)) _log.Warn("kafka.abandoned", $"a call of the {Client.Name} does not return: it is left to that call");
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
}
