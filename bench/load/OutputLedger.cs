namespace StreamNer.Load;

/// <summary>One record seen by the independent reader: which source record it stands for, on which topic it arrived, and when.</summary>
internal readonly record struct Arrival(int SourcePartition, long SourceOffset, string Topic, TimeSpan At);

/// <summary>A committed offset of the group, as sampled while the workers ran.</summary>
internal readonly record struct CommitSample(int Partition, long NextOffset, TimeSpan At);

/// <summary>
/// Judges a run: each source offset has exactly one visible output, order is kept per partition and topic, and no commit ran ahead of
/// what was visible. Pure: fed with what was seen, it lists what is wrong.
/// </summary>
internal sealed class OutputLedger(IReadOnlyList<long> recordsByPartition)
{
    private readonly Dictionary<(int Partition, long Offset), TimeSpan> _seen = [];
    private readonly Dictionary<(int Partition, string Topic), long> _last = [];
    private readonly List<string> _faults = [];
    private readonly List<CommitSample> _samples = [];

    public int Distinct => _seen.Count;

    public int Duplicates { get; private set; }

    public int Disorders { get; private set; }

    public int SampleCount => _samples.Count;

    public void Saw(Arrival arrival)
    {
        var at = (arrival.SourcePartition, arrival.SourceOffset);
        if (!_seen.TryAdd(at, arrival.At))
        {
            Duplicates++;
            Fault($"source {at} has a second output on {arrival.Topic}");
        }

        var stream = (arrival.SourcePartition, arrival.Topic);
        if (_last.TryGetValue(stream, out var last) && arrival.SourceOffset <= last)
        {
            Disorders++;
            Fault($"{arrival.Topic}: source {at} came after offset {last}");
        }

        _last[stream] = Math.Max(arrival.SourceOffset, _last.GetValueOrDefault(stream, -1));
    }

    public void Sampled(CommitSample sample) => _samples.Add(sample);

    /// <summary>All faults, at the end of a run. Every sample must be covered by visible output at most <paramref name="grace"/> later, and the last
    /// commits must equal the input's ends.</summary>
    public IReadOnlyList<string> Judge(TimeSpan grace, IReadOnlyDictionary<int, long> finalCommits)
    {
        var faults = new List<string>(_faults);
        var coverage = new TimeSpan[recordsByPartition.Count][];
        for (var partition = 0; partition < recordsByPartition.Count; partition++)
        {
            coverage[partition] = CoveredAt(partition, faults);
            var committed = finalCommits.GetValueOrDefault(partition, -1);
            if (committed != recordsByPartition[partition])
                faults.Add($"partition {partition}: committed {committed} of {recordsByPartition[partition]} at the end");
        }

        var previous = new Dictionary<int, long>();
        foreach (var sample in _samples)
        {
            if (sample.NextOffset < previous.GetValueOrDefault(sample.Partition))
                faults.Add($"partition {sample.Partition}: the commit fell to {sample.NextOffset}");
            previous[sample.Partition] = sample.NextOffset;
            if (sample.NextOffset <= 0) continue;
            var visible = coverage[sample.Partition][sample.NextOffset - 1];
            if (visible > sample.At + grace)
                faults.Add($"partition {sample.Partition}: commit {sample.NextOffset} at {sample.At} was visible only at {visible}");
        }

        return faults;
    }

    // coverage[o]: when the last of the outputs for offsets 0..o became visible.
    private TimeSpan[] CoveredAt(int partition, List<string> faults)
    {
        var covered = new TimeSpan[recordsByPartition[partition]];
        var latest = TimeSpan.Zero;
        var missing = 0L;
        for (var offset = 0L; offset < covered.Length; offset++)
        {
            if (_seen.TryGetValue((partition, offset), out var at)) latest = at > latest ? at : latest;
            else { missing++; latest = TimeSpan.MaxValue - TimeSpan.FromDays(1); }
            covered[offset] = latest;
        }

        if (missing > 0) faults.Add($"partition {partition}: {missing} source offsets have no output");
        return covered;
    }

    private void Fault(string fault)
    {
        if (_faults.Count < 50) _faults.Add(fault);
    }
}
