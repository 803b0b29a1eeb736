using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Logging;
using StreamNer.Output;
using StreamNer.Pipeline;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Logging;

public sealed class ProgressLineTests
{
    private readonly FakeClock _clock = new();
    private readonly FlowCounts _counts = new();
    private readonly List<LogEvent> _written = [];
    private readonly ProgressLine _line;

    public ProgressLineTests() => _line = new ProgressLine(_clock);

    private string? After(int seconds, int tombstones, int rejected = 0, Backlog backlog = default)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        for (var i = 0; i < tombstones; i++) _counts.Add(Outcome.Tombstone.Instance);
        for (var i = 0; i < rejected; i++) _counts.Add(new Outcome.Rejected(new Failure(FailureKind.TooLong, FailureStage.Tokenise)));
        _written.Clear();
        _line.Report(_counts, backlog, new EventLog(_written.Add));
        return _written.Count == 0 ? null : Assert.Single(_written).Message;
    }

    [Fact]
    public void It_says_rate_rejections_and_lag_since_the_last_line()
    {
        Assert.Equal("10.0 records/s, 3 rejected; lag 1200 records, 4.2 s", After(30, 297, 3, new Backlog(1_200, 4.2, 0)));
        Assert.Equal("2.0 records/s, 0 rejected; lag 0 records, 0.0 s", After(30, 60));
        Assert.Equal([60L, 0L, 2.0, 360L], _written[0].Fields.Take(4).Select(field => field.Value));
    }

    [Fact]
    public void An_idle_worker_is_silent_and_one_that_is_stuck_is_not()
    {
        Assert.Null(After(30, 0));
        Assert.Equal("0.0 records/s, 0 rejected; lag 5 records, 60.0 s", After(30, 0, backlog: new Backlog(5, 60, 0)));
        Assert.Equal("0.0 records/s, 0 rejected; lag 0 records, 0.0 s (unknown for 2 partitions)", After(30, 0, backlog: new Backlog(0, 0, 2)));
    }
}
