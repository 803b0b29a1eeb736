using StreamNer.Degraded;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Degraded;

public sealed class DegradePolicyTests
{
    private readonly FakeClock _clock = new();
    private readonly DegradePolicy _policy;

    public DegradePolicyTests() => _policy = new DegradePolicy(new DegradeOptions { AfterSeconds = 10, RetrySeconds = 5 }, _clock);

    private void Wait(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void While_the_model_answers_every_batch_asks_it()
    {
        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(_policy.TakeTurn()));
        Assert.Equal(ModelChange.None, _policy.Answered());
        Assert.False(_policy.RulesOnly);
    }

    [Fact]
    public void It_is_given_up_only_after_it_has_failed_for_the_whole_time()
    {
        Assert.Equal(ModelChange.Down, _policy.Failed());
        Wait(9.999);
        Assert.Equal(ModelChange.None, _policy.Failed());
        Assert.False(_policy.RulesOnly);
        Assert.True(_policy.TakeTurn());
        Wait(0.001);
        Assert.Equal(ModelChange.GivenUp, _policy.Failed());
        Assert.True(_policy.RulesOnly);
    }

    [Fact]
    public void An_answer_in_between_starts_the_time_anew()
    {
        _policy.Failed();
        Wait(9);
        Assert.Equal(ModelChange.Recovered, _policy.Answered());
        Assert.Equal(ModelChange.Down, _policy.Failed());
        Wait(9);
        Assert.Equal(ModelChange.None, _policy.Failed());
        Assert.False(_policy.RulesOnly);
    }

    [Fact]
    public void While_it_is_given_up_one_batch_an_interval_asks_it()
    {
        GiveUp();
        Assert.False(_policy.TakeTurn());
        Wait(4.999);
        Assert.False(_policy.TakeTurn());
        Wait(0.001);
        Assert.True(_policy.TakeTurn());
        Assert.False(_policy.TakeTurn());
        Assert.Equal(ModelChange.None, _policy.Failed());
        Wait(5);
        Assert.True(_policy.TakeTurn());
    }

    [Fact]
    public void One_answer_brings_it_back_and_giving_up_takes_the_whole_time_again()
    {
        GiveUp();
        Wait(5);
        Assert.True(_policy.TakeTurn());
        Assert.Equal(ModelChange.Recovered, _policy.Answered());
        Assert.False(_policy.RulesOnly);
        Assert.Equal(ModelChange.Down, _policy.Failed());
        Assert.False(_policy.RulesOnly);
    }

    [Fact]
    public void With_no_time_at_all_the_first_failure_gives_it_up()
    {
        var policy = new DegradePolicy(new DegradeOptions { AfterSeconds = 0 }, _clock);
        Assert.Equal(ModelChange.GivenUp, policy.Failed());
    }

    [Fact]
    public void Of_many_callers_at_once_one_has_the_turn()
    {
        GiveUp();
        Wait(5);
        var turns = 0;
        Parallel.For(0, 64, _ =>
        {
            if (_policy.TakeTurn()) Interlocked.Increment(ref turns);
        });
        Assert.Equal(1, turns);
    }

    private void GiveUp()
    {
        _policy.Failed();
        Wait(10);
        _policy.Failed();
        Assert.True(_policy.RulesOnly);
    }
}
