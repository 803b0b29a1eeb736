using System.Text;
using StreamNer.Flow;
using StreamNer.Kafka;

namespace StreamNer.Tests.Kafka;

public sealed class OutputRouterTests
{
    private static readonly KafkaOptions s_options = new() { Inputs = ["raw", "other"], Output = "enriched", DeadLetter = "dlq" };

    // The vectors of Kafka's own Java test of this hash.
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Murmur2_is_Javas(string text, int hash) => Assert.Equal(hash, OutputRouter.Murmur2(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Counts_that_agree_keep_the_number_and_others_go_by_key_or_by_number()
    {
        var router = Router(raw: 6, other: 4, enriched: 6, dlq: 4);
        Assert.Equal(("enriched", 5), Route(router, "raw", 5, "foobar"));
        Assert.Equal(("dlq", (-790332482 & int.MaxValue) % 4), Route(router, "raw", 5, "foobar", dead: true));
        Assert.Equal(("dlq", 1), Route(router, "raw", 5, null, dead: true));
        Assert.Equal(("enriched", (-790332482 & int.MaxValue) % 6), Route(router, "other", 3, "foobar"));
    }

    [Fact]
    public void A_source_partition_beyond_the_count_at_start_stops_the_worker() =>
        Assert.Contains("grown", Assert.Throws<KafkaFatalException>(() => Route(Router(2, 2, 2, 2), "raw", 2, "k")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_missing_topic_is_named_with_its_key() =>
        Assert.Contains("kafka:deadLetter", Assert.Throws<KafkaFatalException>(() => Router(1, 1, 1, 0)).Message, StringComparison.Ordinal);

    private static OutputRouter Router(int raw, int other, int enriched, int dlq) =>
        new(s_options, new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["raw"] = raw,
            ["other"] = other,
            ["enriched"] = enriched,
            ["dlq"] = dlq
        });

    private static (string, int) Route(OutputRouter router, string topic, int partition, string? key, bool dead = false)
    {
        var to = router.Route(new InputRecord { Position = new SourcePosition(topic, partition, 0, 0), Key = "as it was read"u8.ToArray() },
            new OutputRecord(dead, new() { Key = key is null ? null : Encoding.UTF8.GetBytes(key) }));
        return (to.Topic, to.Partition.Value);
    }
}
