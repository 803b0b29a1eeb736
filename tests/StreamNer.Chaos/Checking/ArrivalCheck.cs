using StreamNer.Chaos.Load;

namespace StreamNer.Chaos.Checking;

/// <summary>Follows the visible records of each output topic in the order of their offsets: which input each stands for, whether it is the first, and
/// in its place.</summary>
internal sealed class ArrivalCheck(
    Promise promise, IReadOnlyDictionary<SourceAt, Sent> sent, IReadOnlyDictionary<string, SourceAt> tombstones, Convictions broken)
{
    /// <summary>When the first output of each input record was read.</summary>
    public Dictionary<SourceAt, DateTimeOffset> FirstSeen { get; } = [];

    public long Duplicates { get; private set; }

    public long Disorders { get; private set; }

    /// <summary>Takes one topic's records, by partition and offset.</summary>
    public void Follow(IEnumerable<Arrival> topic, bool final)
    {
        var last = new Dictionary<int, long>();
        foreach (var arrival in topic)
        {
            if (Source(arrival) is not { } at || !sent.TryGetValue(at, out var source))
            {
                // The reader of the input may be behind that of the output.
                if (final)
                    broken.Add(Rule.Faithful, $"{Place(arrival)} stands for a record that nobody sent ({arrival.Source?.ToString() ?? arrival.Key})");
                continue;
            }

            if (!FirstSeen.TryAdd(at, arrival.At))
            {
                Duplicates++;
                if (promise == Promise.ExactlyOnce)
                    broken.Add(Rule.NoneDoubled, $"source {at} has a second output, {Place(arrival)}, read at {arrival.At:HH:mm:ss}");

                // A repetition begins behind what was written before it.
                continue;
            }

            if (last.TryGetValue(at.Partition, out var before) && at.Offset < before)
            {
                Disorders++;
                broken.Add(Rule.InOrder, $"{Place(arrival)}: source {at} comes after offset {before}");
            }

            last[at.Partition] = Math.Max(at.Offset, last.GetValueOrDefault(at.Partition, -1));
            if (arrival.Partition != at.Partition) broken.Add(Rule.InOrder, $"{Place(arrival)}: source {at} is on another partition");
            Compare(arrival, source);
        }
    }

    private SourceAt? Source(Arrival arrival)
    {
        if (arrival.Source is { } at) return at;
        return arrival.Key is { } key && tombstones.TryGetValue(key, out var tombstone) ? tombstone : null;
    }

    private void Compare(Arrival arrival, Sent source)
    {
        var (ending, reason) = RecordKinds.Expected(source.Kind);
        if (source.Kind == RecordKind.Healthy && arrival.Ending == Ending.DeadLetter)
            broken.Add(Rule.NoneLost, $"source {source.At} is healthy and became a dead letter ({arrival.Reason}), {Place(arrival)}");
        else if (arrival.Ending != ending || arrival.Reason != reason)
            broken.Add(Rule.Faithful, $"source {source.At} ({source.Kind}) ended as {arrival.Ending} {arrival.Reason}, {Place(arrival)}");
        else if (arrival.Content is { } content && content != source.Content)
            broken.Add(Rule.Faithful, $"source {source.At} ({source.Kind}) came out changed, {Place(arrival)}");
    }

    private static string Place(Arrival arrival) => $"{arrival.Topic} {arrival.Partition}/{arrival.Offset}";
}
