using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Redriving;
using StreamNer.Kafka.Topics;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Metering;
using StreamNer.Pipeline;

namespace StreamNer.KafkaTests.Flow;

/// <summary><c>repair:auto</c> with a stand-in for the pipeline and for the worker beside it.</summary>
public sealed class AutoRepairTests : IDisposable
{
    private readonly EmbeddedCluster _embedded = new();
    private readonly Telemetry _telemetry = new();
    private readonly ConcurrentQueue<LogEvent> _events = new();
    private readonly Dictionary<string, int> _counts =
        new(StringComparer.Ordinal) { ["raw"] = 2, ["enriched"] = 2, ["raw.dlq"] = 2, ["raw.repair"] = 1 };
    private readonly KafkaCluster _cluster;
    private readonly KafkaOptions _options;
    private readonly Lock _gate = new();
    private RepairSigns _signs = new(Leads: true, ModelAnswers: true, Busy: false, LagSeconds: 0);
    private int _asked;

    public AutoRepairTests()
    {
        foreach (var (topic, count) in _counts) _embedded.CreateTopic(topic, count);
        _cluster = new KafkaCluster(_embedded.BootstrapServers, () => Task.CompletedTask);
        _options = TestWorker.Options(_embedded.BootstrapServers, "raw", "enriched", "raw.dlq", "g") with { Repair = "raw.repair" };
    }

    public void Dispose()
    {
        _telemetry.Dispose();
        _embedded.Dispose();
    }

    private Task Degraded(params long[] offsets) => _cluster.Produce(_options.Repair, offsets.Select(offset =>
        RepairCodec.Encode(new SourcePosition(_options.Inputs[0], 1, offset, 5), "model_down", "s1")));

    private RedriveWriter Writer()
    {
        var written = new WrittenTopics(_options, new Dictionary<string, TopicFacts>(), EventLog.None, TimeProvider.System);
        return new RedriveWriter(_options, TestWorker.Encode("g"), written, _counts);
    }

    private AutoRepair Start(BatchEnricher? enrich = null) => AutoRepair.Start(new AutoRepairParts
    {
        Kafka = _options,
        Options = new RepairOptions { Auto = true, SettleSeconds = 0, PerSecond = 100_000 },
        Decode = new DocumentCodec(new InputOptions()).Decode,
        Enrich = enrich ?? ((batch, _) => ValueTask.FromResult(TestWorker.Outcomes(batch))),
        Writer = Writer,
        Signs = () =>
        {
            Interlocked.Increment(ref _asked);
            return Signs;
        },
        Telemetry = _telemetry,
        Log = new EventLog(_events.Enqueue),
        LookEvery = TimeSpan.FromMilliseconds(50),
    });

    private RepairSigns Signs
    {
        get
        {
            lock (_gate) return _signs;
        }
        set
        {
            lock (_gate) _signs = value;
        }
    }

    // The thread has looked at the signs as they are now, several times.
    private Task HasLooked()
    {
        var before = Volatile.Read(ref _asked);
        return Eventually.True(() => Volatile.Read(ref _asked) > before + 10, "it looks");
    }

    private Task Says(string name) => Eventually.True(() => _events.Any(entry => entry.Name == name), name);

    private List<long> Written() => [.. Account.Sources(_cluster.ReadCommitted(_options.Output)).Select(at => at.Offset)];

    [Fact]
    public async Task What_waits_is_repaired_once_over_lives_and_beside_repairs_by_hand()
    {
        await _cluster.Produce("raw", Account.Messages(50), 1);
        await Degraded(7, 3, 40);
        using (var writer = Writer())
        {
            var byHand = new Repair(_options, new DocumentCodec(new InputOptions()).Decode);
            var plan = new RepairPlan(new SourceBitmap(), ["raw"]);
            plan.Add(RepairCodec.Encode(new SourcePosition("raw", 1, 7, 5), "model_down", "s1").Value);
            await byHand.Run(plan, (batch, _) => ValueTask.FromResult(TestWorker.Outcomes(batch)), writer, _ => { }, CancellationToken.None);
        }

        await using (Start()) await Says("repair.ended");
        Assert.Contains("2 repaired, 0 rejected, 0 gone from their source, 1 repaired before", _events.Last().Message, StringComparison.Ordinal);
        Assert.Equal([7, 3, 40], Written());
        Assert.Equal("raw/1/3@s1", Account.Header(_cluster.ReadCommitted("enriched")[1], EnrichedTopic.ReplacesHeader));

        // The position is kept: what was done is not even looked at by the next one.
        await Degraded(9);
        _events.Clear();
        await using (Start()) await Says("repair.ended");
        Assert.Contains("1 repaired, 0 rejected, 0 gone from their source, 0 repaired before", _events.Last().Message, StringComparison.Ordinal);
        Assert.Equal([7, 3, 40, 9], Written());
    }

    [Fact]
    public async Task Stopped_in_the_middle_it_goes_on_where_it_was()
    {
        await _cluster.Produce("raw", Account.Messages(600), 1);
        await Degraded([.. Enumerable.Range(0, 600).Select(offset => (long)offset)]);
        var batches = 0;
        await using (Start(async (batch, cancel) =>
        {
            if (Interlocked.Increment(ref batches) > 5) await Task.Delay(Timeout.Infinite, cancel);
            return TestWorker.Outcomes(batch);
        }))
        {
            await Eventually.True(() => Volatile.Read(ref batches) > 5, "some are written");
        }

        Assert.InRange(Written().Count, 1, 599);
        _events.Clear();
        await using (Start()) await Says("repair.ended");
        Assert.Equal(Enumerable.Range(0, 600).Select(offset => (long)offset), Written());
    }

    [Fact]
    public async Task Nothing_is_written_while_another_worker_leads_lag_is_high_or_a_live_batch_runs()
    {
        await _cluster.Produce("raw", Account.Messages(5), 1);
        await Degraded(2);
        var calm = Signs;
        Signs = calm with { Leads = false };
        await using var repair = Start();
        await HasLooked();
        Signs = calm with { LagSeconds = 60 };
        await HasLooked();
        Assert.DoesNotContain(_events, entry => entry.Name == "repair.began");
        Signs = calm with { Busy = true };
        await Says("repair.began");
        await HasLooked();
        Assert.Empty(Written());
        Signs = calm;
        await Says("repair.ended");
        Assert.Equal([2], Written());
    }

    [Fact]
    public async Task What_rules_made_alone_is_not_written_and_is_tried_again()
    {
        await _cluster.Produce("raw", Account.Messages(5), 1);
        await Degraded(2);
        var down = true;
        await using var repair = Start((batch, _) => ValueTask.FromResult(
            Volatile.Read(ref down) ? TestWorker.Degraded(batch) : TestWorker.Outcomes(batch)));
        await Says("repair.failed");
        Assert.Empty(Written());
        Volatile.Write(ref down, false);
        await Eventually.True(() => Written().Count > 0, "it is written");
        Assert.Equal([2], Written());
    }

    [Fact]
    public async Task What_cannot_be_repaired_is_counted_by_outcome()
    {
        await _cluster.Produce("raw", [Account.Message("a"), Account.Message("b"), Account.Message("reject c")], 1);
        _embedded.DeleteRecords("raw", 1, 1);
        await Degraded(0, 1, 2);
        var counts = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, on) =>
        {
            if (_telemetry.Owns(instrument) && instrument.Name == MetricTable.Repairs.Name) on.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counts.AddOrUpdate((string)tags[0].Value!, value, (_, sum) => sum + value));
        listener.Start();
        await using (Start()) await Says("repair.ended");
        Assert.Equal([("gone", 1L), ("rejected", 1), ("written", 1)], counts.Select(one => (one.Key, one.Value)).Order());
        Assert.Empty(_cluster.ReadCommitted("raw.dlq"));
    }
}
