using System.Runtime.InteropServices;

namespace StreamNer.Comparing;

/// <summary>
/// Puts results into the order of their sources and keeps the newest of each: one that replaces another wins, then the later one. An external merge
/// sort: what exceeds the memory given is written as sorted runs to temporary files that nobody else can read and that are gone with the process.
/// Not thread-safe.
/// </summary>
/// <param name="memoryBytes">How many bytes of values are held in memory at once.</param>
/// <param name="folder">Where the runs are written.</param>
internal sealed class SourceOrder(long memoryBytes, string folder) : IDisposable
{
    // What a record costs in memory beside its value.
    private const int Overhead = 64;

    private readonly Dictionary<string, string> _topics = new(StringComparer.Ordinal);
    private readonly List<SortedRun> _runs = [];
    private readonly List<Numbered> _held = [];
    private long _heldBytes;
    private long _sequence;

    /// <summary>Bytes written to temporary files so far.</summary>
    public long SpilledBytes => _runs.Sum(run => run.Bytes);

    /// <summary>How many results were passed over because a newer one stands for the same source; complete once <see cref="Read"/> has
    /// ended.</summary>
    public long Superseded { get; private set; }

    /// <summary>Takes one more, in the order of writing.</summary>
    public void Add(PlacedValue value)
    {
        // One string a topic: equal references compare at once.
        if (!_topics.TryGetValue(value.At.Topic, out var topic)) _topics.Add(topic = value.At.Topic, topic);
        _held.Add(new Numbered(value with { At = value.At with { Topic = topic } }, _sequence++));
        _heldBytes += value.Value.Length + Overhead;
        if (_heldBytes < memoryBytes) return;
        Sort();
        _runs.Add(SortedRun.Write(folder, CollectionsMarshal.AsSpan(_held)));
        _held.Clear();
        _heldBytes = 0;
    }

    /// <summary>All of them in order, the newest of each source. Call it once, after the last <see cref="Add"/>.</summary>
    public IEnumerable<PlacedValue> Read()
    {
        Sort();
        Numbered? newest = null;
        foreach (var next in _runs.Count == 0 ? _held : Merge())
        {
            if (newest is { } before)
            {
                if (before.Value.At == next.Value.At)
                {
                    Superseded++;
                    if (next.Value.Replaces || !before.Value.Replaces) newest = next;
                    continue;
                }

                yield return before.Value;
            }

            newest = next;
        }

        if (newest is { } last) yield return last.Value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var run in _runs) run.Dispose();
    }

    private void Sort() => _held.Sort(Numbered.Order);

    private IEnumerable<Numbered> Merge()
    {
        var heads = new PriorityQueue<IEnumerator<Numbered>, Numbered>(Numbered.Order);
        foreach (var run in (IEnumerable<IEnumerable<Numbered>>)[.. _runs.Select(run => run.Read(_topics)), _held])
        {
            var records = run.GetEnumerator();
            if (records.MoveNext()) heads.Enqueue(records, records.Current);
        }

        while (heads.TryDequeue(out var records, out var next))
        {
            yield return next;
            if (records.MoveNext()) heads.Enqueue(records, records.Current);
            else records.Dispose();
        }
    }
}

/// <summary>A result and its number in the order of writing.</summary>
internal readonly record struct Numbered(PlacedValue Value, long Sequence)
{
    /// <summary>By source, then as written.</summary>
    public static Comparer<Numbered> Order { get; } = Comparer<Numbered>.Create(static (left, right) =>
    {
        var order = left.Value.At.CompareTo(right.Value.At);
        return order == 0 ? left.Sequence.CompareTo(right.Sequence) : order;
    });
}
