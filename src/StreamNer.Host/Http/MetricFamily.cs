using System.Diagnostics.Metrics;

namespace StreamNer.Host.Http;

/// <summary>What an instrument becomes in the exposition.</summary>
internal enum MetricKind
{
    /// <summary>Rises only; its name ends in <c>_total</c>.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts by bucket.</summary>
    Histogram,
}

/// <summary>
/// One instrument's values, by labels. Measurements come from any thread; each family has its own lock, held for a few comparisons.
/// </summary>
internal sealed class MetricFamily
{
    /// <summary>Labels are bounded enums and partitions; beyond this many series the rest goes uncounted, and <see cref="Overflowed"/> says so.</summary>
    public const int MaxSeries = 4096;

    private readonly Lock _lock = new();
    private readonly List<Series> _series = [];
    private readonly double[] _bounds;

    /// <summary>Creates the family of an instrument.</summary>
    public MetricFamily(Instrument instrument)
    {
        Kind = MetricNames.KindOf(instrument);
        Name = MetricNames.NameOf(instrument, Kind);
        Help = instrument.Description is { Length: > 0 } text ? text : instrument.Name;
        IsObservable = instrument.IsObservable;
        _bounds = Kind == MetricKind.Histogram ? MetricNames.BoundsOf(instrument) : [];
    }

    /// <summary>The Prometheus name.</summary>
    public string Name { get; }

    /// <summary>One line of help.</summary>
    public string Help { get; }

    /// <summary>Its type.</summary>
    public MetricKind Kind { get; }

    /// <summary>True when its values are read at each scrape.</summary>
    public bool IsObservable { get; }

    /// <summary>Measurements not counted because there were too many series.</summary>
    public long Overflowed { get; private set; }

    /// <summary>Forgets all series: called before observable values are read, so that labels which are gone do not linger.</summary>
    public void Clear()
    {
        lock (_lock) _series.Clear();
    }

    /// <summary>Takes one measurement. Observed values replace, others add.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> labels, bool replace)
    {
        lock (_lock)
        {
            if (SeriesOf(labels) is not { } series)
            {
                Overflowed++;
                return;
            }

            series.Count++;
            series.Sum = replace ? value : series.Sum + value;
            if (Kind != MetricKind.Histogram) return;
            var bucket = 0;
            while (bucket < _bounds.Length && value > _bounds[bucket]) bucket++;
            series.Buckets[bucket]++;
        }
    }

    /// <summary>Writes the family; nothing when it has no series.</summary>
    public void Write(ExpositionWriter writer)
    {
        lock (_lock)
        {
            if (_series.Count == 0) return;
            writer.Header(Name, Help, Kind);
            foreach (var series in _series)
            {
                if (Kind == MetricKind.Histogram) writer.Histogram(Name, series.Labels, _bounds, series.Buckets, series.Sum, series.Count);
                else writer.Sample(Name, series.Labels, series.Sum);
            }
        }
    }

    private Series? SeriesOf(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        foreach (var series in _series)
        {
            if (Same(series.Labels, labels)) return series;
        }

        if (_series.Count >= MaxSeries) return null;
        var added = new Series(labels.ToArray(), new long[_bounds.Length + 1]);
        _series.Add(added);
        return added;
    }

    private static bool Same(KeyValuePair<string, object?>[] have, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        if (have.Length != labels.Length) return false;
        for (var i = 0; i < have.Length; i++)
        {
            if (have[i].Key != labels[i].Key || !Equals(have[i].Value, labels[i].Value)) return false;
        }

        return true;
    }

    private sealed class Series(KeyValuePair<string, object?>[] labels, long[] buckets)
    {
        public KeyValuePair<string, object?>[] Labels { get; } = labels;

        public long[] Buckets { get; } = buckets;

        public double Sum { get; set; }

        public long Count { get; set; }
    }
}
