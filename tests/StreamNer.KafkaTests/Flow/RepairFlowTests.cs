using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Redriving;
using StreamNer.Kafka.Topics;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.KafkaTests.Flow;

/// <summary>Degraded records mended on the embedded cluster, with a stand-in for the pipeline.</summary>
public sealed class RepairFlowTests : IDisposable
{
    private readonly EmbeddedCluster _embedded = new();
    private readonly KafkaCluster _cluster;
    private readonly KafkaOptions _options;
    private readonly Dictionary<string, int> _counts =
        new(StringComparer.Ordinal) { ["raw"] = 2, ["enriched"] = 2, ["raw.dlq"] = 2, ["raw.repair"] = 1 };

    public RepairFlowTests()
    {
        foreach (var (topic, count) in _counts) _embedded.CreateTopic(topic, count);
        _cluster = new KafkaCluster(_embedded.BootstrapServers, () => Task.CompletedTask);
        _options = TestWorker.Options(_embedded.BootstrapServers, "raw", "enriched", "raw.dlq", "g") with { Repair = "raw.repair" };
    }

    public void Dispose() => _embedded.Dispose();

    private Task Degraded(int partition, params long[] offsets) => _cluster.Produce("raw.repair", offsets.Select(offset =>
        RepairCodec.Encode(new SourcePosition("raw", partition, offset, 5), "model_down", "s1")));

    private async Task<(RepairPlan Plan, RepairResult Result)> Mend(
        Action<RepairResult>? progress = null, Func<MicroBatch, IReadOnlyList<Outcome>>? enrich = null, CancellationToken cancel = default)
    {
        var written = new WrittenTopics(_options, new Dictionary<string, TopicFacts>(), EventLog.None, TimeProvider.System);
        using var writer = new RedriveWriter(_options, TestWorker.Encode("g"), written, _counts);
        var repair = new Repair(_options, new DocumentCodec(new InputOptions()).Decode);
        var plan = repair.Plan(CancellationToken.None);
        var result = await repair.Run(
            plan, (batch, _) => ValueTask.FromResult((enrich ?? TestWorker.Outcomes)(batch)), writer, progress ?? (_ => { }), cancel);
        return (plan, result);
    }

    [Fact]
    public async Task Exactly_the_named_records_are_written_again_in_order_and_only_once()
    {
        for (var p = 0; p < 2; p++) await _cluster.Produce("raw", Account.Messages(50), p);
        await Degraded(1, 7, 3, 40);
        await Degraded(0, 5);
        await Degraded(1, 3);
        await _cluster.Produce("raw.repair", [
            RepairCodec.Encode(new SourcePosition("other", 0, 1, 5), "model_down", "s1"), Account.Message("no coordinates"), Account.Message(null)]);
        var (plan, result) = await Mend();
        Assert.Equal((4, 1, 1, 2, 0), (plan.Total, plan.Repeated, plan.OtherTopic, plan.Unreadable, plan.Mended));
        Assert.Equal((4, 0, 0), (result.Written, result.Rejected, result.Gone));
        var output = _cluster.ReadCommitted("enriched");
        Assert.Equal([(0, 5L), (1, 3L), (1, 7L), (1, 40L)], Account.Sources(output));
        Assert.Equal(["raw/0/5@s1", "raw/1/3@s1", "raw/1/7@s1", "raw/1/40@s1"], output.Select(record =>
            Account.Header(record, EnrichedTopic.ReplacesHeader)));
        Assert.Equal([0, 1, 1, 1], output.Select(record => record.Partition.Value));

        (plan, result) = await Mend();
        Assert.Equal((0, 5, 0), (plan.Total, plan.Mended, result.Total));
        Assert.Equal(4, _cluster.ReadCommitted("enriched").Count);
    }

    [Fact]
    public async Task A_record_degraded_under_several_snapshots_replaces_the_latest_and_other_topics_are_left_alone()
    {
        await _cluster.Produce("raw", Account.Messages(5), 0);
        (string Topic, string Snapshot)[] named = [("raw", "s1"), ("other", "s2"), ("raw", "s3")];
        await _cluster.Produce("raw.repair", named.Select(one =>
            RepairCodec.Encode(new SourcePosition(one.Topic, 0, 2, 5), "model_down", one.Snapshot)));
        var (plan, result) = await Mend();
        Assert.Equal((1, 1, 1, 1), (plan.Total, plan.Repeated, plan.OtherTopic, result.Written));
        Assert.Equal("raw/0/2@s3", Account.Header(Assert.Single(_cluster.ReadCommitted("enriched")), EnrichedTopic.ReplacesHeader));
    }

    [Fact]
    public async Task What_retention_took_or_the_pipeline_rejects_is_counted_and_gets_no_dead_letter()
    {
        await _cluster.Produce("raw", [Account.Message("a"), Account.Message("b"), Account.Message("reject c"), Account.Message("d")], 0);
        _embedded.DeleteRecords("raw", 0, 1);
        await Degraded(0, 0, 2, 3, 900);
        var (_, result) = await Mend();
        Assert.Equal((1, 1, 2), (result.Written, result.Rejected, result.Gone));
        Assert.Equal([(0, 3L)], Account.Sources(_cluster.ReadCommitted("enriched")));
        Assert.Empty(_cluster.ReadCommitted("raw.dlq"));
    }

    [Fact]
    public async Task What_rules_made_alone_replaces_nothing()
    {
        await _cluster.Produce("raw", Account.Messages(3), 0);
        await Degraded(0, 1);
        await Assert.ThrowsAsync<TransientFailureException>(() => Mend(enrich: TestWorker.Degraded));
        Assert.Empty(_cluster.ReadCommitted("enriched"));
        Assert.Equal(1, (await Mend()).Result.Written);
    }

    [Fact]
    public async Task One_that_is_stopped_in_the_middle_goes_on_where_it_was()
    {
        await _cluster.Produce("raw", Account.Messages(600), 1);
        await Degraded(1, [.. Enumerable.Range(0, 600).Select(offset => (long)offset)]);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Mend(
            now => { if (now.Total >= 256) stop.Cancel(); }, cancel: stop.Token));
        Assert.Equal(256, _cluster.ReadCommitted("enriched").Count);
        Assert.Equal(344, (await Mend()).Result.Written);
        Assert.Equal(Enumerable.Range(0, 600).Select(offset => (1, (long)offset)), Account.Sources(_cluster.ReadCommitted("enriched")));
    }
}
