using StreamNer.Flow;
using StreamNer.Kafka.Reading;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Kafka.Reading;

public sealed class IntakeTests
{
    private readonly FakeClock _clock = new();
    private readonly IntakePolicy _policy;

    public IntakeTests() => _policy = new IntakePolicy(_clock);

    [Fact]
    public void A_queue_that_is_full_for_less_than_a_second_is_waited_for_and_nothing_is_paused()
    {
        Assert.Equal(Intake.Open, Decide());
        Assert.Equal(Intake.Hold, Decide(full: true));
        _clock.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(Intake.Hold, Decide(full: true));
        Assert.Equal(Intake.Open, Decide());
        _clock.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(Intake.Hold, Decide(full: true));
    }

    [Fact]
    public void A_queue_that_stays_full_shuts_the_input_until_it_is_half_empty()
    {
        Decide(full: true);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Intake.Shut, Decide(full: true));
        Assert.Equal(Intake.Shut, Decide());
        Assert.Equal(Intake.Open, Decide(room: true));
    }

    [Fact]
    public void When_intake_is_over_it_is_shut_for_good()
    {
        Assert.Equal(Intake.Shut, Decide(room: true, over: true));
        Assert.Equal(Intake.Shut, Decide(room: true, over: true));
    }

    [Fact]
    public async Task Batches_that_are_worked_on_count_towards_the_bytes_and_not_towards_the_number()
    {
        var ready = new ReadyBatches(4, new ByteBudget(100));
        ready.Add(Batch(40));
        ready.Add(Batch(40));
        Assert.False(ready.IsFull);
        ready.Add(Batch(40));
        Assert.True(ready.IsFull);
        for (var i = 0; i < 3; i++) await ready.Take(CancellationToken.None);
        Assert.Equal((0, 120L), (ready.Count, ready.InFlight.Used));
        Assert.True(ready.IsFull);
        ready.InFlight.Release(40);
        Assert.Equal((false, false), (ready.IsFull, ready.HasRoom));
        ready.InFlight.Release(40);
        Assert.True(ready.HasRoom);
    }

    [Fact]
    public async Task A_queue_is_full_by_number_and_has_room_at_half_of_it()
    {
        var ready = new ReadyBatches(2, new ByteBudget(long.MaxValue));
        ready.Add(Batch(1));
        Assert.Equal((false, true), (ready.IsFull, ready.HasRoom));
        ready.Add(Batch(1));
        Assert.Equal((true, false), (ready.IsFull, ready.HasRoom));
        await ready.Take(CancellationToken.None);
        Assert.True(ready.HasRoom);
    }

    private static MicroBatch Batch(int bytes) => new(0, [Some.Record(bytes: bytes)]);

    private Intake Decide(bool full = false, bool room = false, bool over = false) => _policy.Decide(full, room, over);
}
