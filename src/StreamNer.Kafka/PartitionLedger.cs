using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>
/// A partition to read again: from <paramref name="Offset"/>, under a new epoch, after a pause; <paramref name="Anew"/>: its topic is another one
/// than before.
/// </summary>
internal readonly record struct Rewind(string Topic, int Partition, int Epoch, long Offset, TimeSpan Pause = default, bool Anew = false);

/// <summary>What the ledger knows of a held partition; offsets are -1 where unknown.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition's number.</param>
/// <param name="Committed">Committed by us under this assignment.</param>
/// <param name="First">The first record read under this assignment.</param>
/// <param name="EndSeen">The broker had nothing beyond it when all below <paramref name="EndAfter"/> had been read.</param>
/// <param name="EndAfter">Follows the last record read before <paramref name="EndSeen"/>: there are no records between the two.</param>
internal readonly record struct PartitionView(string Topic, int Partition, long Committed, long First, long EndSeen, long EndAfter);

/// <summary>
/// Who holds which partition, under which epoch, and how far its records have come: read, handed to the loop, committed. Shared by the poll
/// thread (assigns, releases, takes rewinds), the reader (hands over) and the writer (asks before each commit, commits, rewinds); it is the one
/// place that says whether a result still counts. Thread-safe.
/// </summary>
internal sealed class PartitionLedger
{
    private readonly object _gate = new();
    private readonly Dictionary<(string Topic, int Partition), Held> _held = [];
    private readonly List<Rewind> _rewinds = [];
    private TaskCompletionSource _releaseBegins = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lastEpoch;
    private int _releasing;
    private bool _closed;

    /// <summary>True while partitions are being handed back: open work should be committed without delay.</summary>
    public bool Releasing => Volatile.Read(ref _releasing) > 0;

    /// <summary>Completes when the next hand-over begins.</summary>
    public Task ReleaseBegins
    {
        get
        {
            lock (_gate) return _releaseBegins.Task;
        }
    }

    /// <summary>A partition becomes ours. Returns its epoch, higher than any before.</summary>
    public int Assign(string topic, int partition)
    {
        lock (_gate)
        {
            _held[(topic, partition)] = new Held { Epoch = ++_lastEpoch };
            return _lastEpoch;
        }
    }

    /// <summary>
    /// Notes the first offset read under an epoch: where a rewind goes while nothing is committed. <paramref name="committed"/> is what the group
    /// has: -1 for nothing, null where nobody has asked.
    /// </summary>
    public void Begin(PartitionEpoch at, long offset, long? committed = null)
    {
        lock (_gate) if (Find(at) is { Base: < 0 } held) (held.Base, held.Before) = (offset, committed);
    }

    /// <summary>
    /// The positions that the group lacks and no record brings: where reading has begun, of partitions that had none; with <paramref name="ends"/>
    /// also the ends that have been reached, where everything before is committed. None of them lies beyond a record that is open.
    /// </summary>
    public Dictionary<PartitionEpoch, long> Positions(bool ends)
    {
        var positions = new Dictionary<PartitionEpoch, long>();
        lock (_gate)
        {
            foreach (var ((topic, partition), held) in _held)
            {
                if (held.Releasing) continue;
                if (ends && held.EndSeen > Math.Max(held.Committed, held.Before ?? -1) && held.Committed >= held.EndAfter)
                    positions[new(topic, partition, held.Epoch)] = held.EndSeen;
                else if (held is { Committed: < 0, Before: < 0, Base: >= 0 }) positions[new(topic, partition, held.Epoch)] = held.Base;
            }
        }

        return positions;
    }

    /// <summary>The partition's topic was made anew: everything known of it is forgotten, and it is read from <paramref name="offset"/>, its
    /// beginning.</summary>
    public void Restart(string topic, int partition, long offset)
    {
        lock (_gate)
        {
            if (!_held.TryGetValue((topic, partition), out var held)) return;
            _held[(topic, partition)] = new Held { Epoch = ++_lastEpoch, Releasing = held.Releasing, Base = offset, Before = -1 };
            _rewinds.RemoveAll(r => r.Partition == partition && r.Topic == topic);
            _rewinds.Add(new Rewind(topic, partition, _lastEpoch, offset, Anew: true));
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// Notes that the broker had nothing beyond <paramref name="offset"/>, and no record from <paramref name="next"/> on (-1: none was read at all).
    /// </summary>
    public void ReachedEnd(string topic, int partition, long offset, long next)
    {
        lock (_gate) if (_held.TryGetValue((topic, partition), out var held)) (held.EndSeen, held.EndAfter) = (offset, next);
    }

    /// <summary>Marks a batch as under way. What is no longer ours, or is being handed back, is left out; null when nothing is left.</summary>
    public MicroBatch? Dispatch(MicroBatch batch)
    {
        lock (_gate)
        {
            var all = true;
            foreach (var at in batch.Next.Keys) all &= Find(at) is { Releasing: false };
            if (!all)
            {
                var kept = batch.Records.Where(record =>
                    record.Position is { } p && Find(new(p.Topic, p.Partition, record.Epoch)) is { Releasing: false }).ToList();
                if (kept.Count == 0) return null;
                batch = new MicroBatch(batch.Sequence, kept);
            }

            foreach (var (at, next) in batch.Next)
            {
                Find(at)!.Dispatched = next.Value;
            }

            return batch;
        }
    }

    /// <summary>Whether results of this epoch still count.</summary>
    public bool Holds(PartitionEpoch at)
    {
        lock (_gate) return Find(at) is not null;
    }

    /// <summary>Whether results of all these epochs still count.</summary>
    public bool HoldsAll(IEnumerable<PartitionEpoch> all)
    {
        lock (_gate) return all.All(at => Find(at) is not null);
    }

    /// <summary>The offsets of an epoch are committed up to <paramref name="next"/>.</summary>
    /// <exception cref="InvalidOperationException">Commits would go backwards.</exception>
    public void Commit(PartitionEpoch at, NextOffset next)
    {
        lock (_gate)
        {
            if (Find(at) is not { } held) return;
            if (next.Value < held.Committed)
                throw new InvalidOperationException($"{PartitionName.Of(at.Topic, at.Partition)}: commit {next.Value} after {held.Committed}");
            held.Committed = next.Value;
            if (held.Deferred >= 0 && next.Value > held.Deferred)
            {
                held.Deferred = -1;
                held.Pauses.Reset();
            }

            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// Everything uncommitted of this epoch is to be read again, from <paramref name="offset"/> or from the first uncommitted one. The epoch ends
    /// at once, so that what is under way no longer counts; the poll thread takes the rewind later. Does nothing when the epoch is over.
    /// </summary>
    public void RewindTo(PartitionEpoch at, long? offset = null)
    {
        lock (_gate)
        {
            if (Find(at) is not { } held) return;
            held.Epoch = ++_lastEpoch;
            held.Dispatched = -1;
            var target = offset ?? (held.Committed >= 0 ? held.Committed : held.Base);
            held.Committed = Math.Max(held.Committed, offset ?? -1);
            _rewinds.RemoveAll(r => r.Partition == at.Partition && r.Topic == at.Topic);
            _rewinds.Add(new Rewind(at.Topic, at.Partition, held.Epoch, target));
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// The record at <paramref name="offset"/> must wait; all before it is committed. Its partition is read again from there after a pause, which
    /// grows until the record is committed.
    /// </summary>
    public void Defer(PartitionEpoch at, long offset)
    {
        lock (_gate)
        {
            if (Find(at) is not { } held) return;
            held.Deferred = offset;
            RewindTo(at);
            _rewinds[^1] = _rewinds[^1] with { Pause = held.Pauses.Next() };
        }
    }

    /// <summary>Partitions whose next record must wait.</summary>
    public int Deferred
    {
        get
        {
            lock (_gate) return _held.Values.Count(held => held.Deferred >= 0);
        }
    }

    /// <summary>The rewinds since the last call, for the poll thread.</summary>
    public Rewind[] TakeRewinds()
    {
        lock (_gate)
        {
            if (_rewinds.Count == 0) return [];
            Rewind[] taken = [.. _rewinds];
            _rewinds.Clear();
            return taken;
        }
    }

    /// <summary>
    /// Hands partitions back: nothing more of them is dispatched, what is under way may still be committed for at most <paramref name="limit"/>, then
    /// the epochs end. False when something was left uncommitted; it is read again by the next owner.
    /// </summary>
    public bool Release(IReadOnlyCollection<(string Topic, int Partition)> partitions, TimeSpan limit)
    {
        lock (_gate)
        {
            foreach (var key in partitions) if (_held.TryGetValue(key, out var held)) held.Releasing = true;
            _releasing++;
            _releaseBegins.SetResult();
            _releaseBegins = new(TaskCreationOptions.RunContinuationsAsynchronously);
            var deadline = TimeProvider.System.GetTimestamp();
            bool drained;
            while (!(drained = partitions.All(key => !_held.TryGetValue(key, out var held) || held.Idle)) && !_closed)
            {
                var left = limit - TimeProvider.System.GetElapsedTime(deadline);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left)) break;
            }

            _releasing--;
            foreach (var key in partitions) Forget(key);
            return drained;
        }
    }

    /// <summary>Partitions were taken from us: their epochs end at once.</summary>
    public void Lose(IEnumerable<(string Topic, int Partition)> partitions)
    {
        lock (_gate)
        {
            foreach (var key in partitions) Forget(key);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The writer is gone: nobody waits for it any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>True when nothing that was dispatched is uncommitted and no rewind is pending.</summary>
    public bool AllIdle()
    {
        lock (_gate) return _rewinds.Count == 0 && _held.Values.All(held => held.Idle);
    }

    /// <summary>What is held now.</summary>
    public PartitionView[] View()
    {
        lock (_gate) return [.. _held.Select(held => held.Value.View(held.Key.Topic, held.Key.Partition))];
    }

    private void Forget((string Topic, int Partition) key)
    {
        _held.Remove(key);
        _rewinds.RemoveAll(r => r.Partition == key.Partition && r.Topic == key.Topic);
    }

    private Held? Find(PartitionEpoch at) => _held.TryGetValue((at.Topic, at.Partition), out var held) && held.Epoch == at.Epoch ? held : null;

    private sealed class Held
    {
        public int Epoch { get; set; }

        public bool Releasing { get; set; }

        public long Base { get; set; } = -1;

        public long? Before { get; set; }

        public long Dispatched { get; set; } = -1;

        public long Committed { get; set; } = -1;

        /// <summary>The record that must wait; -1: none.</summary>
        public long Deferred { get; set; } = -1;

        public RetryBackoff Pauses { get; } = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(15));

        public long EndSeen { get; set; } = -1;

        public long EndAfter { get; set; } = -1;

        public bool Idle => Dispatched <= Committed;

        public PartitionView View(string topic, int partition) => new(topic, partition, Committed, Base, EndSeen, EndAfter);
    }
}
