using StreamNer.Diagnostics;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Diagnostics;

public sealed class FailpointTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_is_armed_without_a_specification(string? text) => Assert.Empty(Failpoint.ParseAll(text));

    [Theory]
    [InlineData("commit.after")]
    [InlineData("commit.after:0:kill")]
    [InlineData("commit.after:x:kill")]
    [InlineData(":1:kill")]
    [InlineData("commit.after:1:explode")]
    [InlineData("commit.after:1:fail=soon")]
    [InlineData("commit.after:1:kill:2")]
    [InlineData("commit.after:@:kill")]
    [InlineData("commit.after:1:kill;")]
    public void Anything_else_is_refused_with_the_form_expected(string text) =>
        Assert.Contains("NAME:WHEN:ACTION", Assert.Throws<FormatException>(() => Failpoint.ParseAll(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_place_fails_from_its_passage_on_for_as_long_as_it_says()
    {
        var clock = new FakeClock();
        var point = Failpoint.Parse("model.run:3:fail=2.5");
        point.Act(clock);
        point.Act(clock);
        Assert.Throws<InvalidOperationException>(() => point.Act(clock));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Throws<InvalidOperationException>(() => point.Act(clock));
        clock.Advance(TimeSpan.FromSeconds(1));
        point.Act(clock);
    }

    [Fact]
    public void Several_may_be_armed() =>
        Assert.Equal(["detect", "commit.after"], Failpoint.ParseAll("detect:@poison:fail=60;commit.after:2:kill").Select(point => point.Name));

    [Fact]
    public void Other_places_and_unarmed_processes_pass()
    {
        Assert.Empty(Failpoint.Armed);
        Failpoint.Reach("commit.after");
        Failpoint.Reach("detect", "text");
    }
}
