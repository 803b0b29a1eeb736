namespace StreamNer.Flow;

/// <summary>Says how long a batch must wait so that records pass at a given rate on average. Policy only. One caller at a time.</summary>
/// <param name="perSecond">Records a second, above 0.</param>
/// <param name="time">The clock.</param>
internal sealed class Throttle(double perSecond, TimeProvider time)
{
    private long _free = time.GetTimestamp();

    /// <summary>How long this batch waits. Time in which nothing came is not saved up.</summary>
    /// <param name="records">How many records it has.</param>
    public TimeSpan Take(int records)
    {
        var now = time.GetTimestamp();
        var start = Math.Max(now, _free);
        _free = start + (long)(records / perSecond * time.TimestampFrequency);
        return time.GetElapsedTime(now, start);
    }
}
