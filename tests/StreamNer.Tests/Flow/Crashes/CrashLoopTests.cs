using StreamNer.Flow.Crashes;

namespace StreamNer.Tests.Flow.Crashes;

/// <summary>The table of <c>docs/adr/0006-crash-loops.md</c>, and its promise: a killing from outside convicts nobody.</summary>
public sealed class CrashLoopTests
{
    private static readonly RecordPlace s_place = new("raw", 0, 100);
    private static readonly OffsetRange s_flying = new("raw", 0, 100, 200);

    [Theory]
    [InlineData(LifeEnd.Orderly)]
    [InlineData(LifeEnd.AskedToStop)]
    internal void An_end_that_was_no_death_changes_no_count(LifeEnd end)
    {
        var last = Careful(strikes: 2) with { End = end, OnTrial = new Trial(s_place) };
        var begun = Begin(last);
        Assert.Equal((last.Struck, last.Stuck, last.Suspects), (begun.Struck, begun.Stuck, begun.Suspects));
        Assert.Equal((LifeEnd.Running, null, 0), (begun.End, begun.OnTrial, begun.InFlight.Count));
    }

    [Fact]
    public void Three_deaths_at_one_offset_make_suspects_of_all_that_was_in_flight()
    {
        var state = new CrashState();
        foreach (var last in (long[])[150, 120, 200])
        {
            Assert.Empty(state.Suspects);
            state = Begin(Died(state, s_flying with { Last = last }));
        }

        Assert.Equal(s_flying with { Deaths = 3 }, Assert.Single(state.Suspects));
    }

    [Fact]
    public void A_commit_between_two_deaths_begins_the_count_anew()
    {
        var state = new CrashState();
        for (var i = 0; i < 10; i++)
        {
            state = Begin(Died(state, s_flying with { First = 100 + (i / 2) }));
            Assert.Empty(state.Suspects);
        }
    }

    [Fact]
    public void A_death_with_nothing_in_flight_begins_the_count_anew()
    {
        var state = Begin(Died(Begin(Died(new CrashState(), s_flying)), s_flying));
        state = Begin(Died(Begin(Died(state)), s_flying));
        Assert.Empty(state.Suspects);
        Assert.NotEmpty(Begin(Died(Begin(Died(state, s_flying)), s_flying)).Suspects);
    }

    [Fact]
    public void Three_strikes_in_a_row_and_no_fewer_convict()
    {
        var state = Careful(strikes: 0);
        for (var i = 1; i <= 3; i++)
        {
            state = Begin(state with { InFlight = [s_flying], OnTrial = new Trial(s_place) });
            Assert.Equal(new Strikes(s_place, i), state.Struck);
        }
    }

    [Fact]
    public void Another_record_on_trial_begins_at_one() =>
        Assert.Equal(1, Begin(Careful(strikes: 2) with { OnTrial = new Trial(s_place with { Offset = 101 }) }).Struck!.Count);

    [Fact]
    public void A_death_elsewhere_acquits_and_keeps_the_suspects()
    {
        var begun = Begin(Careful(strikes: 2));
        Assert.Null(begun.Struck);
        Assert.NotEmpty(begun.Suspects);
    }

    [Fact]
    public void A_death_in_the_control_takes_everything_back()
    {
        var begun = Begin(Careful(strikes: 2) with { InControl = true });
        Assert.Equal((null, 0, 0), (begun.Struck, begun.Suspects.Count, begun.Stuck.Count));
    }

    [Fact]
    public void A_kill_for_want_of_memory_takes_everything_back()
    {
        var begun = CrashLoop.Begin(Careful(strikes: 2) with { OnTrial = new Trial(s_place), OomKills = 3 }, oomKills: 4, controlRange: 20);
        Assert.Equal((null, 0, 0), (begun.Struck, begun.Suspects.Count, begun.Stuck.Count));
    }

    [Theory]
    [InlineData(0.01, true)]
    [InlineData(0.2, false)]
    public void Short_memory_or_a_long_trial_is_no_evidence(double seconds, bool shortOfMemory)
    {
        var begun = Begin(Careful(strikes: 2) with { OnTrial = new Trial(s_place, seconds, shortOfMemory) });
        Assert.Null(begun.Struck);
        Assert.True(begun.ControlRange * CrashLoop.LongestTrial >= seconds);
    }

    [Fact]
    public void What_the_watchdog_ended_is_evidence_however_long_it_took() =>
        Assert.Equal(3, Begin(Careful(strikes: 2) with { End = LifeEnd.Hung, OnTrial = new Trial(s_place, 120) }).Struck!.Count);

    [Fact]
    public void A_record_that_ends_the_process_is_found_after_six_deaths_and_no_other_is()
    {
        var world = new CrashWorld(seed: 1, poison: 13);
        while (world.Committed < 40) world.Live();
        Assert.Equal([13L], world.DeadLetters);
        Assert.Equal(6, world.Deaths);
    }

    /// <summary>Kills at random moments, at one moment after each start, and as soon as something is in flight.</summary>
    [Theory]
    [InlineData("random", 0.3)]
    [InlineData("random", 2)]
    [InlineData("random", 8)]
    [InlineData("random", 30)]
    [InlineData("fixed", 5)]
    [InlineData("fixed", 12)]
    [InlineData("fixed", 21)]
    [InlineData("in flight", 0.002)]
    public void Killing_from_outside_convicts_no_healthy_record(string how, double seconds)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var world = new CrashWorld(seed);
            for (var life = 0; life < 500; life++) world.Live(how switch
            {
                "random" => -seconds * Math.Log(1 - world.Random.NextDouble()),
                "fixed" => seconds,
                _ => CrashWorld.Boot + seconds,
            });
            Assert.Empty(world.DeadLetters);
            Assert.True(world.Deaths > 50, "the killer kills");
        }
    }

    [Fact]
    public void Among_kills_from_outside_the_guilty_record_is_found_and_no_other()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var world = new CrashWorld(seed, poison: 137);
            for (var life = 0; life < 4_000 && world.DeadLetters.Count == 0; life++) world.Live(-60 * Math.Log(1 - world.Random.NextDouble()));
            Assert.Equal([137L], world.DeadLetters);
        }
    }

    private static CrashState Begin(CrashState last) => CrashLoop.Begin(last, 0, 20);

    private static CrashState Died(CrashState state, params OffsetRange[] inFlight) => state with { End = LifeEnd.Running, InFlight = inFlight };

    private static CrashState Careful(int strikes) => new()
    {
        End = LifeEnd.Running,
        ControlRange = 20,
        InFlight = [s_flying],
        Stuck = [s_flying with { Deaths = 3 }],
        Suspects = [s_flying],
        Struck = strikes == 0 ? null : new Strikes(s_place, strikes),
    };
}
