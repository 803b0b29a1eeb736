using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using StreamNer.Degraded;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Inference;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Writing;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;
using StreamNer.Tests.Flow;
using StreamNer.Tests.Pipeline;

namespace StreamNer.KafkaTests.Flow;

/// <summary>
/// The real pipeline, encoder and sink over a model that breaks in the middle and heals: which records are degraded, and what is kept of them.
/// </summary>
public sealed class DegradedFlowTests : IDisposable
{
    private const int BreaksAt = 200;
    private const int Large = 500;
    private static readonly TimeSpan s_after = TimeSpan.FromSeconds(10);
    private readonly string _slots = Directory.CreateTempSubdirectory("streamner-slots-").FullName;
    private readonly FakeClock _clock = new();
    private readonly List<LogEvent> _log = [];
    private readonly RulesFallback _fallback;
    private readonly SomePipeline _pipeline;
    private readonly RealKafka _kafka;

    public DegradedFlowTests(RealKafka kafka)
    {
        _kafka = kafka;
        var policy = new DegradePolicy(new DegradeOptions { AfterSeconds = s_after.TotalSeconds, RetrySeconds = 5 }, _clock);
        var log = new EventLog(entry =>
        {
            lock (_log) _log.Add(entry);
        });
        _fallback = new RulesFallback(policy, new NameFinder(new NameLabels("PER", null, "LOC")), log);
        _pipeline = new SomePipeline(fallback: _fallback);
    }

    public void Dispose()
    {
        _pipeline.Dispose();
        Directory.Delete(_slots, recursive: true);
    }

    [Fact]
    public async Task Exactly_the_degraded_records_have_repair_records_in_order_also_when_a_run_is_taken_back()
    {
        var cluster = await _kafka.Shared();
        var options = (await Topics(cluster, 2, ("max.message.bytes", "4000"))) with
        {
            UntilEnd = true,
            Producer = new(StringComparer.Ordinal) { ["batch.size"] = "3500" }
        };
        for (var p = 0; p < 2; p++) await cluster.Produce(options.Inputs[0], Messages(1_200, large: p == 0), p);
        await using var worker = TestWorker.Start(options, Breaking(healsAt: 800), s_batch, s_flow, encode: Encoder(options), slots: _slots);
        var counts = (await worker.Running.WaitAsync(TimeSpan.FromSeconds(90))).Counts;

        Assert.Equal((2_399, 1), (counts.Enriched, counts.RejectedBy(FailureKind.OversizeOutput)));
        Assert.Contains(worker.Events, entry => entry.Name == "kafka.rewind");
        var outputs = Outputs(cluster.ReadCommitted(options.Output));
        var all = Enumerable.Range(0, 2).SelectMany(p => Enumerable.Range(0, 1_200).Select(o => (p, (long)o)));
        Assert.Equal(all.Except([(0, Large)]), outputs.Select(output => output.At));
        AssertRepaired(outputs, cluster.ReadCommitted(options.Repair));
        Assert.All(outputs.Where(output => output.At.Offset is >= BreaksAt and < 800), output => Assert.True(output.RulesOnly));
        Assert.Contains(_log, entry => entry.Name == "model.given_up");
        Assert.Contains(_log, entry => entry.Name == "model.recovered");
    }

    [Fact]
    public async Task What_was_degraded_and_not_committed_is_whole_the_next_time_and_has_no_repair_record()
    {
        var cluster = await _kafka.Shared();
        var options = (await Topics(cluster, 1)) with
        {
            Instance = "one",
            UntilEnd = true,
            Transaction = new() { IntervalMs = 60_000, TimeoutMs = 120_000, Records = 100 }
        };
        await cluster.Produce(options.Inputs[0], Messages(1_200, large: false), 0);
        var encode = Encoder(options);
        await using (var first = TestWorker.Start(options, Breaking(healsAt: long.MaxValue), s_batch, s_flow, encode: (record, outcome) =>
            record.Position!.Value.Offset == 790
                ? throw new InvalidOperationException("the end of the first worker")
                : encode(record, outcome), slots: _slots))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => first.Running.WaitAsync(TimeSpan.FromSeconds(60)));
        }

        _pipeline.Down = false;
        _clock.Advance(s_after);
        await using var second = TestWorker.Start(options with { Transaction = new() }, Enrich, s_batch, s_flow, encode: encode, slots: _slots);
        await second.Running.WaitAsync(TimeSpan.FromSeconds(60));
        var outputs = Outputs(cluster.ReadCommitted(options.Output));
        Assert.Equal(Enumerable.Range(0, 1_200).Select(o => (0, (long)o)), outputs.Select(output => output.At));
        Assert.False(outputs[785].RulesOnly);
        AssertRepaired(outputs, cluster.ReadCommitted(options.Repair));
    }

    [Fact]
    public async Task Records_that_require_the_model_wait_in_their_partition_and_the_others_go_on()
    {
        var cluster = await _kafka.Shared();
        var options = (await Topics(cluster, 2)) with { UntilEnd = true };
        for (var p = 0; p < 2; p++) await cluster.Produce(options.Inputs[0], Messages(600, large: false), p);
        var strict = new PiiPolicy("strict", PiiAction.Tag, new Dictionary<string, PiiAction>(), PiiProfile.Strict);
        using var pipeline = new SomePipeline(
            fallback: _fallback, policyOf: document => document.Source!.Value.Partition == 0 ? strict : PiiPolicy.Default);
        var healed = false;
        await using var worker = TestWorker.Start(options, Heals, s_batch, s_flow, encode: Encoder(options), slots: _slots);
        await Eventually.True(
            () => Outputs(cluster.ReadCommitted(options.Output)).Count(output => output.At.Partition == 1) == 600,
            "one is written to its end", TimeSpan.FromSeconds(60));
        Assert.InRange(worker.Counts.Total, 600, 600 + BreaksAt);
        Assert.Equal(1, worker.Flow.Source.Deferred);
        Volatile.Write(ref healed, true);
        await worker.Running.WaitAsync(TimeSpan.FromSeconds(60));

        var outputs = Outputs(cluster.ReadCommitted(options.Output));
        Assert.Equal(Enumerable.Range(0, 2).SelectMany(p => Enumerable.Range(0, 600).Select(o => (p, (long)o))), outputs.Select(output => output.At));
        Assert.All(outputs.Where(output => output.At.Partition == 0), output => Assert.False(output.RulesOnly));
        Assert.All(outputs.Where(output => output.At is { Partition: 1, Offset: >= BreaksAt }), output => Assert.True(output.RulesOnly));
        AssertRepaired(outputs, cluster.ReadCommitted(options.Repair));

        ValueTask<IReadOnlyList<Outcome>> Heals(MicroBatch batch, CancellationToken cancel)
        {
            pipeline.Down = !Volatile.Read(ref healed) && batch.Records.Any(record => record.Position!.Value.Offset >= BreaksAt);
            if (Volatile.Read(ref healed)) _clock.Advance(s_after);
            try
            {
                return ValueTask.FromResult(pipeline.Pipeline.Enrich(batch, cancel));
            }
            catch (ModelUnavailableException)
            {
                _clock.Advance(s_after);
                throw;
            }
        }
    }

    [Fact]
    public async Task At_least_once_writes_them_too_by_the_source_partition_modulo_the_topics_count()
    {
        using var embedded = new EmbeddedCluster();
        foreach (var topic in (string[])["raw", "enriched", "raw.dlq", "raw.repair"]) embedded.CreateTopic(topic, topic == "raw.repair" ? 3 : 4);
        var cluster = new KafkaCluster(embedded.BootstrapServers, () => Task.CompletedTask);
        var options = TestWorker.Options(embedded.BootstrapServers, "raw", "enriched", "raw.dlq", "g") with
        {
            Repair = "raw.repair",
            Delivery = Delivery.AtLeastOnce,
            UntilEnd = true
        };
        for (var p = 0; p < 4; p++) await cluster.Produce("raw", Messages(400, large: false), p);
        await using var worker = TestWorker.Start(options, Breaking(healsAt: 300), s_batch, s_flow, encode: Encoder(options));
        Assert.Equal(1_600, (await worker.Running.WaitAsync(TimeSpan.FromSeconds(60))).Counts.Enriched);
        var repairs = cluster.ReadCommitted("raw.repair");
        AssertRepaired(Outputs(cluster.ReadCommitted("enriched")), repairs);
        Assert.All(repairs, repair => Assert.Equal(Read(repair).Partition % 3, repair.Partition.Value));
    }

    private static readonly BatchOptions s_batch = new() { Documents = 20, AgeMs = 50 };

    // One at a time, so that the model is down for a batch and not for its neighbour.
    private static readonly FlowOptions s_flow = new() { Parallel = 1 };

    private static IEnumerable<Message<byte[]?, byte[]?>> Messages(int count, bool large)
    {
        var random = new Random(3);
        var filler = string.Concat(Enumerable.Range(0, 8_000).Select(_ => (char)random.Next('a', 'z')));
        return Enumerable.Range(0, count)
            .Select(i => Account.Message(large && i == Large ? filler : $"Peter Miller met grace {i} times", $"Peter's key {i % 97}"));
    }

    private async Task<KafkaOptions> Topics(KafkaCluster cluster, int partitions, params (string, string)[] output)
    {
        var input = await cluster.CreateTopic("raw", partitions);
        return TestWorker.Options(
            cluster.BootstrapServers, input, await cluster.CreateTopic("enriched", partitions, output), await cluster.CreateTopic("dlq", partitions),
            KafkaCluster.UniqueName("group"))
            with
        {
            Repair = await cluster.CreateTopic("repair", partitions),
            Client = cluster.Client().Where(p => p.Key != "bootstrap.servers").ToDictionary(StringComparer.Ordinal),
        };
    }

    private static OutcomeEncoder Encoder(KafkaOptions options) => new OutputEncoder(
        EnrichmentCodec.Unframed(new OutputOptions()), new DeadLetterCodec(options.Group, 1 << 20, TimeProvider.System),
        new RecordIdentifiers(new PolicyBook(new PiiOptions(), KeyRing.Empty), KeyRing.Empty), "s-1").Encode;

    private ValueTask<IReadOnlyList<Outcome>> Enrich(MicroBatch batch, CancellationToken cancel) =>
        ValueTask.FromResult(_pipeline.Pipeline.Enrich(batch, cancel));

    /// <summary>
    /// The model is down for batches with a record from <see cref="BreaksAt"/> up to <paramref name="healsAt"/>, and its failures take as long as is
    /// needed to give it up: what is read again ends the same way.
    /// </summary>
    private BatchEnricher Breaking(long healsAt) => (batch, cancel) =>
    {
        var down = batch.Records.Any(record => record.Position!.Value.Offset is >= BreaksAt and var offset && offset < healsAt);
        _pipeline.Down = down;
        if (!down) _clock.Advance(s_after);
        try
        {
            return ValueTask.FromResult(_pipeline.Pipeline.Enrich(batch, cancel));
        }
        catch (ModelUnavailableException)
        {
            _clock.Advance(s_after);
            throw;
        }
    };

    private static List<((int Partition, long Offset) At, bool RulesOnly)> Outputs(IEnumerable<ConsumeResult<byte[]?, byte[]?>> enriched) =>
        [.. enriched.Select(record => V1.EnrichedText.Parser.ParseFrom(record.Message.Value))
            .Select(text => ((text.Source.Partition, text.Source.Offset), text.Provenance.Tier == "rules-only"))];

    private static (int Partition, long Offset) Read(ConsumeResult<byte[]?, byte[]?> repair)
    {
        using var json = JsonDocument.Parse(repair.Message.Value!);
        var at = (json.RootElement.GetProperty("partition").GetInt32(), json.RootElement.GetProperty("offset").GetInt64());
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"{json.RootElement.GetProperty("topic").GetString()}-{at.Item1}"),
            Encoding.UTF8.GetString(repair.Message.Key!));
        Assert.Equal(("model_down", "s-1"),
            (json.RootElement.GetProperty("reason").GetString(), json.RootElement.GetProperty("snapshot").GetString()));
        return at;
    }

    /// <summary>Whole records and degraded ones, and repair records for exactly the latter, in the order of each source partition.</summary>
    private static void AssertRepaired(List<((int Partition, long Offset) At, bool RulesOnly)> outputs, IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> repairs)
    {
        Assert.Contains(outputs, output => output.RulesOnly);
        Assert.Contains(outputs, output => !output.RulesOnly);
        var read = repairs.Select(Read).ToLookup(at => at.Partition, at => at.Offset);
        foreach (var partition in outputs.GroupBy(output => output.At.Partition))
            Assert.Equal(partition.Where(output => output.RulesOnly).Select(output => output.At.Offset), read[partition.Key]);
        Assert.Equal(outputs.Count(output => output.RulesOnly), repairs.Count);
    }
}
