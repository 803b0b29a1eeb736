using StreamNer.Pipeline;
using StreamNer.Tests.House;

namespace StreamNer.Tests.Pipeline;

public sealed class FailureDetailTests
{
    [Fact]
    public void Codes_are_unique_and_each_detail_belongs_to_exactly_one_kind()
    {
        var all = Enum.GetValues<FailureDetail>();
        Assert.Equal(all.Length, all.Select(d => d.Code()).Distinct(StringComparer.Ordinal).Count());
        foreach (var detail in all.Except([FailureDetail.None]))
        {
            var kind = Assert.Single(Enum.GetValues<FailureKind>(), k => FailureDetails.Of(k).Contains(detail));
            Assert.Equal(kind, detail.KindOf());
        }
    }

    [Fact]
    public void The_page_of_dead_letters_has_every_reason_and_detail()
    {
        var page = Repository.Read("docs/dead-letters.md");
        Assert.All(Enum.GetValues<FailureKind>(), kind => Assert.Contains($"| `{kind.Code()}` |", page, StringComparison.Ordinal));
        Assert.All(Enum.GetValues<FailureDetail>().Except([FailureDetail.None]), detail =>
            Assert.Contains($"`{detail.Code()}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void A_kind_that_needs_no_detail_has_none() => Assert.Equal([FailureDetail.None], FailureDetails.Of(FailureKind.TooLong));
}
