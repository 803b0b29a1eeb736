using System.Text;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Writing;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Kafka.Writing;

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
        Assert.Contains("more than the 2 partitions", Assert.Throws<KafkaFatalException>(() => Route(Router(2, 2, 2, 2), "raw", 2, "k")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Topics_that_grow_by_the_same_count_keep_the_numbers_of_their_partitions()
    {
        var router = Router(raw: 2, other: 3, enriched: 2, dlq: 2);
        var now = Counts(raw: 4, other: 3, enriched: 4, dlq: 4);
        Assert.Contains("enriched has 4 partitions and had 2: keys", router.Misfit(now), StringComparison.Ordinal);

        router = new OutputRouter(s_options with { Inputs = ["raw"] }, Counts(2, 0, 2, 2));
        Assert.False(router.Covers("raw", 3));
        Assert.Null(router.Misfit(now));
        router.Grow(now);
        Assert.True(router.Covers("raw", 3));
        Assert.Equal(("enriched", 3), Route(router, "raw", 3, "foobar"));
        Assert.Equal(("dlq", 3), Route(router, "raw", 3, "foobar", dead: true));
    }

    [Theory]
    [InlineData(3, 2, 2, "raw has 3 partitions and had 2, but enriched has 2")]
    [InlineData(2, 3, 2, "enriched has 3 partitions and had 2, but raw has 2")]
    [InlineData(3, 3, 2, "raw has 3 partitions and had 2, but dlq has 2")]
    [InlineData(2, 2, 1, "do not shrink")]
    [InlineData(2, 0, 2, "enriched no longer exists")]
    public void Where_partitions_have_the_same_numbers_topics_must_grow_together(int raw, int enriched, int dlq, string why) =>
        Assert.Contains(why, new OutputRouter(s_options with { Inputs = ["raw"] }, Counts(2, 0, 2, 2)).Misfit(Counts(raw, 0, enriched, dlq)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(3, 5, null)]
    [InlineData(4, 5, null)]
    [InlineData(5, 5, "as many as enriched")]
    [InlineData(2, 6, "enriched has 6 partitions and had 5")]
    public void Where_keys_decide_an_input_may_grow_short_of_the_written_topics_count(int raw, int written, string? why)
    {
        var misfit = new OutputRouter(s_options with { Inputs = ["raw"] }, Counts(2, 0, 5, 5)).Misfit(Counts(raw, 0, written, written));
        if (why is null) Assert.Null(misfit);
        else Assert.Contains(why, misfit, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_topic_is_named_with_its_key() =>
        Assert.Contains("kafka:deadLetter", Assert.Throws<KafkaFatalException>(() => Router(1, 1, 1, 0)).Message, StringComparison.Ordinal);

    private static OutputRouter Router(int raw, int other, int enriched, int dlq) => new(s_options, Counts(raw, other, enriched, dlq));

    private static Dictionary<string, int> Counts(int raw, int other, int enriched, int dlq) =>
        new(StringComparer.Ordinal) { ["raw"] = raw, ["other"] = other, ["enriched"] = enriched, ["dlq"] = dlq };

    private static (string, int) Route(OutputRouter router, string topic, int partition, string? key, bool dead = false)
    {
        var to = router.Route(new InputRecord { Position = new SourcePosition(topic, partition, 0, 0), Key = "as it was read"u8.ToArray() },
            new OutputRecord(dead, new() { Key = key is null ? null : Encoding.UTF8.GetBytes(key) }));
        return (to.Topic, to.Partition.Value);
    }
}
