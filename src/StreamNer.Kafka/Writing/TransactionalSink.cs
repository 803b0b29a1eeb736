using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Metering;

namespace StreamNer.Kafka;

/// <summary>An output record, whether it goes to the dead-letter topic, and what goes to the repair topic with it; null: nothing.</summary>
public readonly record struct OutputRecord(bool DeadLetter, Message<byte[]?, byte[]?> Message, Message<byte[]?, byte[]?>? Repair = null);

/// <summary>Turns what became of a record into its one output record (and repair record).</summary>
public delegate OutputRecord OutcomeEncoder(InputRecord record, Outcome outcome);

/// <summary>
/// Writes runs of consecutive micro-batches: outputs, dead letters, repair records and offsets become final together
/// (<see cref="Delivery.ExactlyOnce"/>) or in that order (<see cref="Delivery.AtLeastOnce"/>). Results of an assignment that has ended are dropped. A
/// run that fails is taken back and its partitions are read again; <see cref="KafkaFaults"/> says which failure leads where. Calls block; one caller
/// at a time, and who disposes of it.
/// </summary>
public sealed class TransactionalSink : IBatchSink
{
    private static readonly TimeSpan s_abortLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_closeLimit = TimeSpan.FromSeconds(3);
    private readonly KafkaOptions _options;
    private readonly PartitionLedger _ledger;
    private readonly RunProtocol _protocol;
    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly RunMeter _meter;
    private readonly RetryBackoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(15));
    private readonly RunWriter _writer;
    private readonly Setbacks _setbacks;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly InputJudge _judge;
    private OpenRun? _run;

    internal TransactionalSink(
        KafkaOptions options, OutputRouter router, OutcomeEncoder encode, PartitionLedger ledger, RunProtocol protocol, WrittenTopics topics,
        InputJudge judge, Telemetry telemetry, EventLog log, TimeProvider time)
    {
        _judge = judge;
        (_options, _ledger, _protocol, _log, _time) = (options, ledger, protocol, log, time);
        _writer = new RunWriter(router, encode, protocol, topics);
        _setbacks = new Setbacks(time);
        _meter = new RunMeter(telemetry, time);
    }

    /// <summary>Why one run after another is taken back; null while runs become final.</summary>
    public string? FailsBecause => _setbacks.Reason;

    /// <summary>As <see cref="RunProtocol.Heartbeat"/>.</summary>
    public Heartbeat Heartbeat => _protocol.Heartbeat;

    /// <inheritdoc/>
    public TimeSpan CommitDue
    {
        get
        {
            if (_run is not { } run) return Timeout.InfiniteTimeSpan;
            var bounds = _options.Transaction;
            if (run.Records >= bounds.Records || run.Bytes >= bounds.Bytes || _ledger.Releasing) return TimeSpan.Zero;
            var left = TimeSpan.FromMilliseconds(bounds.IntervalMs) - _time.GetElapsedTime(run.Opened);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <inheritdoc/>
    public async ValueTask Write(MicroBatch batch, IReadOnlyList<Outcome> outcomes, CancellationToken cancel)
    {
        using var turn = await Turn(cancel);
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
        var final = new FlowCounts();
        if (_run is not { } run) return final;
        try
        {
            var closed = _protocol.Close(run, cancel);
            foreach (var at in closed)
            {
                var part = run.Parts[at];
                _ledger.Commit(at, part.Next);
                _writer.Forget(at, part.Next);
                final.Add(part.Counts);
            }

            _judge.Final(closed);
            _run = null;
            _meter.Final(closed.Select(at => KeyValuePair.Create(at, run.Parts[at])));
            _backoff.Reset();
            _setbacks.Succeeded();
            _meter.Ended(RunResult.Committed);
        }
        catch (RunFailedException failure)
        {
            final = await TakeBack(failure, cancel);
        }

        return final;
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

    private void Append(MicroBatch batch, IReadOnlyList<Outcome> outcomes, CancellationToken cancel)
    {
        var current = batch.Next.Keys.Where(_ledger.Holds).ToHashSet();
        if (current.Count == 0) return;
        foreach (var record in batch.Records)
        {
            if (record.Position is { } at && current.Contains(new(at.Topic, at.Partition, record.Epoch))) _judge.Look(record);
        }

        var begun = _run is not null;
        var run = _run ??= new OpenRun(_time.GetTimestamp());

        // Before anything can fail: whatever of this batch is not written must be read again.
        foreach (var at in current) run.Part(at);
        if (!begun) _protocol.Begin(cancel);
        for (var i = 0; i < batch.Records.Count; i++)
        {
            var record = batch.Records[i];
            var at = record.Position ?? throw new InvalidOperationException("a record without position cannot go to Kafka");
            var epoch = new PartitionEpoch(at.Topic, at.Partition, record.Epoch);
            if (!current.Contains(epoch)) continue;
            var part = run.Part(epoch);
            if (at.Offset < part.Next.Value)
                throw new InvalidOperationException($"{PartitionName.Of(at.Topic, at.Partition, at.Offset)} after {part.Next.Value - 1}");
            part.Counts.Add(_writer.Put(run, record, outcomes[i], cancel));
            part.Next = new NextOffset(at.Offset + 1);
            part.TimestampMs = at.TimestampMs;
            if (at.TimestampMs >= 0) part.TimestampsMs.Add(at.TimestampMs);
            run.Records++;
            run.Bytes += record.Bytes;
        }

        if (run.Failures.TryPeek(out var failed)) throw RunWriter.Failed(failed.Error.Code, failed.Error.IsFatal);
    }

    /// <summary>Drops the open run and has its partitions read again, or throws when a person must act.</summary>
    /// <remarks>Returns what has become final all the same: a commit whose outcome was unknown may have succeeded.</remarks>
    private async ValueTask<FlowCounts> TakeBack(RunFailedException failure, CancellationToken cancel)
    {
        var run = _run ?? throw new InvalidOperationException("no run is open");
        _run = null;
        _meter.Ended(RunResult.Aborted);
        _setbacks.Failed(failure.Message);
        var (rule, message) = (failure.Rule, failure.Message);
        if (rule.Action is FaultAction.Rewind or FaultAction.RejectRecord or FaultAction.Retry or FaultAction.Report)
        {
            try
            {
                _protocol.Abort(run, cancel);
            }
            catch (RunFailedException abort)
            {
                (rule, message) = abort.Rule.Action > FaultAction.Rewind ? (abort.Rule, abort.Message) : (Unflagged, abort.Message);
            }
        }

        // All deliveries are reported by now: learn which records are to blame.
        var refused = new List<FailedDelivery>();
        foreach (var failed in run.Failures)
        {
            var judged = KafkaFaults.Decide(FaultSite.Produce, failed.Error.Code, failed.Error.IsFatal);
            if (judged.Action == FaultAction.RejectRecord) refused.Add(failed);
            if (judged.Action > rule.Action) (rule, message) = (judged, $"delivery: {failed.Error.Code}: {failed.Error.Reason}");
        }

        var action = rule.Action;
        if (action == FaultAction.Fenced)
            action = _time.GetElapsedTime(run.Opened).TotalMilliseconds >= 0.9 * _options.Transaction.TimeoutMs
                ? FaultAction.Rebuild
                : FaultAction.Stop;
        if (action == FaultAction.Stop)
            throw new KafkaFatalException(rule.Action == FaultAction.Fenced ? FencedMessage : $"{message}: {rule.Meaning}", failure);

        var learned = await _writer.Accuse(refused, cancel);
        if (action < FaultAction.Rebuild && _protocol.Outdated) action = FaultAction.Rebuild;
        _log.Warn(
            action == FaultAction.Rebuild ? "kafka.rebuild" : "kafka.rewind",
            $"{run.Records} records of {run.Parts.Count} partitions are read again: {message}",
            ("reason", RunMeter.ReasonOf(rule)), ("records", run.Records), ("partitions", run.Parts.Count));
        _meter.TakenBack(rule);
        var final = await Rewind(run, action == FaultAction.Rebuild, cancel);
        if (learned)
        {
            // The next attempt is another one: nothing to wait for.
            _backoff.Reset();
            return final;
        }

        var pause = _backoff.Next();
        if (_backoff.Failures > 1) await Task.Delay(pause, _time, cancel);
        return final;
    }

    private async ValueTask<FlowCounts> Rewind(OpenRun run, bool rebuild, CancellationToken cancel)
    {
        var final = new FlowCounts();
        IReadOnlyDictionary<PartitionEpoch, long> committed = new Dictionary<PartitionEpoch, long>();
        if (rebuild)
        {
            _protocol.Reconnect();
            committed = await Ask();
        }

        var closed = new List<PartitionEpoch>();
        foreach (var (at, part) in run.Parts)
        {
            var known = committed.TryGetValue(at, out var offset);
            if (known && part.Next.Value >= 0 && offset == part.Next.Value)
            {
                closed.Add(at);
                final.Add(part.Counts);
                _meter.Final([KeyValuePair.Create(at, part)]);
            }

            _ledger.RewindTo(at, known ? offset : null);
        }

        _judge.Final(closed);
        return final;

        async ValueTask<IReadOnlyDictionary<PartitionEpoch, long>> Ask()
        {
            // The new producer must have ended the old transaction before the offsets mean anything.
            while (true)
            {
                try
                {
                    _protocol.Settle(cancel);
                    return _protocol.Committed(run.Parts.Keys, cancel);
                }
                catch (RunFailedException failure) when (failure.Rule.Action != FaultAction.Stop)
                {
                    _log.Warn("kafka.rebuild", failure.Message);
                    _protocol.Reconnect();
                    await Task.Delay(_backoff.Next(), _time, cancel);
                }
                catch (RunFailedException failure)
                {
                    throw new KafkaFatalException($"{failure.Message}: {failure.Rule.Meaning}", failure);
                }
            }
        }
    }

    private static FaultRule Unflagged => KafkaFaults.Decide(FaultSite.Transaction, ErrorCode.Unknown);

    private readonly struct Returning(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }

    private static string FencedMessage => "another live worker has our transactional id: give each worker of the group its own --instance";
}
