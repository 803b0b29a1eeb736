using Confluent.Kafka;
using StreamNer.Comparing;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Records;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Flow;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.KafkaTests.Comparing;

/// <summary>Topics of enriched records, compared. On the embedded cluster.</summary>
public sealed class TopicDiffTests : IDisposable
{
    private readonly EmbeddedCluster _embedded = new();
    private readonly KafkaCluster _cluster;
    private readonly KafkaOptions _options;

    public TopicDiffTests()
    {
        _embedded.CreateTopic("before", 2);
        _embedded.CreateTopic("after", 3);
        _cluster = new KafkaCluster(_embedded.BootstrapServers, () => Task.CompletedTask);
        _options = TestWorker.Options(_embedded.BootstrapServers, "raw", "before", "raw.dlq", "diff");
    }

    public void Dispose() => _embedded.Dispose();

    private static Message<byte[]?, byte[]?> Record(int partition, long offset, string text, OutputFormat format, bool replaces = false)
    {
        var at = new SourcePosition("raw", partition, offset, 1_700_000_000_000);
        var made = new Enrichment(new Document(text) { Source = at }, text, OffsetUnit.CodePoint, [new Entity("PER", 0, 3, 0, 3, "Ada", 0.5f)], [],
            new Provenance("s", "m", "k", "r", "p", "e", "full"));
        var record = EnrichmentCodec.Unframed(new OutputOptions { Format = format }).Encode(new InputRecord { Position = at }, made, null);
        if (replaces) (record.Headers ??= []).Add(EnrichedTopic.ReplacesHeader, "raw/0/1@s"u8.ToArray());
        return record;
    }

    private Task<DiffTally> Compare() => Task.Run(() => new OutputDiff(new DiffOptions { MemoryBytes = 4_000 }).Run(
        EnrichedTopic.Open(_options, "before", CancellationToken.None), EnrichedTopic.Open(_options, "after", CancellationToken.None),
        CancellationToken.None));

    [Fact]
    public async Task Topics_of_other_partition_counts_orders_and_formats_are_joined_by_source()
    {
        for (var p = 0; p < 2; p++)
            await _cluster.Produce("before", Enumerable.Range(0, 60).Select(i => Record(p, i, $"text {p} {i}", OutputFormat.Json)), p);
        await _cluster.Produce("before", [Record(0, 1, "text of the full model", OutputFormat.Json, replaces: true), new() { Key = [1] }], 0);
        var after = Enumerable.Range(0, 120).Select(i => (Partition: i % 2, Offset: i / 2)).Reverse();
        foreach (var part in after.Chunk(40).Select((records, target) => (records, target)))
            await _cluster.Produce("after", part.records.Select(at =>
                Record(at.Partition, at.Offset, at == (0, 1) ? "text of the full model" : $"text {at.Partition} {at.Offset}", OutputFormat.Protobuf)),
                part.target);
        var tally = await Compare();
        Assert.Equal((120, 0, 0, 0), (tally.Both, tally.Changed, tally.A.Alone, tally.B.Alone));
        Assert.Equal((1, 1, 0), (tally.A.Superseded, tally.A.Tombstones, tally.B.Tombstones));
    }

    [Fact]
    public async Task A_topic_of_something_else_is_refused_with_the_place()
    {
        await _cluster.Produce("before", [Account.Message("plain text")], 1);
        var refused = await Assert.ThrowsAsync<ComparisonException>(Compare);
        Assert.Equal("before[1], offset 0: no enriched record", refused.Message);
    }

    [Fact]
    public async Task A_topic_that_is_not_there_is_named()
    {
        var refused = await Assert.ThrowsAsync<KafkaFatalException>(() => Task.Run(() =>
            EnrichedTopic.Open(_options, "nowhere", CancellationToken.None).Values.Count()));
        Assert.StartsWith("nowhere cannot be read", refused.Message, StringComparison.Ordinal);
    }
}
