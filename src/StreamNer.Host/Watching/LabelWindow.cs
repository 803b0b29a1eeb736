namespace StreamNer.Host.Watching;

/// <summary>The label mix of the last hour, in steps of a minute. Policy only. Thread-safe.</summary>
internal sealed class LabelWindow(TimeProvider time)
{
    private const int Minutes = 60;
    private readonly Lock _lock = new();
    private readonly (long Minute, Dictionary<string, long> Counts)[] _ring =
        [.. Enumerable.Range(0, Minutes).Select(_ => (-1L, new Dictionary<string, long>(StringComparer.Ordinal)))];

    private readonly long _start = time.GetTimestamp();

    /// <summary>Counts entities of a label.</summary>
    public void Add(string label, long entities)
    {
        lock (_lock)
        {
            var now = Minute();
            ref var slot = ref _ring[now % Minutes];
            if (slot.Minute != now)
            {
                slot.Counts.Clear();
                slot.Minute = now;
            }

            slot.Counts[label] = slot.Counts.GetValueOrDefault(label) + entities;
        }
    }

    /// <summary>The mix as it is now.</summary>
    public LabelMix Current()
    {
        var sum = new SortedDictionary<string, long>(StringComparer.Ordinal);
        lock (_lock)
        {
            var oldest = Minute() - Minutes;
            foreach (var (minute, counts) in _ring)
            {
                if (minute < 0 || minute <= oldest) continue;
                foreach (var (label, count) in counts) sum[label] = sum.GetValueOrDefault(label) + count;
            }
        }

        return new LabelMix(sum);
    }

    private long Minute() => (long)time.GetElapsedTime(_start).TotalMinutes;
}
