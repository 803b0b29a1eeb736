namespace StreamNer.Host.Watching;

/// <summary>
/// What a thousand documents cost, by the price of one worker for an hour and the documents of the last ten minutes. Policy only: somebody asks.
/// Thread-safe.
/// </summary>
internal sealed class CostMeter(double perHour, TimeProvider time)
{
    /// <summary>What is looked back on.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private readonly Queue<(long At, long Total)> _looks = new([(time.GetTimestamp(), 0)]);
    private long _lastKept = time.GetTimestamp();

    /// <summary>The cost in the currency of the price; null when nothing became final in the window: then it is not 0, but unknown.</summary>
    /// <param name="total">Documents that are final since the start.</param>
    public double? Measure(long total)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            // The oldest look is the last one before the window, so that a window without looks has a beginning too.
            while (_looks.Count > 1 && time.GetElapsedTime(_looks.ElementAt(1).At, now) >= Window) _looks.Dequeue();
            var (since, before) = _looks.Peek();
            if (time.GetElapsedTime(_lastKept, now) >= s_step)
            {
                _looks.Enqueue((now, total));
                _lastKept = now;
            }

            var documents = total - before;
            return documents > 0 ? perHour * time.GetElapsedTime(since, now).TotalHours * 1000 / documents : null;
        }
    }
}
