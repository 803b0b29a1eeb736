using StreamNer.Flow;
using StreamNer.Kafka.Reading;

namespace StreamNer.Tests.Flow;

public sealed class HeartbeatTests
{
    private readonly FakeClock _clock = new();

    private void Pass(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void A_beat_is_owed_only_while_something_is_under_way()
    {
        var heart = new Heartbeat(_clock);
        Pass(100);
        Assert.Equal(TimeSpan.Zero, heart.Overdue);
        heart.Begin();
        Assert.Equal(TimeSpan.Zero, heart.Overdue);
        Pass(7);
        Assert.Equal(TimeSpan.FromSeconds(7), heart.Overdue);
        heart.Beat();
        Pass(1);
        Assert.Equal(TimeSpan.FromSeconds(1), heart.Overdue);
        heart.End();
        Pass(100);
        Assert.Equal(TimeSpan.Zero, heart.Overdue);
    }

    [Fact]
    public void A_call_of_known_length_owes_its_beat_later()
    {
        var heart = new Heartbeat(_clock);
        heart.Begin();
        heart.Beat(TimeSpan.FromSeconds(30));
        Pass(30);
        Assert.Equal(TimeSpan.Zero, heart.Overdue);
        Pass(4);
        Assert.Equal(TimeSpan.FromSeconds(4), heart.Overdue);
    }

    [Fact]
    public void One_that_is_stuck_among_others_shows_once_they_are_done()
    {
        var heart = new Heartbeat(_clock);
        heart.Begin();
        heart.Begin();
        Pass(5);
        heart.End();
        Pass(60);
        Assert.Equal(TimeSpan.FromSeconds(60), heart.Overdue);
    }

    [Fact]
    public void Two_failures_in_a_row_count_for_half_a_minute_or_until_a_success()
    {
        var setbacks = new Setbacks(_clock);
        setbacks.Failed("first");
        Assert.Null(setbacks.Reason);
        setbacks.Failed("second");
        Assert.Equal("second", setbacks.Reason);
        setbacks.Succeeded();
        Assert.Null(setbacks.Reason);
        setbacks.Failed("third");
        setbacks.Failed("fourth");
        Pass(29);
        Assert.Equal("fourth", setbacks.Reason);
        Pass(1);
        Assert.Null(setbacks.Reason);
    }

    [Fact]
    public void A_contact_is_lost_after_its_limit_and_made_again_by_an_answer()
    {
        var contact = new Contact(TimeSpan.FromSeconds(7), _clock);
        Pass(7);
        Assert.False(contact.IsLost);
        Pass(1);
        Assert.True(contact.IsLost);
        Assert.Equal(TimeSpan.FromSeconds(8), contact.Silence);
        contact.Answered();
        Assert.False(contact.IsLost);
    }
}
