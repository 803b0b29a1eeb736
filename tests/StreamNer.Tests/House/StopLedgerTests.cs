using StreamNer.Load;

namespace StreamNer.Tests.House;

/// <summary>The judge of the stops must find each kind of fault, or its verdict means nothing.</summary>
public sealed class StopLedgerTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);
    private static readonly PlannedStop s_term = new(1, StopMode.ExactlyOnce, BrokerFault.None, PlannedStop.Terminate, true, 0, 0);

    private static StopResult Ended(int code, PlannedStop? stop = null) => new(stop ?? s_term, code, TimeSpan.FromSeconds(1), false, null, false);

    [Fact]
    public void Drained_and_given_up_stops_are_right()
    {
        Assert.Null(StopLedger.Fault(Ended(0), s_limit));
        Assert.Null(StopLedger.Fault(Ended(143), s_limit));
        Assert.Null(StopLedger.Fault(Ended(130, s_term with { Signal = PlannedStop.Interrupt }), s_limit));
        Assert.Null(StopLedger.Fault(Ended(1, s_term with { Fault = BrokerFault.Dead }), s_limit));
    }

    [Theory]
    [InlineData(134, "native death by signal 6")]
    [InlineData(139, "native death by signal 11")]
    [InlineData(-1, "hung")]
    [InlineData(1, "exit code 1")]
    [InlineData(2, "exit code 2")]
    [InlineData(130, "exit code 130")]
    public void Other_ends_are_not(int code, string fault) =>
        Assert.Contains(fault, StopLedger.Fault(Ended(code), s_limit), StringComparison.Ordinal);

    [Fact]
    public void A_complaint_of_the_allocator_half_a_line_and_a_slow_end_are_faults()
    {
        Assert.Contains("double free", StopLedger.Fault(Ended(0) with { Heap = "double free or corruption" }, s_limit), StringComparison.Ordinal);
        Assert.Contains("whole line", StopLedger.Fault(Ended(0) with { BrokenOutput = true }, s_limit), StringComparison.Ordinal);
        Assert.Contains("10.1 s", StopLedger.Fault(Ended(0) with { Took = TimeSpan.FromSeconds(10.1) }, s_limit), StringComparison.Ordinal);
        Assert.Contains("exit code 143", StopLedger.Fault(Ended(143) with { EndedBefore = true }, s_limit), StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_counts_by_program_fault_and_signal()
    {
        var report = StopLedger.Markdown([Ended(0), Ended(143), Ended(139)], s_limit);
        Assert.Contains("| run, exactly-once | alive | SIGTERM | 3 | 0: 1, 139: 1, 143: 1 | 1.0 | 1.0 | 1 |", report, StringComparison.Ordinal);
        Assert.Contains("3 stops, 0 with a broker fault, 0 ended before their signal, 1 faults.", report, StringComparison.Ordinal);
        Assert.Contains("native death by signal 11", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_seed_makes_a_plan_that_holds_every_program_fault_and_signal()
    {
        var plan = StopPlan.Make(7, 200);
        Assert.Equal(plan, StopPlan.Make(7, 200));
        Assert.NotEqual(plan, StopPlan.Make(8, 200));
        Assert.Equal(4, plan.Select(stop => stop.Mode).Distinct().Count());
        Assert.Equal(4, plan.Select(stop => stop.Fault).Distinct().Count());
        Assert.Equal(2, plan.Select(stop => stop.Signal).Distinct().Count());
        Assert.All(plan, stop => Assert.True(stop.IsRun || stop.Fault == BrokerFault.None));
    }
}
