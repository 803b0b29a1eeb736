using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using StreamNer.Metering;
using StreamNer.Output;

namespace StreamNer.Diagnostics;

/// <summary>
/// The meter <c>StreamNer</c> and its instruments, one for each row of <see cref="MetricTable"/>, and the source of spans. Labels are given in the
/// table's order. Thread-safe.
/// </summary>
internal sealed class Telemetry : IDisposable
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string MeterName = "StreamNer";

    private readonly Meter _meter = new(MeterName);
    private readonly ConcurrentDictionary<string, Func<IEnumerable<Measurement<double>>>> _observed = new(StringComparer.Ordinal);

    /// <summary>Creates the meter and the instruments that are told; what is asked comes with <see cref="Observe(Metric, Func{double})"/>.</summary>
    public Telemetry()
    {
        Documents = Counter(MetricTable.Documents);
        DeadLetters = Counter(MetricTable.DeadLetters);
        UnreadableStretches = Counter(MetricTable.UnreadableStretches);
        DegradedDocuments = Counter(MetricTable.DegradedDocuments);
        Repairs = Counter(MetricTable.Repairs);
        Rebalances = Counter(MetricTable.Rebalances);
        TopicsReplaced = Counter(MetricTable.TopicsReplaced);
        Transactions = Counter(MetricTable.Transactions);
        Rewinds = Counter(MetricTable.Rewinds);
        ModelRuns = Counter(MetricTable.ModelRuns);
        Tokens = Counter(MetricTable.Tokens);
        CacheLookups = Counter(MetricTable.CacheLookups);
        Entities = Counter(MetricTable.Entities);
        Links = Counter(MetricTable.Links);
        LinksAmbiguous = Counter(MetricTable.LinksAmbiguous);
        PiiFindings = Counter(MetricTable.PiiFindings);
        Spans = Counter(MetricTable.Spans);
        EndToEnd = Histogram<double>(MetricTable.EndToEnd);
        StageSeconds = Histogram<double>(MetricTable.StageSeconds);
        BatchDocuments = Histogram<long>(MetricTable.BatchDocuments);
        BatchFill = Histogram<double>(MetricTable.BatchFill);
    }

    /// <summary>Label <see cref="Labels.Outcome"/>.</summary>
    public Counter<long> Documents { get; }

    /// <summary>Labels <see cref="Labels.Reason"/>, <see cref="Labels.Detail"/>.</summary>
    public Counter<long> DeadLetters { get; }

    /// <summary>Label <c>topic</c>.</summary>
    public Counter<long> UnreadableStretches { get; }

    /// <summary>Label <c>reason</c>: <see cref="Provenance.DegradedReason"/>.</summary>
    public Counter<long> DegradedDocuments { get; }

    /// <summary>Label <see cref="Labels.Repair"/>.</summary>
    public Counter<long> Repairs { get; }

    /// <summary>Label <see cref="Labels.Rebalance"/>.</summary>
    public Counter<long> Rebalances { get; }

    /// <summary>Label <c>topic</c>.</summary>
    public Counter<long> TopicsReplaced { get; }

    /// <summary>Label <see cref="Labels.Run"/>.</summary>
    public Counter<long> Transactions { get; }

    /// <summary>Label <see cref="Labels.Rewind"/>.</summary>
    public Counter<long> Rewinds { get; }

    /// <summary>Label <see cref="Labels.ModelRun"/>.</summary>
    public Counter<long> ModelRuns { get; }

    /// <summary>Label <see cref="Labels.Token"/>.</summary>
    public Counter<long> Tokens { get; }

    /// <summary>Label <see cref="Labels.Lookup"/>.</summary>
    public Counter<long> CacheLookups { get; }

    /// <summary>Labels <c>label</c>, <see cref="Labels.Origin"/>.</summary>
    public Counter<long> Entities { get; }

    /// <summary>Labels <see cref="Labels.Link"/>, <c>label</c>.</summary>
    public Counter<long> Links { get; }

    /// <summary>Label <c>label</c>.</summary>
    public Counter<long> LinksAmbiguous { get; }

    /// <summary>Label <c>type</c>.</summary>
    public Counter<long> PiiFindings { get; }

    /// <summary>Label <see cref="Labels.Span"/>.</summary>
    public Counter<long> Spans { get; }

    /// <summary>Seconds, at least 0. Label <c>topic</c>.</summary>
    public Histogram<double> EndToEnd { get; }

    /// <summary>Seconds. Label <see cref="Labels.Stage"/>.</summary>
    public Histogram<double> StageSeconds { get; }

    /// <summary>No label.</summary>
    public Histogram<long> BatchDocuments { get; }

    /// <summary>0 to 1. No label.</summary>
    public Histogram<double> BatchFill { get; }

    /// <summary>Spans of micro-batches, which cost nothing while nobody listens.</summary>
    public ActivitySource Tracing { get; } = new(MeterName);

    /// <summary>Whether an instrument is one of ours; another meter of the same name is not.</summary>
    public bool Owns(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return ReferenceEquals(instrument.Meter, _meter);
    }

    /// <summary>From now on the metric's one value is what <paramref name="read"/> gives whenever somebody asks. Must be quick and not
    /// throw.</summary>
    public void Observe(Metric metric, Func<double> read) => Observe(metric, () => [new Measurement<double>(read())]);

    /// <summary>
    /// From now on the metric has the series that <paramref name="read"/> gives whenever somebody asks, and no others: a series that is left out is
    /// gone. Takes the place of an earlier call for the same metric.
    /// </summary>
    public void Observe(Metric metric, Func<IEnumerable<Measurement<double>>> read)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (!_observed.TryAdd(metric.Name, read))
        {
            _observed[metric.Name] = read;
            return;
        }

        if (metric.Kind == MetricKind.Counter)
            _meter.CreateObservableCounter(metric.Name, () => _observed[metric.Name](), metric.Unit, metric.Meaning);
        else _meter.CreateObservableGauge(metric.Name, () => _observed[metric.Name](), metric.Unit, metric.Meaning);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        Tracing.Dispose();
    }

    private Counter<long> Counter(Metric metric) => _meter.CreateCounter<long>(metric.Name, metric.Unit, metric.Meaning);

    private Histogram<T> Histogram<T>(Metric metric)
        where T : struct => _meter.CreateHistogram<T>(metric.Name, metric.Unit, metric.Meaning);
}
