namespace StreamNer.Flow;

/// <summary>
/// The batching policy: gathers records until a bound of <see cref="BatchBounds"/> is met. No thread, no timer: the loop that owns it asks.
/// <code>
/// if (!batcher.Fits(record)) emit(batcher.Take());
/// batcher.Add(record);
/// if (batcher.Due == TimeSpan.Zero) emit(batcher.Take());
/// </code>
/// </summary>
internal sealed class MicroBatcher(BatchBounds bounds, TimeProvider time)
{
    private List<InputRecord> _records = [];
    private long _bytes;
    private long _tokens;
    private long _oldest;
    private long _sequence;

    /// <summary>Records that wait.</summary>
    public int Count => _records.Count;

    /// <summary>Bytes that wait.</summary>
    public long Bytes => _bytes;

    /// <summary>
    /// How long until the batch must be closed, counted from the arrival of its oldest record (not from the last batch, nor from when it
    /// was added); zero, never less, when it must be closed now; null when nothing waits.
    /// </summary>
    public TimeSpan? Due
    {
        get
        {
            if (_records.Count == 0) return null;
            if (_records.Count >= bounds.Documents || _bytes >= bounds.Bytes || _tokens >= bounds.Tokens) return TimeSpan.Zero;
            var left = bounds.Age - time.GetElapsedTime(_oldest);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// True when the record can join what waits; always true when nothing waits, so that a record above a bound is a batch of its own.
    /// </summary>
    public bool Fits(InputRecord record) =>
        _records.Count == 0
        || (_records.Count < bounds.Documents && _bytes + record.Bytes <= bounds.Bytes && _tokens + EstimateTokens(record) <= bounds.Tokens);

    /// <summary>Appends a record; the caller has asked <see cref="Fits"/>.</summary>
    public void Add(InputRecord record)
    {
        if (_records.Count == 0 || record.Arrived < _oldest) _oldest = record.Arrived;
        _records.Add(record);
        _bytes += record.Bytes;
        _tokens += EstimateTokens(record);
    }

    /// <summary>Closes the batch; null when nothing waits.</summary>
    public MicroBatch? Take()
    {
        if (_records.Count == 0) return null;
        var batch = new MicroBatch(_sequence++, _records);
        _records = new List<InputRecord>(Math.Min(bounds.Documents, _records.Count + 16));
        Recount();
        return batch;
    }

    /// <summary>
    /// Forgets what waits of one partition: it is no longer ours, or is read again from an earlier offset. Returns how many records went.
    /// </summary>
    public int Remove(string topic, int partition)
    {
        var gone = _records.RemoveAll(record => record.Position is { } at && at.Partition == partition && at.Topic == topic);
        if (gone > 0) Recount();
        return gone;
    }

    /// <summary>
    /// Tokens a document will have, roughly: word pieces of English messages average about four UTF-16 units, other scripts fewer, so the
    /// estimate is a bound for planning and not a promise.
    /// </summary>
    public static long EstimateTokens(InputRecord record) => record.Document is { } document ? (document.Text.Length / 4) + 3 : 0;

    private void Recount()
    {
        _bytes = 0;
        _tokens = 0;
        _oldest = long.MaxValue;
        foreach (var record in _records)
        {
            _bytes += record.Bytes;
            _tokens += EstimateTokens(record);
            _oldest = Math.Min(_oldest, record.Arrived);
        }
    }
}
