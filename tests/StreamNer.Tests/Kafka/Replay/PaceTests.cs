using StreamNer.Flow;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Replay;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Kafka.Replay;

public sealed class PaceTests
{
    private readonly FakeClock _time = new();

    [Fact]
    public void Records_pass_at_the_rate_and_idle_time_is_not_saved_up()
    {
        var throttle = new Throttle(100, _time);
        Assert.Equal(TimeSpan.Zero, throttle.Take(50));
        Assert.Equal(TimeSpan.FromSeconds(0.5), throttle.Take(50));
        Assert.Equal(TimeSpan.FromSeconds(1), throttle.Take(1));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, throttle.Take(100));
        Assert.Equal(TimeSpan.FromSeconds(1), throttle.Take(1));
    }

    [Fact]
    public async Task A_batch_that_waits_when_the_intake_ends_still_counts()
    {
        var inner = new ListSource();
        inner.Give(2, end: false);
        var source = new ThrottledSource(inner, new Throttle(1, _time), _time);
        using var stop = new CancellationTokenSource();
        Assert.NotNull(await source.Read(stop.Token));
        var second = source.Read(stop.Token).AsTask();
        Assert.False(second.IsCompleted);
        await stop.CancelAsync();
        Assert.NotNull(await second);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await source.Read(stop.Token));
    }

    [Fact]
    public void It_yields_above_the_limit_and_goes_on_at_half_of_it()
    {
        var policy = new YieldPolicy(10);
        Assert.Equal(
            [false, false, true, true, true, true, false, false],
            new double?[] { null, 10, 10.1, 9, 5.1, null, 5, 9 }.Select(policy.Decide));
    }

    [Fact]
    public void The_rate_is_that_of_the_last_minute_and_gives_the_time_left()
    {
        var pace = new ReplayPace(10_000, _time);
        pace.Add(0);
        Assert.Equal((0L, null, null), (pace.Done, pace.PerSecond, pace.Left));
        Look(TimeSpan.FromSeconds(30), 3_000);
        Assert.Equal((100.0, TimeSpan.FromSeconds(70)), (pace.PerSecond, pace.Left));
        Look(TimeSpan.FromSeconds(60), 3_600);
        Assert.Equal((10.0, TimeSpan.FromSeconds(640)), (pace.PerSecond, pace.Left));
        Look(TimeSpan.FromSeconds(61), 3_600);
        Assert.Null(pace.Left);

        void Look(TimeSpan after, long done)
        {
            _time.Advance(after);
            pace.Add(done);
        }
    }

    [Theory]
    [InlineData(90, "90 s")]
    [InlineData(140, "2 min")]
    [InlineData(7_500, "2 h 5 min")]
    [InlineData(200_000, "2 d 7 h")]
    public void A_duration_has_two_figures_at_most(int seconds, string words) =>
        Assert.Equal(words, ReplayWatch.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_worker_waits_for_a_person_and_for_another_group_alike()
    {
        var intake = new IntakeSwitch(_time) { YieldsTo = "live" };
        Assert.Equal((true, null), (intake.Paused, intake.PausedFor));
        intake.Pause();
        intake.YieldsTo = null;
        Assert.True(intake.Paused);
        intake.Resume();
        Assert.False(intake.Paused);
    }
}
