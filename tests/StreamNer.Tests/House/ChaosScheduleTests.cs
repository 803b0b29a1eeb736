extern alias chaos;

using chaos::StreamNer.Chaos.Checking;
using chaos::StreamNer.Chaos.Faults;
using chaos::StreamNer.Chaos.Load;
using chaos::StreamNer.Chaos.Reporting;

namespace StreamNer.Tests.House;

/// <summary>What the chaos program does by seed, and how it reads recovery times.</summary>
public sealed class ChaosScheduleTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_seed_gives_one_schedule_and_another_seed_another()
    {
        static IEnumerable<(double, string, int)> Lane(int seed) =>
            Schedule.Lane(FaultTable.All, 6, seed).Take(100).Select(planned => (planned.Gap.TotalSeconds, planned.Fault.Name, planned.Seed));
        Assert.Equal(Lane(7), Lane(7));
        Assert.NotEqual(Lane(7), Lane(8));
    }

    [Fact]
    public void Every_fault_comes_as_often_as_it_weighs_before_any_comes_again()
    {
        var bag = FaultTable.All.Sum(fault => fault.Weight);
        var drawn = Schedule.Lane(FaultTable.All, 6, 3).Take(bag).CountBy(planned => planned.Fault).ToDictionary();
        Assert.All(FaultTable.All, fault => Assert.Equal(fault.Weight, drawn.GetValueOrDefault(fault)));
    }

    [Fact]
    public void A_seed_gives_one_load()
    {
        var (one, two) = (new RecordMaker(5), new RecordMaker(5));
        for (var i = 0; i < 500; i++) Assert.Equal(one.Next().Value, two.Next().Value);
    }

    [Fact]
    public void Recovery_is_from_the_heal_to_the_first_window_at_nine_tenths_of_the_rate_before()
    {
        // 100 records a second; nothing from 20 s to 30 s; 50 a second up to 35 s; then as before. Healed at 28 s.
        var arrived = 0;
        var history = new List<Progress>();
        for (var second = 0; second <= 50; second++)
        {
            history.Add(new(s_start.AddSeconds(second), arrived, arrived, arrived, arrived, 0));
            arrived += second is >= 20 and < 30 ? 0 : second is >= 30 and < 35 ? 50 : 100;
        }

        var fault = new FaultRecord("kill", FaultSort.Process, 1, "w0", s_start.AddSeconds(20), s_start.AddSeconds(28));
        var time = Recovery.Of(fault, history, sent: 100);
        Assert.Equal(100, time.Before);
        Assert.Equal(7, time.Seconds);
        Assert.Null(Recovery.Of(fault, [.. history.Take(34)], sent: 100).Seconds);
        // What came before was a backlog: of 50 sent a second, 50 a second are all there is to come back to.
        Assert.Equal(new RecoveryTime(50, 2), Recovery.Of(fault, history, sent: 50));
    }
}
