using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Flow;

/// <summary>What the breaker tripped on.</summary>
/// <param name="Quarantined">Records of the window that ended as <see cref="FailureKind.Internal"/>.</param>
/// <param name="At">The first of them.</param>
/// <param name="Failure">What happened to it.</param>
internal readonly record struct QuarantineTrip(long Quarantined, SourcePosition At, Failure Failure);

/// <summary>
/// Notices that too many records end as <see cref="FailureKind.Internal"/>: the defect is then in the program, a model or a rule, and not in a record
/// here and there. It judges the last <see cref="QuarantineOptions.Window"/> records of all topics in the order in which they are written, tombstones
/// included. Before there are so many, those that are missing count as good: what trips it is a number, never a share of a few.
/// <para>
/// Records of the open run count on trial: <see cref="Commit"/> keeps them, <see cref="Drop"/> takes them back. A run that becomes final in part
/// shortens the distance between what is kept by what is dropped. Counts begin anew with each start. Not thread-safe: the writer's alone.
/// </para>
/// </summary>
internal sealed class QuarantineBreaker(QuarantineOptions options)
{
    private readonly List<Ended> _final = [];
    private readonly List<Ended> _onTrial = [];
    private readonly Dictionary<PartitionEpoch, long> _open = [];
    private long _finalRecords;
    private long _openRecords;

    /// <summary>Counts a record that was written into the open run.</summary>
    /// <returns>What it trips on: the run must not become final.</returns>
    public QuarantineTrip? Count(InputRecord record, Outcome outcome)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Position is not { } at) return null;
        var epoch = new PartitionEpoch(at.Topic, at.Partition, record.Epoch);
        _open[epoch] = _open.GetValueOrDefault(epoch) + 1;
        _openRecords++;
        if (outcome is not Outcome.Rejected { Failure: { Kind: FailureKind.Internal } failure }) return null;
        _onTrial.Add(new Ended(_finalRecords + _openRecords, epoch, at, failure));
        var begin = _finalRecords + _openRecords - options.Window;
        var window = _final.Concat(_onTrial).SkipWhile(ended => ended.Number <= begin).ToList();
        return window.Count > options.Allowed ? new QuarantineTrip(window.Count, window[0].At, window[0].Failure) : null;
    }

    /// <summary>The run is final for these partitions; what it held of others is taken back.</summary>
    public void Commit(IEnumerable<PartitionEpoch> partitions)
    {
        var kept = partitions.Where(_open.ContainsKey).ToHashSet();
        var end = _finalRecords + kept.Sum(at => _open[at]);
        foreach (var ended in _onTrial)
        {
            if (kept.Contains(ended.Epoch)) _final.Add(ended with { Number = Math.Min(ended.Number, end) });
        }

        _finalRecords = end;
        _final.RemoveAll(ended => ended.Number <= end - options.Window);
        Drop();
    }

    /// <summary>The open run is taken back: its records are read again, or are another worker's.</summary>
    public void Drop()
    {
        _onTrial.Clear();
        _open.Clear();
        _openRecords = 0;
    }

    private readonly record struct Ended(long Number, PartitionEpoch Epoch, SourcePosition At, Failure Failure);
}
