namespace StreamNer.Kafka.Redriving;

/// <summary>Which source offsets have been seen, by topic and partition: one bit an offset where they are dense, in pages of 4,096. Not
/// thread-safe.</summary>
internal sealed class SourceBitmap
{
    private const int PageBits = 12;
    private const int PageWords = 1 << (PageBits - 6);
    private readonly Dictionary<(string Topic, int Partition, long Page), ulong[]> _pages = [];

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Adds one; false when it was there.</summary>
    public bool Add(string topic, int partition, long offset)
    {
        var key = (topic, partition, offset >> PageBits);
        if (!_pages.TryGetValue(key, out var page)) _pages.Add(key, page = new ulong[PageWords]);
        ref var word = ref page[(offset >> 6) & (PageWords - 1)];
        var bit = 1UL << (int)(offset & 63);
        if ((word & bit) != 0) return false;
        word |= bit;
        Count++;
        return true;
    }

    /// <summary>Whether it is there.</summary>
    public bool Contains(string topic, int partition, long offset) =>
        _pages.TryGetValue((topic, partition, offset >> PageBits), out var page)
        && (page[(offset >> 6) & (PageWords - 1)] & (1UL << (int)(offset & 63))) != 0;
}
