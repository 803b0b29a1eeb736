using StreamNer.Kafka.Replay;

namespace StreamNer.Tests.Kafka.Replay;

public sealed class RangeTests
{
    private static PartitionBounds Bounds(long low, long end, long? atFrom = null, long? atTo = null) => new(0, low, end, atFrom, atTo);

    [Theory]
    [InlineData("beginning", RangeBoundKind.Beginning, 0)]
    [InlineData("end", RangeBoundKind.End, 0)]
    [InlineData("17", RangeBoundKind.Offset, 17)]
    [InlineData("2026-01-31", RangeBoundKind.Time, 1_769_817_600_000)]
    [InlineData("2026-01-31T01:00:00+01:00", RangeBoundKind.Time, 1_769_817_600_000)]
    internal void A_bound_is_a_word_a_time_or_an_offset(string text, RangeBoundKind kind, long number) =>
        Assert.Equal(new RangeBound(kind, number, text), RangeBound.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("yesterday")]
    [InlineData("12:00")]
    [InlineData("End")]
    public void Anything_else_is_none(string text) => Assert.Null(RangeBound.Parse(text));

    [Theory]
    [InlineData("beginning", "end", 5, 100)]
    [InlineData("10", "20", 10, 20)]
    [InlineData("10", "900", 10, 100)]
    [InlineData("900", "end", 100, 100)]
    [InlineData("30", "20", 20, 20)]
    public void A_range_is_never_wider_than_what_the_partition_holds(string from, string to, long first, long last)
    {
        var range = RangeRules.Of(RangeBound.Parse(from)!.Value, RangeBound.Parse(to)!.Value, Bounds(5, 100), out var cut);
        Assert.Equal((new PartitionRange(0, first, last), 0), (range, cut));
    }

    [Theory]
    [InlineData("2", "end", 38)]
    [InlineData("2", "50", 38)]
    [InlineData("2", "30", 28)]
    [InlineData("40", "end", 0)]
    [InlineData("beginning", "end", 0)]
    public void What_retention_has_taken_of_the_offsets_asked_for_is_counted(string from, string to, long expected)
    {
        RangeRules.Of(RangeBound.Parse(from)!.Value, RangeBound.Parse(to)!.Value, Bounds(40, 100), out var cut);
        Assert.Equal(expected, cut);
    }

    [Fact]
    public void A_time_is_the_first_record_as_young_and_the_end_where_there_is_none()
    {
        var (from, to) = (RangeBound.Parse("2026-01-31")!.Value, RangeBound.Parse("2026-02-28")!.Value);
        Assert.Equal(new PartitionRange(0, 20, 60), RangeRules.Of(from, to, Bounds(0, 100, 20, 60), out _));
        Assert.Equal(new PartitionRange(0, 20, 100), RangeRules.Of(from, to, Bounds(0, 100, 20), out _));
        Assert.Equal(new PartitionRange(0, 100, 100), RangeRules.Of(from, to, Bounds(0, 100), out _));
    }
}
