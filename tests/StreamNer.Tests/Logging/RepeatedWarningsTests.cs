using StreamNer.Diagnostics;
using StreamNer.Logging;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Logging;

public sealed class RepeatedWarningsTests
{
    private readonly FakeClock _clock = new();
    private readonly RepeatedWarnings _repeated;

    public RepeatedWarningsTests() => _repeated = new RepeatedWarnings(_clock);

    private bool Admits(string name, string code, string message = "m", Severity severity = Severity.Warning) =>
        _repeated.Admits(new LogEvent(severity, name, message) { Fields = [("code", code), ("broker", 1)] });

    [Fact]
    public void The_first_is_written_and_the_others_become_one_line_after_thirty_seconds()
    {
        Assert.True(Admits("kafka.consumer", "AllBrokersDown", "first"));
        for (var i = 0; i < 14; i++) Assert.False(Admits("kafka.consumer", "AllBrokersDown", $"again {i}"));
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(_repeated.TakeSummaries());
        _clock.Advance(TimeSpan.FromSeconds(1));
        var summary = Assert.Single(_repeated.TakeSummaries());
        Assert.Equal((Severity.Warning, "kafka.consumer", "again 13 (repeated 14 times in 30 s)"), (summary.Severity, summary.Name, summary.Message));
        Assert.Equal([("code", "AllBrokersDown"), ("broker", 1), ("repeated", 14), ("within_seconds", 30.0)], summary.Fields);
        Assert.Empty(_repeated.TakeSummaries());
    }

    [Fact]
    public void A_storm_that_goes_on_stays_summarised_and_a_quiet_window_ends_it()
    {
        Assert.True(Admits("kafka.retry", "x"));
        for (var window = 0; window < 3; window++)
        {
            Assert.False(Admits("kafka.retry", "x"));
            _clock.Advance(RepeatedWarnings.Window);
            Assert.Equal("m (repeated 1 time in 30 s)", Assert.Single(_repeated.TakeSummaries()).Message);
        }

        _clock.Advance(RepeatedWarnings.Window);
        Assert.Empty(_repeated.TakeSummaries());
        Assert.True(Admits("kafka.retry", "x"));
    }

    [Fact]
    public void Other_codes_events_and_severities_are_not_held_back()
    {
        Assert.True(Admits("kafka.consumer", "a"));
        Assert.True(Admits("kafka.consumer", "b"));
        Assert.True(Admits("kafka.producer", "a"));
        Assert.False(Admits("kafka.producer", "a"));
        foreach (var severity in (Severity[])[Severity.Info, Severity.Error])
        {
            Assert.True(Admits("kafka.consumer", "a", severity: severity));
            Assert.True(Admits("kafka.consumer", "a", severity: severity));
        }
    }

    [Fact]
    public void A_warning_after_a_quiet_window_is_written_though_nobody_has_asked_since()
    {
        Assert.True(Admits("e", "c"));
        _clock.Advance(RepeatedWarnings.Window);
        Assert.True(Admits("e", "c"));
    }

    [Fact]
    public void At_the_end_nothing_that_was_held_back_is_lost()
    {
        Assert.True(Admits("e", "c"));
        Assert.False(Admits("e", "c"));
        _clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal("m (repeated 1 time in 7 s)", Assert.Single(_repeated.TakeSummaries(all: true)).Message);
    }
}
