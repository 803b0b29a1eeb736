using Confluent.Kafka;
using StreamNer.Comparing;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka.Control;
using StreamNer.Kafka.Reading;
using StreamNer.Metering;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Redriving;

/// <summary>What <see cref="AutoRepair"/> works with.</summary>
internal sealed record AutoRepairParts
{
    /// <summary>Brokers, the repair topic, the output and the inputs.</summary>
    public required KafkaOptions Kafka { get; init; }

    /// <summary>When, and how fast.</summary>
    public required RepairOptions Options { get; init; }

    /// <summary>Bytes to a document.</summary>
    public required RecordDecoder Decode { get; init; }

    /// <summary>The pipeline; what it makes by rules alone is not written.</summary>
    public required BatchEnricher Enrich { get; init; }

    /// <summary>Makes the writer, which fences earlier ones of the group.</summary>
    public required Func<RedriveWriter> Writer { get; init; }

    /// <summary>What the worker says of itself. Must be quick and not throw.</summary>
    public required Func<RepairSigns> Signs { get; init; }

    /// <summary>Takes the counts.</summary>
    public required Telemetry Telemetry { get; init; }

    /// <summary>Takes the events.</summary>
    public required EventLog Log { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Time between two looks at the repair topic, and the pause after a first failure.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// Repairs degraded records beside the live stream, on a thread of its own: up to <see cref="MostAtOnce"/> coordinates, then the position, then the
/// next. What has been repaired is known from the output, which is read when there is something to do, so a position that was not noted repeats no
/// record. Each record waits until no live batch is being enriched.
/// </summary>
internal sealed class AutoRepair : IAsyncDisposable
{
    /// <summary>Coordinates taken from the repair topic at once.</summary>
    internal const int MostAtOnce = 1_000;

    /// <summary>Lives of a process that may begin the same coordinates; then they are left to <c>replay --repair</c>.</summary>
    internal const int MostTries = 3;

    // A live batch that arrives meanwhile waits for one of these.
    private const int BatchRecords = 16;
    private const int ScanStep = 1_000;
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_standAside = TimeSpan.FromHours(1);
    private readonly AutoRepairParts _parts;
    private readonly RepairGate _gate;
    private readonly Throttle _throttle;
    private readonly RetryBackoff _backoff;
    private readonly BackgroundLoop _loop;
    private RepairSession? _session;
    private long _waiting;

    private AutoRepair(AutoRepairParts parts)
    {
        _parts = parts;
        _gate = new RepairGate(parts.Options, parts.Time);
        _backoff = new RetryBackoff(parts.LookEvery, TimeSpan.FromMinutes(10));
        _throttle = new Throttle(parts.Options.PerSecond, parts.Time);
        parts.Telemetry.Observe(MetricTable.RepairWaiting, () => Interlocked.Read(ref _waiting));
        _loop = new BackgroundLoop(Run);
    }

    /// <summary>Begins to look.</summary>
    public static AutoRepair Start(AutoRepairParts parts) => new(parts);

    /// <summary>Ends it. What is being written is finished or aborted.</summary>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    // All fields are this thread's, save the count.
    private void Run(CancellationToken stop)
    {
        using var positions = new RepairPositions(_parts.Kafka);
        var tick = _parts.LookEvery < s_tick ? _parts.LookEvery : s_tick;
        TimeSpan pause = tick;
        long? looked = null;
        while (!stop.WaitHandle.WaitOne(pause))
        {
            pause = tick;
            try
            {
                var signs = _parts.Signs();
                if (!signs.Leads) Close();
                if (!_gate.Decide(signs) || !signs.Leads) continue;
                if (looked is { } at && _parts.Time.GetElapsedTime(at) < _parts.LookEvery) continue;
                looked = Look(positions, stop) ? null : _parts.Time.GetTimestamp();
                _backoff.Reset();
            }
            catch (OperationCanceledException)
            {
                // The worker stops, or another one's turn has come.
                Close();
            }
            catch (Exception e) when (IsFenced(e))
            {
                Close();
                if (!_parts.Signs().Leads) continue;
                pause = s_standAside;
                _parts.Log.Warn(
                    "repair.stands_aside",
                    $"a redrive or repair of group {_parts.Kafka.Group} was started elsewhere: repair:auto goes on in {pause.TotalMinutes:0} minutes",
                    ("seconds", pause.TotalSeconds));
            }
            catch (Exception e)
            {
                Close();
                pause = _backoff.Next();
                _parts.Log.Warn(
                    "repair.failed", $"degraded records were not repaired, next attempt in {pause.TotalSeconds:0} s: {Reason(e)}",
                    ("seconds", pause.TotalSeconds));
            }
        }

        Close();
    }

    private static bool IsFenced(Exception e) => e is KafkaException refused
        ? ControlWriter.IsFenced(refused.Error)
        : e is KafkaFatalException { InnerException: KafkaException inner } && ControlWriter.IsFenced(inner.Error);

    // A message from elsewhere may quote a text.
    private static string Reason(Exception e) =>
        e is KafkaException or KafkaFatalException or TransientFailureException or ComparisonException ? e.Message : e.GetType().Name;

    // Whether there may be more.
    private bool Look(RepairPositions positions, CancellationToken stop)
    {
        var waiting = positions.Waiting();
        Interlocked.Exchange(ref _waiting, waiting.Sum(one => one.To - one.From));
        if (waiting.Count == 0)
        {
            Close();
            return false;
        }

        using var turn = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (waiting[0].Tries >= MostTries) Skip(positions, waiting[0], turn.Token);
        else Mend(positions, waiting[0], turn);
        return true;
    }

    private void Mend(RepairPositions positions, RepairStretch stretch, CancellationTokenSource turn)
    {
        var repair = new Repair(_parts.Kafka, _parts.Decode) { BatchRecords = BatchRecords };
        _session ??= Open(repair, turn);
        positions.Commit(stretch.Partition, stretch.From, stretch.Tries + 1);
        Failpoint.Reach("repair.begun");
        try
        {
            var plan = new RepairPlan(_session.Mended, _parts.Kafka.Inputs);
            var next = Read(stretch, plan, turn.Token);
            repair.Run(plan, (batch, _) => Enrich(batch, turn), _session.Writer, _session.Count, turn.Token).GetAwaiter().GetResult();
            foreach (var (topic, partition, offsets) in plan.Partitions())
                foreach (var offset in offsets.Keys) _session.Mended.Add(topic, partition, offset);
            _session.Total(plan);
            Failpoint.Reach("repair.written");
            positions.Commit(stretch.Partition, next, 0);
        }
        catch
        {
            // This process lives: nothing here has ended it.
            TryCommit(positions, stretch);
            throw;
        }
    }

    // Where the next look goes on.
    private long Read(RepairStretch stretch, RepairPlan plan, CancellationToken stop)
    {
        var (count, next) = (0, stretch.To);
        foreach (var record in TopicReader.Read(_parts.Kafka, stretch.Partition, stretch.From, stretch.To, stop).Take(MostAtOnce))
        {
            plan.Add(record.Message.Value);
            if (++count == MostAtOnce) next = record.Offset.Value + 1;
        }

        return next;
    }

    private void Skip(RepairPositions positions, RepairStretch stretch, CancellationToken stop)
    {
        var plan = new RepairPlan(new SourceBitmap(), _parts.Kafka.Inputs);
        var next = Read(stretch, plan, stop);
        positions.Commit(stretch.Partition, next, 0);
        _parts.Telemetry.Repairs.Add(plan.Total, Labels.Repair[RepairOutcome.Skipped]);
        _parts.Log.Error(
            "repair.skipped",
            $"{plan.Total} coordinates from {PartitionName.Of(_parts.Kafka.Repair, stretch.Partition.Partition.Value, stretch.From)} on are left to "
            + $"'replay --repair': {MostTries} processes have ended while they were repaired",
            ("partition", stretch.Partition.Partition.Value), ("offset", stretch.From), ("records", plan.Total));
    }

    private RepairSession Open(Repair repair, CancellationTokenSource turn)
    {
        // The writer first: what the output holds is final then.
        var writer = _parts.Writer();
        try
        {
            var values = 0;
            var mended = repair.Mended(() => { if (++values % ScanStep == 0) AwaitTurn(turn); }, turn.Token);
            _parts.Log.Info("repair.began", $"degraded records of {_parts.Kafka.Repair} are being repaired");
            return new RepairSession(writer, mended, _parts.Telemetry, _parts.Log);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    private async ValueTask<IReadOnlyList<Outcome>> Enrich(MicroBatch batch, CancellationTokenSource turn)
    {
        turn.Token.WaitHandle.WaitOne(_throttle.Take(batch.Records.Count));
        AwaitTurn(turn);
        return await _parts.Enrich(batch, turn.Token);
    }

    // The live stream goes first.
    private void AwaitTurn(CancellationTokenSource turn)
    {
        while (true)
        {
            turn.Token.ThrowIfCancellationRequested();
            var signs = _parts.Signs();
            if (!signs.Leads) turn.Cancel();
            else if (_gate.Decide(signs) && !signs.Busy) return;
            else turn.Token.WaitHandle.WaitOne(s_turn);
        }
    }

    private static void TryCommit(RepairPositions positions, RepairStretch stretch)
    {
        try
        {
            positions.Commit(stretch.Partition, stretch.From, stretch.Tries);
        }
        catch (KafkaException)
        {
            // It counts as a try; the exception under way says what happened.
        }
    }

    private void Close()
    {
        _session?.Dispose();
        _session = null;
    }
}
