using System.Diagnostics.Metrics;
using Confluent.Kafka;
using StreamNer.Metering;

namespace StreamNer.Kafka;

/// <summary>How far one partition is behind: records up to the last stable offset, and the age of the oldest record not yet final.</summary>
public readonly record struct PartitionLag(string Topic, int Partition, long Records, double Seconds);

/// <summary>
/// Looks at the held partitions every few seconds: lag from the last stable offset and our own committed watermark (the client's figure is stale under
/// transactions), and whether a topic's partition count has changed since the start, which stops the worker. What is unknown is not exported.
/// </summary>
public sealed class LagProbe : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private readonly KafkaOptions _options;
    private readonly Leased<IConsumer<byte[]?, byte[]?>> _client;
    private readonly PartitionLedger _ledger;
    private readonly OutputRouter _router;
    private readonly Action<Exception> _fail;
    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<(string, int), long> _behindSince = [];
    private readonly Task _loop;
    private volatile PartitionLag[] _lags = [];

    internal LagProbe(KafkaOptions options, KafkaSource source, PartitionLedger ledger, OutputRouter router, Telemetry telemetry, EventLog log, TimeProvider time)
    {
        (_options, _client, _ledger, _router, _fail, _log, _time) = (options, source.Client, ledger, router, source.Fail, log, time);
        telemetry.Observe(MetricTable.LagRecords, () => _lags.Select(lag => new Measurement<double>(lag.Records, Labels(lag))));
        telemetry.Observe(MetricTable.Lag, () => _lags.Select(lag => new Measurement<double>(lag.Seconds, Labels(lag))));
        telemetry.Observe(MetricTable.ReadyBatches, () => source.Waiting);
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The figures of the last look, partitions with unknown offsets left out.</summary>
    public IReadOnlyList<PartitionLag> Lags => _lags;

    /// <summary>Ends it. A look under way may go on for a while; the consumer lives until it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_loop, Task.Delay(s_patience, CancellationToken.None));
    }

    /// <summary>Lag of one partition; null where an offset is unknown (the client's -1 and -1001 are never figures).</summary>
    internal static PartitionLag? Of(PartitionView view, long stable, long nowMs, long behindSinceMs)
    {
        if (stable < 0 || view.Committed < 0) return null;

        // Behind the last record there may be control records, which never become ours to commit.
        var records = view.Idle && view.EndSeen >= stable ? 0 : Math.Max(0, stable - view.Committed);
        if (records == 0) return new PartitionLag(view.Topic, view.Partition, 0, 0);
        var oldest = view.OldestMs >= 0 ? view.OldestMs : behindSinceMs;
        return new PartitionLag(view.Topic, view.Partition, records, Math.Max(0, nowMs - oldest) / 1_000.0);
    }

    private void Run()
    {
        using var client = _client.Take();
        using var admin = new DependentAdminClientBuilder(client.Value.Handle).Build();
        while (!_stop.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(_options.ProbeSeconds)))
        {
            try
            {
                Look(client.Value);
                CheckCounts(admin);
            }
            catch (KafkaException e)
            {
                _log.Warn("kafka.probe", $"{e.Error.Code}");
            }
        }
    }

    private void Look(IConsumer<byte[]?, byte[]?> consumer)
    {
        var lags = new List<PartitionLag>();
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var view in _ledger.View())
        {
            if (_stop.IsCancellationRequested) return;

            // Under read_committed the high watermark asked for is the last stable offset.
            var stable = consumer.QueryWatermarkOffsets(new TopicPartition(view.Topic, view.Partition), s_limit).High.Value;
            var key = (view.Topic, view.Partition);
            if (view.OldestMs >= 0 || stable <= view.Committed) _behindSince.Remove(key);
            else _behindSince.TryAdd(key, now);
            if (Of(view, stable, now, _behindSince.GetValueOrDefault(key, now)) is { } lag) lags.Add(lag);
        }

        _lags = [.. lags];
    }

    private void CheckCounts(IAdminClient admin)
    {
        foreach (var (topic, count) in _router.Counts)
        {
            if (_stop.IsCancellationRequested) return;
            var found = admin.GetMetadata(topic, s_limit).Topics.Find(t => t.Topic == topic);
            var now = found is null || found.Error.Code == ErrorCode.UnknownTopicOrPart ? 0 : found.Error.IsError ? count : found.Partitions.Count;
            if (now == count) continue;
            _fail(new KafkaFatalException($"topic {topic} has {now} partitions and had {count} at start: a key could change its place; restart the workers when all topics are as they shall be"));
            return;
        }
    }

    private static KeyValuePair<string, object?>[] Labels(PartitionLag lag) => [AssignmentMeter.Topic(lag.Topic), AssignmentMeter.Partition(lag.Partition)];
}
