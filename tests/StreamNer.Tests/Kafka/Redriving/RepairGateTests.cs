using StreamNer.Kafka;
using StreamNer.Kafka.Redriving;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Kafka.Redriving;

/// <summary>When degraded records may be repaired beside the live stream.</summary>
public sealed class RepairGateTests
{
    private static readonly RepairSigns s_calm = new(Leads: true, ModelAnswers: true, Busy: false, LagSeconds: 0);
    private readonly FakeClock _time = new();
    private readonly RepairGate _gate;

    public RepairGateTests() => _gate = new RepairGate(new RepairOptions { MaxLagSeconds = 4, SettleSeconds = 30 }, _time);

    private bool After(double seconds, RepairSigns signs)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return _gate.Decide(signs);
    }

    [Fact]
    public void It_opens_once_the_model_has_answered_and_lag_has_been_low_for_the_time_asked_for()
    {
        Assert.False(After(0, s_calm));
        Assert.False(After(29, s_calm with { LagSeconds = 3.9 }));
        Assert.True(After(1, s_calm));
        Assert.False(After(0, s_calm with { ModelAnswers = false }));
        Assert.False(After(29, s_calm));
        Assert.True(After(30, s_calm));
    }

    [Fact]
    public void High_lag_closes_it_until_half_of_that_and_unknown_lag_counts_as_high()
    {
        After(0, s_calm);
        Assert.True(After(30, s_calm));
        Assert.False(After(1, s_calm with { LagSeconds = 4.1 }));
        Assert.False(After(60, s_calm with { LagSeconds = 2.1 }));
        Assert.False(After(1, s_calm with { LagSeconds = 2 }));
        Assert.True(After(30, s_calm with { LagSeconds = 2.1 }));
        Assert.False(After(1, s_calm with { LagSeconds = null }));
        Assert.False(After(1, s_calm));
        Assert.True(After(30, s_calm));
    }

    [Theory]
    [InlineData(0, null, 0)]
    [InlineData(2, "tries=2", 2)]
    public void Lives_that_ended_are_noted_beside_the_position(int tries, string? note, int read)
    {
        Assert.Equal(note, RepairPositions.Note(tries));
        Assert.Equal(read, RepairPositions.TriesOf(note));
    }

    [Theory]
    [InlineData("tries=")]
    [InlineData("tries=-1")]
    [InlineData("tries=x")]
    [InlineData("somebody else's")]
    public void A_note_of_somebody_else_is_no_count(string note) => Assert.Equal(0, RepairPositions.TriesOf(note));
}
