using StreamNer.Diagnostics;
using StreamNer.Pipeline;

namespace StreamNer.Flow.Crashes;

/// <summary>A partition that is held now, and the offset committed under this assignment; -1: none.</summary>
internal readonly record struct HeldPartition(string Topic, int Partition, long Committed);

/// <summary>
/// Keeps the <see cref="CrashState"/> of this life: what is in flight, on trial, committed. Each change is saved before the call returns;
/// <c>durable</c> where a verdict may rest on it. Thread-safe.
/// </summary>
internal sealed class CrashGuard
{
    private readonly Lock _lock = new();
    private readonly Action<CrashState, bool> _save;
    private readonly EventLog _log;
    private CrashState _state;
    private bool _controlled;

    /// <summary>Begins a life.</summary>
    /// <param name="last">What the last one left.</param>
    /// <param name="oomKills">OOM kills in our control group so far.</param>
    /// <param name="options">Section <c>flow:crashGuard</c>.</param>
    /// <param name="save">Keeps a state for the next life; on disk before it returns where the flag is set.</param>
    /// <param name="log">Is told of suspects and verdicts.</param>
    public CrashGuard(CrashState last, long oomKills, CrashGuardOptions options, Action<CrashState, bool> save, EventLog log)
    {
        (_save, _log) = (save, log);
        _state = CrashLoop.Begin(last, oomKills, options.ControlSeconds);
        Save(durable: true);
        Tell();
    }

    /// <summary>Whether there are records to be taken one by one.</summary>
    public bool IsCareful
    {
        get
        {
            lock (_lock) return _state.Suspects.Count > 0;
        }
    }

    /// <summary>Whether the record is one of them.</summary>
    public bool Suspects(InputRecord record)
    {
        if (record.Position is not { } at) return false;
        var place = RecordPlace.Of(at);
        lock (_lock) return _state.Suspects.Any(range => range.Holds(place));
    }

    /// <summary>What the record ends as, when it has been convicted.</summary>
    public Failure? Verdict(InputRecord record)
    {
        lock (_lock)
        {
            return record.Position is { } at && _state.Struck is { Count: >= CrashLoop.Deaths } struck && struck.At == RecordPlace.Of(at)
                ? new Failure(FailureKind.Internal, FailureStage.Process, struck.Count) : null;
        }
    }

    /// <summary>The loop takes a batch.</summary>
    public void Took(MicroBatch batch)
    {
        lock (_lock)
        {
            foreach (var (at, next) in batch.Next)
            {
                var first = FirstOf(batch, at);
                var flying = _state.InFlight.FirstOrDefault(range => range.IsOf(at.Topic, at.Partition));

                // Where nothing was in flight, reading begins here: what lies before is somebody else's past.
                if (flying is null) Pass(at.Topic, at.Partition, first);
                var range = new OffsetRange(
                    at.Topic, at.Partition, Math.Min(first, flying?.First ?? first), Math.Max(next.Value - 1, flying?.Last ?? -1));
                _state = _state with { InFlight = [.. _state.InFlight.Where(other => other != flying), range] };
            }

            Save(durable: false);
        }
    }

    /// <summary>What is held and committed now: everything below is over, and what is no longer held is no longer in flight here.</summary>
    public void Final(IReadOnlyCollection<HeldPartition> held)
    {
        lock (_lock)
        {
            _state = _state with { InFlight = [.. _state.InFlight.Where(range => held.Any(one => range.IsOf(one.Topic, one.Partition)))] };
            foreach (var (topic, partition, committed) in held)
            {
                if (committed < 0) continue;
                _state = _state with { InFlight = CrashLoop.From(_state.InFlight, topic, partition, committed) };
                Pass(topic, partition, committed);
            }

            Save(durable: false);
        }
    }

    /// <summary>The range in seconds from which the length of this life's control is to be drawn; null when it was held already.</summary>
    public double? BeginControl()
    {
        lock (_lock)
        {
            if (_controlled) return null;
            _controlled = true;
            _state = _state with { InControl = true };
            Save(durable: true);
            return _state.ControlRange;
        }
    }

    /// <summary>The control is over, and the worker still there.</summary>
    public void EndControl()
    {
        lock (_lock)
        {
            _state = _state with { InControl = false };
            Save(durable: true);
        }
    }

    /// <summary>The work on a record begins, with nothing else in flight.</summary>
    public void BeginTrial(InputRecord record, bool shortOfMemory) =>
        Set(state => state with { OnTrial = new Trial(RecordPlace.Of(record.Position!.Value), 0, shortOfMemory) }, durable: true);

    /// <summary>It goes on.</summary>
    public void Continue(TimeSpan elapsed, bool shortOfMemory) => Set(
        state => state.OnTrial is not { } trial ? state
            : state with { OnTrial = trial with { Seconds = elapsed.TotalSeconds, ShortOfMemory = trial.ShortOfMemory || shortOfMemory } },
        durable: false);

    /// <summary>It has ended, however; the worker is still there.</summary>
    public void EndTrial() => Set(static state => state with { OnTrial = null }, durable: false);

    /// <summary>The worker was told to stop.</summary>
    public void Stopping() => Set(static state => state.End == LifeEnd.Running ? state with { End = LifeEnd.AskedToStop } : state, durable: true);

    /// <summary>The watchdog is about to end the process.</summary>
    public void Hung() => Set(static state => state with { End = LifeEnd.Hung }, durable: true);

    /// <summary>The worker ends in order, unless it hangs.</summary>
    public void Ended() => Set(static state => state.End == LifeEnd.Hung ? state : state with { End = LifeEnd.Orderly }, durable: true);

    private static long FirstOf(MicroBatch batch, PartitionEpoch at)
    {
        foreach (var record in batch.Records)
        {
            if (record.Position is { } place && place.Partition == at.Partition && place.Topic == at.Topic) return place.Offset;
        }

        throw new ArgumentException("the batch has no record of the partition", nameof(batch));
    }

    private void Set(Func<CrashState, CrashState> change, bool durable)
    {
        lock (_lock)
        {
            _state = change(_state);
            Save(durable);
        }
    }

    private void Pass(string topic, int partition, long next)
    {
        var struck = _state.Struck is { At: var at } && at.Partition == partition && at.Topic == topic && at.Offset < next ? null : _state.Struck;
        _state = _state with
        {
            Suspects = CrashLoop.From(_state.Suspects, topic, partition, next),
            Stuck = [.. _state.Stuck.Where(range => !range.IsOf(topic, partition) || range.First >= next)],
            Struck = struck,
        };
    }

    private void Save(bool durable) => _save(_state, durable);

    private void Tell()
    {
        foreach (var range in _state.Suspects)
            _log.Warn(
                "crash.suspects",
                $"the process has died {CrashLoop.Deaths} times in a row with "
                + $"{PartitionName.Of(range.Topic, range.Partition, range.First)} in flight: "
                + $"offsets up to {range.Last} are taken one by one (flow:crashGuard)",
                ("topic", range.Topic), ("partition", range.Partition), ("offset", range.First), ("last", range.Last));
        if (_state.Struck is not { } struck) return;
        _log.Warn(
            "crash.strike",
            $"{PartitionName.Of(struck.At.Topic, struck.At.Partition, struck.At.Offset)} was alone in work at {struck.Count} deaths in a row; "
            + $"at {CrashLoop.Deaths} it becomes a dead letter",
            ("topic", struck.At.Topic), ("partition", struck.At.Partition), ("offset", struck.At.Offset), ("deaths", struck.Count));
    }
}
