using StreamNer.Kafka;
using StreamNer.Kafka.Topics;

namespace StreamNer.Tests.Kafka.Topics;

public sealed class TopicPatternsTests
{
    private static readonly string[] s_topics =
        ["raw-b", "raw-a", "raw-enriched", "raw-dlq", "raw-repair", "mentions", "draw-a", "__raw", "__consumer_offsets"];

    private static KafkaOptions Options(params string[] inputs) =>
        new() { Inputs = inputs, Output = "raw-enriched", DeadLetter = "raw-dlq", Repair = "raw-repair" };

    [Fact]
    public void What_the_worker_writes_never_matches() =>
        Assert.Equal(["raw-a", "raw-b"], TopicPatterns.Matching(Options("^raw-.*"), s_topics));

    [Fact]
    public void Internal_topics_never_match_and_named_ones_are_not_found_again()
    {
        Assert.Equal(["draw-a", "raw-a", "raw-b"], TopicPatterns.Matching(Options("mentions", "^"), s_topics));
        Assert.Equal(["raw-b"], TopicPatterns.Matching(Options("raw-a", "^raw-[a-b]$"), s_topics));
    }

    [Fact]
    public void A_name_is_no_pattern()
    {
        Assert.False(TopicPatterns.AreIn(Options("raw-a", "raw.*")));
        Assert.True(TopicPatterns.AreIn(Options("raw-a", "^raw")));
        Assert.Empty(TopicPatterns.Matching(Options("raw.*"), s_topics));
    }

    [Theory]
    [InlineData("^raw-(", "is not a valid regular expression")]
    [InlineData("^raw-(?!dlq)", "looks around or back")]
    [InlineData("^raw-(a|b)+$", null)]
    public void A_pattern_that_cannot_be_used_is_named(string pattern, string? said)
    {
        var mistake = TopicPatterns.Mistake(pattern);
        if (said is null) Assert.Null(mistake);
        else Assert.Contains(said, mistake, StringComparison.Ordinal);
    }
}
