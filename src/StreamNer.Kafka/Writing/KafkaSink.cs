using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka.Topics;
using StreamNer.Metering;
using StreamNer.Output;

namespace StreamNer.Kafka.Writing;

/// <summary>An output record, whether it goes to the dead-letter topic, and what goes to the repair topic with it; null: nothing.</summary>
internal readonly record struct OutputRecord(bool DeadLetter, Message<byte[]?, byte[]?> Message, Message<byte[]?, byte[]?>? Repair = null)
{
    /// <summary>What the record ended as, where what had become of it could not be encoded; else null.</summary>
    public Outcome? Instead { get; init; }
}

/// <summary>Turns what became of a record into its one output record (and repair record).</summary>
internal delegate OutputRecord OutcomeEncoder(InputRecord record, Outcome outcome);

/// <summary>
/// Writes runs of consecutive micro-batches: outputs, dead letters, repair records and offsets become final together
/// (<see cref="Delivery.ExactlyOnce"/>) or in that order (<see cref="Delivery.AtLeastOnce"/>). Results of an assignment that has ended are dropped.
/// A run that fails is taken back (<see cref="RunRecovery"/>). Calls block; one caller at a time, and who disposes of it.
/// </summary>
internal sealed class KafkaSink : IBatchSink
{
    private static readonly TimeSpan s_abortLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_closeLimit = TimeSpan.FromSeconds(3);
    private readonly TransactionOptions _bounds;
    private readonly bool _untilEnd;
    private readonly PartitionLedger _ledger;
    private readonly RunProtocol _protocol;
    private readonly RunWriter _writer;
    private readonly RunRecovery _recovery;
    private readonly InputJudge _judge;
    private readonly RunMeter _meter;
    private readonly TopicGuard _topics;
    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);
    private OpenRun? _run;

    internal KafkaSink(
        KafkaOptions options, PartitionLedger ledger, TopicGuard topics, RunProtocol protocol, RunWriter writer, InputJudge judge, RunMeter meter,
        EventLog log, TimeProvider time)
    {
        (_bounds, _untilEnd, _ledger, _protocol, _writer) = (options.Transaction, options.UntilEnd, ledger, protocol, writer);
        (_judge, _meter, _topics, _log, _time) = (judge, meter, topics, log, time);
        _recovery = new RunRecovery(options, ledger, protocol, writer, judge, meter, log, time);
    }

    /// <summary>Why one run after another is taken back; null while runs become final.</summary>
    public string? FailsBecause => _recovery.Reason;

    /// <summary>As <see cref="RunProtocol.Heartbeat"/>.</summary>
    public Heartbeat Heartbeat => _protocol.Heartbeat;

    /// <inheritdoc/>
    public TimeSpan? CommitDue
    {
        get
        {
            if (_run is not { } run) return null;
            if (run.Records >= _bounds.Records || run.Bytes >= _bounds.Bytes || run.Deferred.Count > 0 || _ledger.Releasing) return TimeSpan.Zero;
            var left = TimeSpan.FromMilliseconds(_bounds.IntervalMs) - _time.GetElapsedTime(run.Opened);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>When partitions are to be handed back: they are not to wait for the run's time.</summary>
    public Task DueEarlier => _ledger.ReleaseBegins;

    /// <inheritdoc/>
    public async ValueTask Write(MicroBatch batch, IReadOnlyList<Outcome> outcomes, CancellationToken cancel)
    {
        using var turn = await Turn(cancel);
        await CommitBeginnings(cancel);
        try
        {
            Append(batch, outcomes, cancel);
        }
        catch (RunFailedException failure)
        {
            await TakeBack(failure, cancel);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<FlowCounts> Commit(CancellationToken cancel)
    {
        using var turn = await Turn(cancel);
        try
        {
            // Nothing comes after the end of the input: the group's positions are to say so.
            var run = _run is null && _untilEnd ? Place(ends: true, cancel) : _run;
            return run is null ? new FlowCounts() : Close(run, cancel);
        }
        catch (RunFailedException failure)
        {
            return await TakeBack(failure, cancel);
        }
    }

    /// <summary>
    /// Commits what no record brings (<see cref="PartitionLedger.Positions"/>), by a run of its own or with the one that is open. Does nothing where
    /// somebody else has the turn.
    /// </summary>
    /// <exception cref="KafkaFatalException">A person must act.</exception>
    internal async ValueTask CommitPositions(bool ends, CancellationToken cancel)
    {
        if (!await _turn.WaitAsync(0, cancel)) return;
        using var turn = new Returning(_turn);
        var open = _run is not null;
        try
        {
            if (Place(ends, cancel) is { } run && !open) Close(run, cancel);
        }
        catch (RunFailedException failure)
        {
            await TakeBack(failure, cancel);
        }
    }

    /// <summary>To be called when the input has ended and everything is final.</summary>
    /// <exception cref="KafkaFatalException">Nearly nothing of a topic could be read.</exception>
    public void EndOfInput() => _judge.End();

    /// <summary>
    /// Drops the open run and lets go of the producer, in about six seconds at most. The producer outlives it where the writer sits in a call on it.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _ledger.Close();
        try
        {
            // A writer that does not come out owns the run, and the broker ends the transaction by its time-out.
            using var limit = new CancellationTokenSource(s_abortLimit);
            using var turn = await Turn(limit.Token);
            if (_run is { } run) _protocol.Abort(run, limit.Token);
            _run = null;
        }
        catch (Exception e) when (e is RunFailedException or OperationCanceledException or ObjectDisposedException)
        {
            _log.Warn("kafka.abort", e.Message);
        }

        _protocol.Close(s_closeLimit);
    }

    private async ValueTask<Returning> Turn(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        return new Returning(_turn);
    }

    /// <summary>
    /// Where reading begins is committed before anything is written: a worker that dies in between must not begin elsewhere. A failure is not the
    /// batch's, which belongs to no run yet: it waits until the positions stand, or are no longer ours to commit.
    /// </summary>
    private async ValueTask CommitBeginnings(CancellationToken cancel)
    {
        while (_run is null)
        {
            try
            {
                if (Place(ends: false, cancel) is not { } begins) return;
                Close(begins, cancel);
            }
            catch (RunFailedException failure)
            {
                await TakeBack(failure, cancel);
            }
        }
    }

    /// <summary>Adds the positions that no record brings to the open run, or opens one; null when there are none.</summary>
    private OpenRun? Place(bool ends, CancellationToken cancel)
    {
        var positions = _ledger.Positions(ends);
        if (positions.Count == 0 || !_protocol.IsMember) return null;
        var begun = _run is not null;
        var run = _run ??= new OpenRun(_time.GetTimestamp());
        run.Read = _time.GetTimestamp();
        foreach (var (at, offset) in positions) run.Place(at, offset);
        if (!begun) _protocol.Begin(cancel);
        return run;
    }

    private void Append(MicroBatch batch, IReadOnlyList<Outcome> outcomes, CancellationToken cancel)
    {
        var (writable, parts) = Select(batch, outcomes);
        if (parts.Count == 0) return;
        var begun = _run is not null;
        var run = _run ??= new OpenRun(_time.GetTimestamp());

        run.Read = _time.GetTimestamp();

        // Before anything can fail: whatever of this batch is not written must be read again.
        foreach (var (at, deferred) in parts)
        {
            run.Part(at).PositionOnly = false;
            if (deferred is { } offset) run.Deferred[at] = offset;
        }

        if (!begun) _protocol.Begin(cancel);
        foreach (var i in writable)
        {
            var record = batch.Records[i];
            var at = record.Position!.Value;
            var part = run.Part(new PartitionEpoch(at.Topic, at.Partition, record.Epoch));
            if (at.Offset < part.Next.Value)
                throw new InvalidOperationException($"{PartitionName.Of(at.Topic, at.Partition, at.Offset)} after {part.Next.Value - 1}");
            var ended = _writer.Put(run, record, outcomes[i], cancel);
            _judge.Wrote(record, ended);
            part.Counts.Add(ended);
            part.Next = new NextOffset(at.Offset + 1);
            part.TimestampMs = at.TimestampMs;
            if (at.TimestampMs >= 0) part.TimestampsMs.Add(at.TimestampMs);
            run.Records++;
            run.Bytes += record.Bytes;
        }

        if (run.Failures.TryPeek(out var failed)) throw RunWriter.Failed(failed.Error.Code, failed.Error.IsFatal);
    }

    /// <summary>
    /// Which records of a batch belong to the run, by index, and of which partitions; with the first record that must wait, where there is one. A
    /// partition that has nothing but waiting records is deferred at once.
    /// </summary>
    private (List<int> Records, Dictionary<PartitionEpoch, long?> Parts) Select(MicroBatch batch, IReadOnlyList<Outcome> outcomes)
    {
        var current = batch.Next.Keys.Where(at => _ledger.Holds(at) && _run?.Deferred.ContainsKey(at) != true).ToHashSet();
        var (records, parts) = (new List<int>(batch.Records.Count), new Dictionary<PartitionEpoch, long?>());
        for (var i = 0; i < batch.Records.Count; i++)
        {
            var record = batch.Records[i];
            var at = record.Position ?? throw new InvalidOperationException("a record without position cannot go to Kafka");
            var epoch = new PartitionEpoch(at.Topic, at.Partition, record.Epoch);
            if (!current.Contains(epoch)) continue;
            if (outcomes[i] is Outcome.Deferred deferred)
            {
                _log.Warn(
                    "kafka.deferred", $"{PartitionName.Of(at.Topic, at.Partition, at.Offset)} waits: {deferred.Because}",
                    ("topic", at.Topic), ("partition", at.Partition), ("offset", at.Offset));
                current.Remove(epoch);
                if (parts.ContainsKey(epoch) || _run?.Parts.ContainsKey(epoch) == true) parts[epoch] = at.Offset;
                else _ledger.Defer(epoch, at.Offset);
                continue;
            }

            _judge.Look(record);
            parts.TryAdd(epoch, null);
            records.Add(i);
        }

        return (records, parts);
    }

    private FlowCounts Close(OpenRun run, CancellationToken cancel)
    {
        var final = new FlowCounts();
        if (!_topics.Confirm(run.Read, cancel))
            throw new RunFailedException(RunProtocol.NotOurs, "no broker says whether the input topics are still the same");
        var closed = _protocol.Close(run, cancel);
        foreach (var at in closed)
        {
            var part = run.Parts[at];
            _ledger.Commit(at, part.Next);
            _writer.Forget(at, part.Next);
            final.Add(part.Counts);
        }

        foreach (var (at, offset) in run.Deferred) _ledger.Defer(at, offset);
        _judge.Final(closed);
        _run = null;
        _meter.Final(closed.Select(at => KeyValuePair.Create(at, run.Parts[at])));
        _recovery.Succeeded();
        _meter.Ended(RunResult.Committed);
        return final;
    }

    private ValueTask<FlowCounts> TakeBack(RunFailedException failure, CancellationToken cancel)
    {
        var run = _run ?? throw new InvalidOperationException("no run is open");
        _run = null;
        return _recovery.TakeBack(run, failure, cancel);
    }

    private readonly struct Returning(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
