using System.Diagnostics.Metrics;
using StreamNer.Diagnostics;
using StreamNer.Metering;

namespace StreamNer.Kafka.Reading;

/// <summary>
/// Looks at the held partitions every <see cref="KafkaOptions.ProbeSeconds"/>, and as soon as others come: how far they are behind.
/// One thread asks; <see cref="LagBook"/> works it out.
/// </summary>
internal sealed class LagProbe : IAsyncDisposable
{

    // Five questions of 3 s, and some time to ask them.
    private static readonly TimeSpan s_longestLook = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);
    private readonly KafkaOptions _options;
    private readonly PartitionLedger _ledger;
    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly LagBook _book;
    private readonly BackgroundLoop _loop;

    internal LagProbe(KafkaOptions options, KafkaSource source, PartitionLedger ledger, Telemetry telemetry, EventLog log, TimeProvider time)
    {
        (_options, _ledger, _log, _time) = (options, ledger, log, time);
        _book = new LagBook(options.OffsetReset, TimeSpan.FromSeconds(options.ProbeSeconds) + s_longestLook, time);
        telemetry.Observe(MetricTable.LagRecords, () => Lags.Select(lag => new Measurement<double>(lag.Records, Labels(lag))));
        telemetry.Observe(MetricTable.Lag, () =>
            Lags.Where(lag => lag.Seconds is not null).Select(lag => new Measurement<double>(lag.Seconds!.Value, Labels(lag))));
        telemetry.Observe(MetricTable.LagUnknownPartitions, () => Unknown);
        _loop = new BackgroundLoop(Run);
    }

    /// <summary>The figures of the last look for partitions that are still ours; what is unknown is left out.</summary>
    public IReadOnlyList<PartitionLag> Lags
    {
        get
        {
            var held = _ledger.View().Select(view => (view.Topic, view.Partition)).ToHashSet();
            return [.. _book.Lags.Where(lag => held.Contains((lag.Topic, lag.Partition)))];
        }
    }

    /// <summary>Partitions that are ours and lack a figure.</summary>
    public int Unknown => _ledger.View().Length - Lags.Count(lag => lag.Seconds is not null);

    /// <summary>Ends it. A question under way may go on for a while, on the probe's own client.</summary>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private void Run(CancellationToken stop)
    {
        using var reader = new LagReader(_options, _log);
        long? looked = null;
        while (!stop.WaitHandle.WaitOne(s_tick))
        {
            var held = _ledger.View();
            var due = looked is not { } at || _time.GetElapsedTime(at).TotalSeconds >= _options.ProbeSeconds - s_tick.TotalSeconds / 2;
            if (due || !_book.Covers(held)) Look(reader, held, stop);
            if (due) looked = _time.GetTimestamp();
        }
    }

    private void Look(LagReader reader, PartitionView[] held, CancellationToken stop)
    {
        var offsets = held.Length == 0 ? [] : reader.Offsets(held, stop);
        if (_book.Open(held, offsets) is { Count: > 0 } wanted) reader.ReadFirst(wanted, _book, stop);
        _book.Close();
        if (_book.Lags.Count == held.Length) reader.AllWell();
    }

    private static KeyValuePair<string, object?>[] Labels(PartitionLag lag) =>
        [AssignmentMeter.Topic(lag.Topic), AssignmentMeter.Partition(lag.Partition)];
}
