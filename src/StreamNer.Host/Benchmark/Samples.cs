namespace StreamNer.Host.Benchmark;

/// <summary>Measured values, kept whole. Thread-safe.</summary>
internal sealed class Samples
{
    private readonly Lock _gate = new();
    private readonly List<double> _values = [];

    /// <summary>Adds one.</summary>
    public void Add(double value)
    {
        lock (_gate) _values.Add(value);
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        lock (_gate) _values.Clear();
    }

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _values.Count;
        }
    }

    /// <summary>Their mean; 0 when there are none.</summary>
    public double Mean
    {
        get
        {
            lock (_gate) return _values.Count == 0 ? 0 : _values.Average();
        }
    }

    /// <summary>The smallest value that <paramref name="share"/> (0 to 1) of them do not exceed; 0 when there are none.</summary>
    public double Quantile(double share)
    {
        lock (_gate)
        {
            if (_values.Count == 0) return 0;
            var sorted = _values.Order().ToArray();
            return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
        }
    }
}
