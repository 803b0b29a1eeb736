using StreamNer.Host.Cli;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Host.Cli;

public sealed class PaceTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public void It_is_the_growth_a_second_over_the_last_ten()
    {
        var pace = new Pace(_clock);
        Assert.Null(pace.Of(500));
        Assert.Null(After(0.5, 600));
        Assert.Equal(200, After(0.5, 700));
        for (var second = 0; second < 20; second++) After(1, 700 + second);
        Assert.Equal(1, After(1, 720));
        Assert.Equal(0, After(30, 720));

        double? After(double seconds, long count)
        {
            _clock.Advance(TimeSpan.FromSeconds(seconds));
            return pace.Of(count);
        }
    }
}
