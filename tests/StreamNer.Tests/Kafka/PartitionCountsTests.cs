using StreamNer.Kafka;

namespace StreamNer.Tests.Kafka;

public sealed class PartitionCountsTests
{
    private readonly PartitionCounts _counts = new(new Dictionary<string, int>(StringComparer.Ordinal) { ["raw"] = 4 });

    [Theory]
    [InlineData(0, "topic raw no longer exists and had 4 at start")]
    [InlineData(6, "topic raw has 6 partitions and had 4 at start")]
    public void What_is_said_three_times_is_believed(int count, string finding)
    {
        Assert.Null(_counts.Seen("raw", count));
        Assert.True(_counts.InDoubt);
        Assert.Null(_counts.Seen("raw", count));
        Assert.StartsWith(finding, _counts.Seen("raw", count), StringComparison.Ordinal);
    }

    [Fact]
    public void A_passing_answer_is_not_believed()
    {
        Assert.Null(_counts.Seen("raw", 0));
        Assert.Null(_counts.Seen("raw", 0));
        Assert.Null(_counts.Seen("raw", 4));
        Assert.False(_counts.InDoubt);
        Assert.Null(_counts.Seen("raw", 0));
        Assert.Null(_counts.Seen("raw", 0));
    }

    [Fact]
    public void Another_wrong_answer_begins_the_count_anew()
    {
        foreach (var count in (int[])[0, 5, 0, 5, 6]) Assert.Null(_counts.Seen("raw", count));
    }

    [Fact]
    public void No_answer_says_nothing()
    {
        Assert.Null(_counts.Seen("raw", 0));
        Assert.Null(_counts.Seen("raw", null));
        Assert.Null(_counts.Seen("raw", 0));
        Assert.NotNull(_counts.Seen("raw", 0));
    }
}
