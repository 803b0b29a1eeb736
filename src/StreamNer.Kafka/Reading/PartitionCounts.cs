namespace StreamNer.Kafka;

/// <summary>
/// Whether the topics still have the partitions they had at start; if not, a key could move to another one. A broker whose metadata is still being
/// filled says "unknown topic" of one that is there, so only what it says several times in a row is believed. Not thread-safe.
/// </summary>
internal sealed class PartitionCounts(IReadOnlyDictionary<string, int> atStart)
{
    private const int Believed = 3;
    private readonly Dictionary<string, (int Count, int Times)> _other = new(StringComparer.Ordinal);

    /// <summary>The topics to ask about.</summary>
    public IEnumerable<string> Topics => atStart.Keys;

    /// <summary>Another count was seen that is not believed yet: ask again soon.</summary>
    public bool InDoubt => _other.Count > 0;

    /// <summary>
    /// A broker's answer for one topic: its partitions, 0 where it does not know the topic, null where it gave no count. Returns the finding once it
    /// is believed, else null.
    /// </summary>
    public string? Seen(string topic, int? count)
    {
        if (count is not { } found) return null;
        if (found == atStart[topic])
        {
            _other.Remove(topic);
            return null;
        }

        var times = _other.TryGetValue(topic, out var before) && before.Count == found ? before.Times + 1 : 1;
        _other[topic] = (found, times);
        if (times < Believed) return null;
        var now = found == 0 ? "no longer exists" : $"has {found} partitions";
        return $"topic {topic} {now} and had {atStart[topic]} at start: a key could change its place; restart the workers when all topics are as "
            + "they shall be";
    }
}
