using StreamNer.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Kafka.Reading;

public sealed class LagBookTests
{
    private const long Now = 1_000_000;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(25);
    private readonly FakeClock _clock = new();
    private readonly Dictionary<(string, int), PartitionOffsets> _offsets = [];
    private LagBook _book;

    public LagBookTests()
    {
        _clock.Advance(TimeSpan.FromMilliseconds(Now));
        _book = new LagBook(OffsetReset.Earliest, s_longest, _clock);
    }

    private static PartitionView View(int partition = 0, long committed = -1, long first = -1, long endSeen = -1, long endAfter = -1) =>
        new("raw", partition, committed, first, endSeen, endAfter);

    private void Broker(long committed, long low, long stable, int partition = 0) => _offsets[("raw", partition)] = new(committed, low, stable);

    /// <summary>One look in which no record can be read.</summary>
    private IReadOnlyList<PartitionLag> Look(params PartitionView[] held)
    {
        _book.Open(held, _offsets);
        _book.Close();
        return _book.Lags;
    }

    [Fact]
    public void Lag_runs_from_the_committed_offset_to_the_last_stable_one_and_from_the_first_records_time()
    {
        Broker(committed: 10, low: 0, stable: 30);
        Assert.Equal([new FirstRecordWanted("raw", 0, 10)], _book.Open([View()], _offsets));
        _book.Found("raw", 0, 10, Now - 60_000);
        _book.Close();
        Assert.Equal([new PartitionLag("raw", 0, 20, 60)], _book.Lags);
    }

    [Fact]
    public void What_is_committed_to_the_end_has_no_lag_and_nothing_is_read()
    {
        Broker(committed: 30, low: 0, stable: 30);
        Assert.Empty(_book.Open([View()], _offsets));
        _book.Close();
        Assert.Equal([new PartitionLag("raw", 0, 0, 0)], _book.Lags);
    }

    [Fact]
    public void Our_own_commit_counts_before_the_coordinator_tells_of_it()
    {
        Broker(committed: 10, low: 0, stable: 30);
        Assert.Empty(_book.Open([View(committed: 30)], _offsets));
        Assert.Equal([new PartitionLag("raw", 0, 0, 0)], Look(View(committed: 30)));
    }

    [Fact]
    public void The_first_record_is_read_once_while_the_committed_offset_stays()
    {
        Broker(committed: 10, low: 0, stable: 30);
        _book.Open([View()], _offsets);
        _book.Found("raw", 0, 10, Now - 1_000);
        Broker(committed: 10, low: 0, stable: 500);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(_book.Open([View()], _offsets));
        _book.Close();
        Assert.Equal([new PartitionLag("raw", 0, 490, 6)], _book.Lags);
        Broker(committed: 11, low: 0, stable: 500);
        Assert.Equal([new FirstRecordWanted("raw", 0, 11)], _book.Open([View()], _offsets));
    }

    [Theory]
    [InlineData(7, 23)]
    [InlineData(0, 30)]
    public void A_new_group_lags_from_the_oldest_record(long low, long records)
    {
        Broker(committed: -1, low, stable: 30);
        Assert.Equal([new FirstRecordWanted("raw", 0, low)], _book.Open([View()], _offsets));
        _book.Found("raw", 0, low, Now - 240_000);
        _book.Close();
        Assert.Equal([new PartitionLag("raw", 0, records, 240)], _book.Lags);
    }

    [Theory]
    [InlineData(OffsetReset.Latest)]
    [InlineData(OffsetReset.Error)]
    public void A_new_group_that_does_not_begin_at_the_oldest_record_is_unknown_until_it_has_begun(OffsetReset reset)
    {
        _book = new LagBook(reset, s_longest, _clock);
        Broker(committed: -1, low: 0, stable: 30);
        Assert.Empty(Look(View()));
        Assert.Equal([new PartitionLag("raw", 0, 0, 0)], Look(View(endSeen: 30)));
        Broker(committed: -1, low: 0, stable: 34);
        Assert.Equal([new FirstRecordWanted("raw", 0, 31)], _book.Open([View(first: 31, endSeen: 30)], _offsets));
    }

    [Fact]
    public void A_record_from_the_future_is_zero_seconds_old_and_one_without_time_has_no_age()
    {
        Broker(committed: 10, low: 0, stable: 11);
        Broker(committed: 10, low: 0, stable: 11, partition: 1);
        _book.Open([View(0), View(1)], _offsets);
        _book.Found("raw", 0, 10, Now + 5_000);
        _book.Found("raw", 1, 10, -1);
        _book.Close();
        Assert.Equal([new PartitionLag("raw", 0, 1, 0), new PartitionLag("raw", 1, 1, null)], _book.Lags);
    }

    [Fact]
    public void Control_and_aborted_records_at_the_end_are_no_lag()
    {
        Broker(committed: 10, low: 0, stable: 13);

        // By the consumer's own reading.
        Assert.Equal([new PartitionLag("raw", 0, 0, 0)], Look(View(committed: 10, endSeen: 13, endAfter: 10)));

        // By the reader's.
        _book = new LagBook(OffsetReset.Earliest, s_longest, _clock);
        Assert.Equal([new FirstRecordWanted("raw", 0, 10)], _book.Open([View()], _offsets));
        _book.FoundNothing("raw", 0, 13);
        _book.Close();
        Assert.Equal([new PartitionLag("raw", 0, 0, 0)], _book.Lags);
        Assert.Empty(_book.Open([View()], _offsets));

        // More of them, and a record after those.
        Broker(committed: 10, low: 0, stable: 17);
        Assert.Equal([new FirstRecordWanted("raw", 0, 13)], _book.Open([View()], _offsets));
        _book.Found("raw", 0, 16, Now);
        _book.Close();
        Assert.Equal([new PartitionLag("raw", 0, 1, 0)], _book.Lags);
    }

    [Fact]
    public void Records_that_were_read_and_are_not_committed_are_lag_although_the_end_was_seen()
    {
        Broker(committed: 10, low: 0, stable: 30);
        Assert.Equal([new FirstRecordWanted("raw", 0, 10)], _book.Open([View(committed: 10, first: 10, endSeen: 30, endAfter: 30)], _offsets));
    }

    [Fact]
    public void A_record_that_does_not_come_leaves_the_age_unknown()
    {
        Broker(committed: 10, low: 0, stable: 30);
        Assert.Equal([new PartitionLag("raw", 0, 20, null)], Look(View()));
    }

    [Fact]
    public void One_partition_without_answer_neither_shows_an_old_figure_nor_holds_the_others()
    {
        Broker(committed: 30, low: 0, stable: 30);
        Broker(committed: 30, low: 0, stable: 30, partition: 1);
        Assert.Equal(2, Look(View(0), View(1)).Count);
        _offsets[("raw", 0)] = PartitionOffsets.Unknown;
        Broker(committed: 30, low: 0, stable: 35, partition: 1);
        Assert.Equal([new PartitionLag("raw", 1, 5, null)], Look(View(0, committed: 30), View(1, committed: 30)));
    }

    [Fact]
    public void An_end_below_the_committed_offset_is_no_figure()
    {
        Broker(committed: 30, low: 0, stable: 4);
        Assert.Empty(Look(View()));
    }

    [Fact]
    public void A_partition_that_went_and_came_back_is_read_again()
    {
        Broker(committed: 10, low: 0, stable: 30);
        _book.Open([View()], _offsets);
        _book.Found("raw", 0, 10, Now);
        Assert.True(_book.Covers([View()]));
        Assert.False(_book.Covers([]));
        Assert.False(_book.Covers([View(1)]));
        Assert.Empty(Look());
        Assert.Single(_book.Open([View()], _offsets));
    }

    [Fact]
    public void An_offset_that_was_set_back_makes_what_was_known_worthless()
    {
        Broker(committed: 10, low: 0, stable: 30);
        _book.Open([View()], _offsets);
        _book.Found("raw", 0, 10, Now);
        Broker(committed: 5, low: 0, stable: 30);
        Assert.Equal([new FirstRecordWanted("raw", 0, 5)], _book.Open([View()], _offsets));
    }

    [Fact]
    public void Figures_that_nobody_renews_are_not_shown_for_ever()
    {
        Broker(committed: 30, low: 0, stable: 30);
        Assert.Single(Look(View()));
        _clock.Advance(s_longest);
        Assert.Single(_book.Lags);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_book.Lags);
        Assert.Single(Look(View()));
    }
}
