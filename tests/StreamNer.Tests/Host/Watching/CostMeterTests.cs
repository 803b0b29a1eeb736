using StreamNer.Host.Watching;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Host.Watching;

public sealed class CostMeterTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public void A_thousand_documents_in_an_hour_cost_the_hour()
    {
        var cost = new CostMeter(3.6, _clock);
        double? measured = null;
        for (var second = 0; second <= 3_600; second += 10, _clock.Advance(TimeSpan.FromSeconds(10))) measured = cost.Measure(second * 1_000 / 3_600);
        Assert.Equal(3.6, measured!.Value, 0.1);
    }

    [Fact]
    public void Ten_minutes_are_looked_back_on()
    {
        var cost = new CostMeter(60, _clock);
        // A thousand a minute, then ten thousand.
        long total = 0;
        for (var minute = 0; minute < 30; minute++)
        {
            cost.Measure(total);
            total += minute < 15 ? 1_000 : 10_000;
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(0.1, cost.Measure(total)!.Value, 0.01);
    }

    [Fact]
    public void Where_nothing_became_final_it_is_unknown()
    {
        var cost = new CostMeter(1, _clock);
        Assert.Null(cost.Measure(0));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(cost.Measure(5));
        for (var minute = 0; minute < 12; minute++, _clock.Advance(TimeSpan.FromMinutes(1))) cost.Measure(5);
        Assert.Null(cost.Measure(5));
    }
}
