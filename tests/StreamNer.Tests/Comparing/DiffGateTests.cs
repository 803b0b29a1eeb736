using StreamNer.Comparing;
using static StreamNer.Tests.Comparing.SomeOutput;

namespace StreamNer.Tests.Comparing;

public sealed class DiffGateTests
{
    private static DiffLimit Limit(string text)
    {
        Assert.True(DiffLimit.TryParse(text, out var limit));
        return limit;
    }

    [Theory]
    [InlineData("1%", 1, 100, true)]
    [InlineData("1%", 2, 100, false)]
    [InlineData("0.5%", 1, 200, true)]
    [InlineData("0%", 0, 0, true)]
    [InlineData("50%", 1, 0, false)]
    [InlineData("10", 10, 10, true)]
    [InlineData("10", 11, 1_000_000, false)]
    public void A_limit_is_a_share_or_a_count(string text, long count, long total, bool allowed) =>
        Assert.Equal(allowed, Limit(text).Allows(count, total));

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("101%")]
    [InlineData("1 %")]
    [InlineData("1e2%")]
    [InlineData("NaN%")]
    public void Anything_else_is_none(string text) => Assert.False(DiffLimit.TryParse(text, out _));

    [Theory]
    [InlineData(DiffMeasure.Removed, 1, 3)]
    [InlineData(DiffMeasure.Added, 1, 3)]
    [InlineData(DiffMeasure.Relabelled, 1, 3)]
    [InlineData(DiffMeasure.Moved, 1, 3)]
    [InlineData(DiffMeasure.Relinked, 0, 3)]
    [InlineData(DiffMeasure.ScoreMoved, 0, 3)]
    [InlineData(DiffMeasure.RedactionChanged, 1, 2)]
    [InlineData(DiffMeasure.Changed, 1, 2)]
    [InlineData(DiffMeasure.Unequal, 1, 2)]
    [InlineData(DiffMeasure.Rejected, 0, 2)]
    [InlineData(DiffMeasure.Unmatched, 1, 3)]
    internal void Each_measure_has_its_count_and_its_total(DiffMeasure measure, long count, long total)
    {
        var same = Placed(Of(2, "same"));
        var tally = Compare(
            [Placed(Of(1, "t", Entity("PER", 0, 3), Entity("LOC", 5, 9), Entity("ORG", 13, 15))), same],
            [Placed(Of(1, "u", Entity("ORG", 0, 3), Entity("LOC", 5, 12), Entity("MISC", 20, 22))), same, Placed(Of(3, "new", Entity("PER", 0, 3)))]);
        var result = new DiffGate(measure, Limit("0")).Judge(tally);
        Assert.Equal((count, total, count == 0), (result.Count, result.Total, result.Passed));
    }

    [Fact]
    public void Outputs_that_share_no_document_pass_no_gate() =>
        Assert.False(new DiffGate(DiffMeasure.Removed, Limit("100%")).Judge(Compare([Placed(Of(1, "a"))], [Placed(Of(2, "a"))])).Passed);
}
