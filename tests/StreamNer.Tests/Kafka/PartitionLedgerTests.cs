using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Kafka;

public sealed class PartitionLedgerTests
{
    private static readonly (string, int)[] s_zero = [("raw", 0)];
    private readonly PartitionLedger _ledger = new();

    [Fact]
    public void A_new_assignment_has_a_higher_epoch_and_ends_the_old_one()
    {
        var first = At(_ledger.Assign("raw", 0));
        var second = At(_ledger.Assign("raw", 0));
        Assert.True(second.Epoch > first.Epoch);
        Assert.False(_ledger.Holds(first));
        Assert.True(_ledger.Holds(second));
    }

    [Fact]
    public void A_rewind_goes_to_the_first_uncommitted_offset_and_what_is_under_way_no_longer_counts()
    {
        var at = Assigned(from: 5);
        var batch = _ledger.Dispatch(Batch(at, 5, 6, 7))!;
        _ledger.Commit(at, new NextOffset(7));
        _ledger.RewindTo(at);
        Assert.False(_ledger.Holds(at));
        var rewind = Assert.Single(_ledger.TakeRewinds());
        Assert.Equal(("raw", 0, 7L), (rewind.Topic, rewind.Partition, rewind.Offset));
        Assert.Null(_ledger.Dispatch(batch));
        Assert.True(_ledger.Holds(At(rewind.Epoch)));
        Assert.Empty(_ledger.TakeRewinds());
    }

    [Fact]
    public void A_rewind_before_any_commit_goes_to_the_first_record_read()
    {
        var at = Assigned(from: 42);
        _ledger.Dispatch(Batch(at, 42, 43));
        _ledger.RewindTo(at);
        Assert.Equal(42, Assert.Single(_ledger.TakeRewinds()).Offset);
    }

    [Fact]
    public void A_rewind_to_the_brokers_offset_takes_that_and_one_of_an_ended_epoch_does_nothing()
    {
        var at = Assigned(from: 0);
        _ledger.RewindTo(at, 30);
        _ledger.RewindTo(at, 99);
        Assert.Equal(30, Assert.Single(_ledger.TakeRewinds()).Offset);
    }

    [Fact]
    public void Of_two_rewinds_before_the_poll_thread_looks_the_later_wins()
    {
        _ledger.RewindTo(Assigned(from: 0), 30);
        _ledger.RewindTo(At(2), 40);
        Assert.Equal(40, Assert.Single(_ledger.TakeRewinds()).Offset);
    }

    [Fact]
    public void Commits_never_go_backwards_and_never_touch_an_epoch_that_is_over()
    {
        var at = Assigned(from: 0);
        _ledger.Commit(at, new NextOffset(8));
        Assert.Throws<InvalidOperationException>(() => _ledger.Commit(at, new NextOffset(3)));
        _ledger.Lose(s_zero);
        _ledger.Commit(at, new NextOffset(3));
        var later = Assigned(from: 2);
        Assert.Equal((-1, 2), (Assert.Single(_ledger.View()).Committed, _ledger.View()[0].First));
        Assert.True(_ledger.Holds(later));
    }

    [Fact]
    public async Task Release_waits_for_what_is_under_way_and_refuses_more()
    {
        var at = Assigned(from: 0);
        _ledger.Dispatch(Batch(at, 0, 1));
        var release = Task.Run(() => _ledger.Release(s_zero, TimeSpan.FromSeconds(20)));
        await Some.Until(() => _ledger.Releasing, "the release has begun");
        Assert.True(_ledger.Holds(at));
        Assert.Null(_ledger.Dispatch(Batch(at, 2)));
        Assert.False(release.IsCompleted);
        _ledger.Commit(at, new NextOffset(2));
        Assert.True(await release);
        Assert.False(_ledger.Holds(at));
        Assert.False(_ledger.Releasing);
    }

    [Fact]
    public void Release_gives_up_after_its_limit_and_when_the_writer_is_gone()
    {
        var at = Assigned(from: 0);
        _ledger.Dispatch(Batch(at, 0));
        Assert.False(_ledger.Release(s_zero, TimeSpan.FromMilliseconds(1)));
        Assert.False(_ledger.Holds(at));

        var other = Assigned(from: 0);
        _ledger.Dispatch(Batch(other, 0));
        _ledger.Close();
        Assert.False(_ledger.Release(s_zero, TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void A_batch_loses_the_records_of_partitions_that_are_gone_and_keeps_the_rest()
    {
        var zero = Assigned(from: 0);
        var one = new PartitionEpoch("raw", 1, _ledger.Assign("raw", 1));
        var batch =
            new MicroBatch(3, [Some.Record(0, 0, epoch: zero.Epoch), Some.Record(0, 1, epoch: one.Epoch), Some.Record(1, 0, epoch: zero.Epoch)]);
        _ledger.Lose(s_zero);
        var left = _ledger.Dispatch(batch)!;
        Assert.Equal(one, Assert.Single(left.Next).Key);
        Assert.Single(left.Records);
    }

    [Fact]
    public void It_is_idle_only_when_everything_dispatched_is_committed_and_no_rewind_waits()
    {
        var at = Assigned(from: 0);
        Assert.True(_ledger.AllIdle());
        _ledger.Dispatch(Batch(at, 0, 1));
        Assert.False(_ledger.AllIdle());
        _ledger.RewindTo(at);
        Assert.False(_ledger.AllIdle());
        _ledger.TakeRewinds();
        Assert.True(_ledger.AllIdle());
    }

    [Fact]
    public void A_deferred_partition_is_read_again_after_pauses_that_grow_until_its_record_is_committed()
    {
        var at = Assigned(from: 5);
        _ledger.Dispatch(Batch(at, 5, 6, 7));
        _ledger.Commit(at, new NextOffset(6));
        var pauses = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            _ledger.Defer(at, 6);
            Assert.False(_ledger.Holds(at));
            var rewind = Assert.Single(_ledger.TakeRewinds());
            Assert.Equal(6, rewind.Offset);
            pauses.Add(rewind.Pause.TotalMilliseconds);
            at = At(rewind.Epoch);
        }

        Assert.Equal([200.0, 400, 800], pauses);
        Assert.Equal(1, _ledger.Deferred);
        _ledger.Commit(at, new NextOffset(7));
        Assert.Equal(0, _ledger.Deferred);
        _ledger.Defer(at, 7);
        Assert.Equal(200, Assert.Single(_ledger.TakeRewinds()).Pause.TotalMilliseconds);
        _ledger.Defer(at, 7);
        Assert.Empty(_ledger.TakeRewinds());
    }

    [Fact]
    public async Task A_hand_over_is_told_as_it_begins()
    {
        var at = Assigned(from: 0);
        _ledger.Dispatch(Batch(at, 0));
        var begins = _ledger.ReleaseBegins;
        var release = Task.Run(() => _ledger.Release(s_zero, TimeSpan.FromMinutes(10)));
        await begins.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(_ledger.ReleaseBegins.IsCompleted);
        _ledger.Commit(at, new NextOffset(1));
        Assert.True(await release);
    }

    [Fact]
    public void A_group_without_a_position_gets_the_one_where_reading_begins()
    {
        var at = At(_ledger.Assign("raw", 0));
        Assert.Empty(_ledger.Positions(ends: true));
        _ledger.Begin(at, 5, committed: -1);
        Assert.Equal((at, 5L), Only(_ledger.Positions(ends: false)));
        _ledger.Commit(at, new NextOffset(5));
        Assert.Empty(_ledger.Positions(ends: false));
        _ledger.Begin(at = At(_ledger.Assign("raw", 0)), 5, committed: 5);
        Assert.Empty(_ledger.Positions(ends: true));
    }

    [Fact]
    public void An_end_is_a_position_when_all_that_was_read_before_it_is_committed()
    {
        var at = Assigned(from: 0);
        _ledger.Dispatch(Batch(at, 0, 1));
        _ledger.ReachedEnd("raw", 0, 3, 2);
        Assert.Empty(_ledger.Positions(ends: true));
        _ledger.Commit(at, new NextOffset(1));
        Assert.Empty(_ledger.Positions(ends: true));
        _ledger.Commit(at, new NextOffset(2));
        Assert.Empty(_ledger.Positions(ends: false));
        Assert.Equal((at, 3L), Only(_ledger.Positions(ends: true)));

        // Records behind the end are no obstacle.
        _ledger.Dispatch(Batch(at, 3));
        Assert.Equal((at, 3L), Only(_ledger.Positions(ends: true)));
        _ledger.Commit(at, new NextOffset(4));
        Assert.Empty(_ledger.Positions(ends: true));
    }

    [Fact]
    public void The_end_of_a_partition_that_has_no_records_is_a_position_unless_the_group_has_it()
    {
        var at = At(_ledger.Assign("raw", 0));
        _ledger.Begin(at, 7, committed: 7);
        _ledger.ReachedEnd("raw", 0, 7, -1);
        Assert.Empty(_ledger.Positions(ends: true));
        _ledger.ReachedEnd("raw", 0, 9, -1);
        Assert.Equal((at, 9L), Only(_ledger.Positions(ends: true)));
        _ledger.Lose(s_zero);
        Assert.Empty(_ledger.Positions(ends: true));
    }

    [Fact]
    public void A_partition_whose_topic_is_another_one_begins_anew_and_forgets_what_was_committed()
    {
        var at = Assigned(from: 0);
        _ledger.Dispatch(Batch(at, 0, 1));
        _ledger.Commit(at, new NextOffset(2));
        _ledger.RewindTo(at);
        _ledger.Restart("raw", 0, 0);
        Assert.False(_ledger.Holds(at));
        var rewind = Assert.Single(_ledger.TakeRewinds());
        Assert.Equal((0L, true), (rewind.Offset, rewind.Anew));
        Assert.Equal((At(rewind.Epoch), 0L), Only(_ledger.Positions(ends: false)));
        _ledger.Commit(At(rewind.Epoch), new NextOffset(1));
        Assert.Equal([new PartitionView("raw", 0, 1, 0, -1, -1)], _ledger.View());
    }

    private static (PartitionEpoch, long) Only(Dictionary<PartitionEpoch, long> positions)
    {
        var (at, offset) = Assert.Single(positions);
        return (at, offset);
    }

    private PartitionEpoch Assigned(long from)
    {
        var at = At(_ledger.Assign("raw", 0));
        _ledger.Begin(at, from);
        return at;
    }

    private static PartitionEpoch At(int epoch) => new("raw", 0, epoch);

    private static MicroBatch Batch(PartitionEpoch at, params long[] offsets) =>
        new(0, [.. offsets.Select(o => Some.Record(o, at.Partition, epoch: at.Epoch))]);

    [Fact]
    public void What_is_seen_of_a_partition_begins_anew_with_each_assignment()
    {
        var at = new PartitionEpoch("raw", 0, _ledger.Assign("raw", 0));
        Assert.Equal([new PartitionView("raw", 0, -1, -1, -1, -1)], _ledger.View());
        _ledger.Begin(at, 3);
        _ledger.ReachedEnd("raw", 0, 9, 7);
        _ledger.Commit(at, new NextOffset(7));
        Assert.Equal([new PartitionView("raw", 0, 7, 3, 9, 7)], _ledger.View());
        _ledger.Lose([("raw", 0)]);
        Assert.Empty(_ledger.View());
        _ledger.Assign("raw", 0);
        Assert.Equal([new PartitionView("raw", 0, -1, -1, -1, -1)], _ledger.View());
    }
}
