using StreamNer.Kafka.Records;

namespace StreamNer.Kafka.Redriving;

/// <summary>
/// The records that were made without the model and not mended since, from the coordinates in the repair topic: each once, by partition and offset.
/// It holds some bytes for each. Not thread-safe.
/// </summary>
/// <param name="mended">Sources with an output that replaces an earlier one.</param>
/// <param name="inputs">Topics whose records may be mended.</param>
internal sealed class RepairPlan(SourceBitmap mended, IReadOnlyCollection<string> inputs)
{
    private readonly SortedDictionary<(string Topic, int Partition), SortedDictionary<long, string>> _wanted = new(
        Comparer<(string Topic, int Partition)>.Create(static (a, b) =>
            string.CompareOrdinal(a.Topic, b.Topic) is not 0 and var order ? order : a.Partition.CompareTo(b.Partition)));

    /// <summary>How many are to be mended.</summary>
    public long Total { get; private set; }

    /// <summary>Coordinates whose record has been mended.</summary>
    public long Mended { get; private set; }

    /// <summary>Coordinates in topics that are none of the inputs.</summary>
    public long OtherTopic { get; private set; }

    /// <summary>Records of the repair topic that name no place.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Coordinates that stand there more than once.</summary>
    public long Repeated { get; private set; }

    /// <summary>Takes a record of the repair topic into account, in their order: of equal coordinates the latest snapshot is named.</summary>
    public void Add(byte[]? value)
    {
        if (RepairCodec.Decode(value) is not var (at, snapshot)) Unreadable++;
        else if (!inputs.Contains(at.Topic, StringComparer.Ordinal)) OtherTopic++;
        else if (mended.Contains(at.Topic, at.Partition, at.Offset)) Mended++;
        else
        {
            if (!_wanted.TryGetValue((at.Topic, at.Partition), out var offsets)) _wanted.Add((at.Topic, at.Partition), offsets = []);
            if (offsets.TryAdd(at.Offset, snapshot)) Total++;
            else
            {
                offsets[at.Offset] = snapshot;
                Repeated++;
            }
        }
    }

    /// <summary>The partitions with their offsets, each with the snapshot that made the record to be replaced.</summary>
    public IEnumerable<(string Topic, int Partition, IReadOnlyDictionary<long, string> Offsets)> Partitions() =>
        _wanted.Select(one => (one.Key.Topic, one.Key.Partition, (IReadOnlyDictionary<long, string>)one.Value));

    /// <summary>
    /// Offsets in order as stretches to read at once: a hole of up to <paramref name="hole"/> offsets is read through, a larger one begins the next
    /// stretch.
    /// </summary>
    internal static IEnumerable<(long From, long To)> Stretches(IEnumerable<long> offsets, long hole)
    {
        (long From, long To)? open = null;
        foreach (var offset in offsets)
        {
            if (open is { } at && offset - at.To <= hole)
            {
                open = (at.From, offset + 1);
                continue;
            }

            if (open is { } closed) yield return closed;
            open = (offset, offset + 1);
        }

        if (open is { } last) yield return last;
    }
}
