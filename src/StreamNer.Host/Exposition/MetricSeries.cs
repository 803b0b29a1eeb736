using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Prometheus;
using StreamNer.Metering;

namespace StreamNer.Host.Exposition;

/// <summary>
/// The collector of one metric and its series. Measurements come from any thread and find their series without allocating. What is observed has the
/// series of the last look and no others.
/// </summary>
internal abstract class MetricSeries
{
    /// <summary>Takes one measurement: an increment, an observed total, a state or an observation, by the metric's kind.</summary>
    public abstract void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, bool observed);

    /// <summary>A look begins; one at a time.</summary>
    public abstract void BeginLook();

    /// <summary>A look has ended: series that it did not show are no longer published.</summary>
    public abstract void EndLook();

    /// <summary>Registers the metric with a zero for every combination of its labels, where all of their values are known.</summary>
    public static MetricSeries Create(Metric metric, IMetricFactory factory, bool observed)
    {
        string[] labels = [.. metric.Labels.Select(label => label.Name)];
        var (name, help) = (metric.ExposedName, metric.Meaning);
        var zeros = observed ? [] : metric.Combinations ?? Combinations(metric.Labels);
        return metric.Kind switch
        {
            MetricKind.Counter =>
                new Counters(factory.CreateCounter(name, help, labels, new CounterConfiguration { SuppressInitialValue = observed }), zeros),
            MetricKind.Gauge =>
                new Gauges(factory.CreateGauge(name, help, labels, new GaugeConfiguration { SuppressInitialValue = observed }), zeros),
            _ => new Histograms(factory.CreateHistogram(name, help, labels, new HistogramConfiguration { Buckets = metric.Buckets }), zeros),
        };
    }

    private static List<string[]> Combinations(ReadOnlySpan<MetricLabel> labels)
    {
        List<string[]> found = [[]];
        foreach (var label in labels)
        {
            if (label.Values is not { } values) return [];
            found = [.. found.SelectMany(prefix => values.Select(value => (string[])[.. prefix, value]))];
        }

        return found;
    }

    private sealed class Counters(Counter counter, IReadOnlyList<string[]> zeros) : Series<Counter.Child>(counter, zeros)
    {
        protected override void Record(Counter.Child series, double value, bool observed)
        {
            if (observed) series.IncTo(value);
            else series.Inc(value);
        }
    }

    private sealed class Gauges(Gauge gauge, IReadOnlyList<string[]> zeros) : Series<Gauge.Child>(gauge, zeros)
    {
        protected override void Record(Gauge.Child series, double value, bool observed) => series.Set(value);
    }

    private sealed class Histograms(Histogram histogram, IReadOnlyList<string[]> zeros) : Series<Histogram.Child>(histogram, zeros)
    {
        protected override void Record(Histogram.Child series, double value, bool observed) => series.Observe(value);
    }

    private abstract class Series<TChild> : MetricSeries
        where TChild : ChildBase
    {
        private readonly Collector<TChild> _collector;
        private readonly ConcurrentDictionary<string[], Entry> _entries = new(LabelValueComparer.Instance);
        private readonly ConcurrentDictionary<string[], Entry>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _byTags;
        private int _look;

        protected Series(Collector<TChild> collector, IReadOnlyList<string[]> zeros)
        {
            _collector = collector;
            _byTags = _entries.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
            foreach (var labels in zeros) _collector.WithLabels(labels);
        }

        public override void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, bool observed)
        {
            if (!_byTags.TryGetValue(tags, out var entry)) entry = Add(tags);
            if (observed) entry.Look = _look;
            Record(entry.Child, value, observed);
        }

        public override void BeginLook() => _look++;

        public override void EndLook()
        {
            foreach (var (labels, entry) in _entries)
            {
                if (entry.Look == _look || !_entries.TryRemove(labels, out _)) continue;
                if (labels.Length == 0) entry.Child.Unpublish();
                else _collector.RemoveLabelled(labels);
            }
        }

        protected abstract void Record(TChild series, double value, bool observed);

        private Entry Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var labels = LabelValueComparer.Instance.Create(tags);
            return _entries.GetOrAdd(labels, static (key, collector) => new Entry(collector.WithLabels(key)), _collector);
        }

        private sealed class Entry(TChild child)
        {
            public TChild Child { get; } = child;

            /// <summary>The look that showed it last.</summary>
            public int Look { get; set; }
        }
    }

    /// <summary>Label values are equal when their texts are; a measurement's tags need not be copied to be found.</summary>
    private sealed class LabelValueComparer : IEqualityComparer<string[]>, IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, string[]>
    {
        public static readonly LabelValueComparer Instance = new();

        public bool Equals(string[]? x, string[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] string[] obj)
        {
            var hash = default(HashCode);
            foreach (var value in obj) hash.Add(value);
            return hash.ToHashCode();
        }

        public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, string[] other)
        {
            if (alternate.Length != other.Length) return false;
            for (var i = 0; i < other.Length; i++)
            {
                if (!string.Equals(Text(alternate[i].Value), other[i], StringComparison.Ordinal)) return false;
            }

            return true;
        }

        public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
        {
            var hash = default(HashCode);
            foreach (var tag in alternate) hash.Add(Text(tag.Value));
            return hash.ToHashCode();
        }

        public string[] Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
        {
            var values = new string[alternate.Length];
            for (var i = 0; i < values.Length; i++) values[i] = Text(alternate[i].Value);
            return values;
        }

        private static string Text(object? value) => value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
    }
}
