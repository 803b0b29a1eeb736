namespace StreamNer.Kafka.Reading;

/// <summary>How far one partition is behind.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition's number.</param>
/// <param name="Records">Offsets from the first record that is not committed to the last stable offset: control records and aborted ones in between
/// count, those before do not.</param>
/// <param name="Seconds">Age of that record by its own timestamp; 0 where it lies in the future, null where it has none or could not be read.</param>
internal readonly record struct PartitionLag(string Topic, int Partition, long Records, double? Seconds);

/// <summary>What the brokers said of a partition; -1 where unknown.</summary>
/// <param name="Committed">The group's committed offset; -1 also where it has none.</param>
/// <param name="Low">The oldest offset kept.</param>
/// <param name="Stable">The last stable offset: readers under <c>read_committed</c> see what lies below.</param>
internal readonly record struct PartitionOffsets(long Committed, long Low, long Stable)
{
    public static PartitionOffsets Unknown { get; } = new(-1, -1, -1);
}

/// <summary>A partition whose first record from <paramref name="Offset"/> on is to be read.</summary>
internal readonly record struct FirstRecordWanted(string Topic, int Partition, long Offset);

/// <summary>
/// Works out lag: from the first offset that is not committed (or where reading would begin) to the last stable offset, and from the timestamp of the
/// first record there. Remembers that record while the offset stays the same, so that it is read once. What is unknown gives no figure, and one
/// partition without figure does not touch the others. No I/O. One caller at a time; <see cref="Lags"/> from any thread.
/// </summary>
internal sealed class LagBook(OffsetReset reset, TimeSpan longestLook, TimeProvider time)
{
    private readonly Dictionary<(string Topic, int Partition), Entry> _entries = [];
    private volatile Page _page = new([], 0);

    /// <summary>The figures of the last look; none when it is longer ago than a look may take, since then nobody knows.</summary>
    public IReadOnlyList<PartitionLag> Lags => _page is var page && time.GetElapsedTime(page.Made) <= longestLook ? page.Lags : [];

    /// <summary>Whether all of these partitions, and no others, were there at the last look.</summary>
    public bool Covers(IReadOnlyList<PartitionView> held) =>
        held.Count == _entries.Count && held.All(view => _entries.ContainsKey((view.Topic, view.Partition)));

    /// <summary>
    /// Takes what is held and what was learned of it, and returns which records must be read before <see cref="Close"/>: one for each partition that
    /// is behind and whose first record is not known.
    /// </summary>
    public List<FirstRecordWanted> Open(IReadOnlyList<PartitionView> held, IReadOnlyDictionary<(string Topic, int Partition), PartitionOffsets> offsets)
    {
        var wanted = new List<FirstRecordWanted>();
        foreach (var gone in _entries.Keys.Except(held.Select(view => (view.Topic, view.Partition))).ToList()) _entries.Remove(gone);
        foreach (var view in held)
        {
            var key = (view.Topic, view.Partition);
            if (!_entries.TryGetValue(key, out var entry)) _entries[key] = entry = new Entry();
            var known = offsets.GetValueOrDefault(key, PartitionOffsets.Unknown);
            entry.Take(FirstUncommitted(view, known), known.Stable);
            if (entry.Wants is { } offset) wanted.Add(new(view.Topic, view.Partition, offset));
        }

        return wanted;
    }

    /// <summary>The first record of a partition from the wanted offset on; <paramref name="timestampMs"/> is negative where it has none.</summary>
    public void Found(string topic, int partition, long offset, long timestampMs)
    {
        if (_entries.TryGetValue((topic, partition), out var entry)) entry.Record = (offset, timestampMs);
    }

    /// <summary>There is no record from the wanted offset up to <paramref name="end"/>: control records, aborted ones, or what retention
    /// took.</summary>
    public void FoundNothing(string topic, int partition, long end)
    {
        if (_entries.TryGetValue((topic, partition), out var entry)) entry.EmptyTo = end;
    }

    /// <summary>Makes the figures.</summary>
    public void Close()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var lags = new List<PartitionLag>(_entries.Count);
        foreach (var ((topic, partition), entry) in _entries) if (entry.Figure(now) is var (records, seconds))
            lags.Add(new(topic, partition, records, seconds));
        _page = new Page(lags, time.GetTimestamp());
    }

    private long? FirstUncommitted(PartitionView view, PartitionOffsets known)
    {
        var committed = Math.Max(view.Committed, known.Committed);
        if (committed >= 0) return view.EndSeen > committed && committed >= view.EndAfter ? view.EndSeen : committed;

        // Nothing is committed: where reading began, or will begin.
        if (view.First >= 0) return view.First;
        if (view.EndSeen >= 0) return view.EndSeen;
        return reset == OffsetReset.Earliest && known.Low >= 0 ? known.Low : null;
    }

    private sealed record Page(IReadOnlyList<PartitionLag> Lags, long Made);

    private sealed class Entry
    {
        private long? _start;
        private long _stable = -1;

        /// <summary>The first record from the start on.</summary>
        public (long Offset, long TimestampMs)? Record { get; set; }

        /// <summary>No record from the start up to here.</summary>
        public long EmptyTo { get; set; } = -1;

        /// <summary>From where a record must be read; null when nothing must.</summary>
        public long? Wants => _start is { } start && _stable > Math.Max(start, EmptyTo) && Record is null ? Math.Max(start, EmptyTo) : null;

        public void Take(long? start, long stable)
        {
            if (start is null || (_start is { } before && start < before)) (Record, EmptyTo) = (null, -1);
            else if (Record is { } record && record.Offset < start) Record = null;
            (_start, _stable) = (start, stable);
        }

        public (long Records, double? Seconds)? Figure(long nowMs)
        {
            // An end before what is committed: the log was truncated, or is another one.
            if (_start is not { } start || _stable < start) return null;
            if (_stable <= Math.Max(start, EmptyTo)) return (0, 0);
            if (Record is not { } record) return (_stable - Math.Max(start, EmptyTo), null);
            return (Math.Max(0, _stable - record.Offset), record.TimestampMs < 0 ? null : Math.Max(0, nowMs - record.TimestampMs) / 1_000.0);
        }
    }
}
