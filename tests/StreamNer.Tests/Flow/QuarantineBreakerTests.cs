using StreamNer.Flow;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Flow;

public sealed class QuarantineBreakerTests
{
    private static readonly Failure s_internal = new(FailureKind.Internal, FailureStage.Link, 2) { Exception = "System.IndexOutOfRangeException" };
    private readonly QuarantineBreaker _breaker = new(new());
    private readonly Dictionary<int, long> _next = [];

    [Fact]
    public void It_trips_on_the_eleventh_of_a_thousand_and_names_the_first()
    {
        Assert.Null(Good(5));
        Assert.Null(Bad(10));
        Assert.Equal(new QuarantineTrip(11, new("raw", 0, 5, 0), s_internal), Bad(1));
    }

    [Fact]
    public void One_record_never_trips_it_however_small_the_share()
    {
        var breaker = new QuarantineBreaker(new() { Share = 0, Window = 20 });
        Assert.Null(breaker.Count(Some.Record(0), new Outcome.Rejected(s_internal)));
        Assert.NotNull(breaker.Count(Some.Record(1), new Outcome.Rejected(s_internal)));
    }

    [Fact]
    public void The_share_of_one_never_trips_it()
    {
        var breaker = new QuarantineBreaker(new() { Share = 1, Window = 20 });
        for (var i = 0; i < 100; i++) Assert.Null(breaker.Count(Some.Record(i), new Outcome.Rejected(s_internal)));
    }

    [Fact]
    public void One_in_a_hundred_goes_on_for_ever()
    {
        for (var i = 0; i < 500; i++)
        {
            Assert.Null(Bad(1));
            Assert.Null(Good(99));
            if (i % 7 == 0) Commit(0);
        }
    }

    [Fact]
    public void Two_in_a_hundred_stop_it_although_every_run_is_final()
    {
        var trips = 0;
        for (var i = 0; i < 10; i++)
        {
            if (Bad(2) is not null) trips++;
            Assert.Null(Good(98));
            Commit(0);
        }

        Assert.True(trips > 0);
    }

    [Fact]
    public void Only_the_window_counts()
    {
        Assert.Null(Bad(10));
        Commit(0);
        Assert.Null(Good(990));
        Commit(0);
        Assert.Null(Bad(1));
        Assert.Null(Good(9));
        Assert.Null(Bad(9));
        Assert.NotNull(Bad(1));
    }

    [Fact]
    public void Records_taken_back_are_not_counted_twice()
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.Null(Bad(10));
            _breaker.Drop();
        }
    }

    [Fact]
    public void Only_the_partitions_that_are_final_are_kept()
    {
        Assert.Null(Bad(5));
        Assert.Null(Bad(5, partition: 1));
        Commit(1);
        Assert.Null(Bad(5));
        Assert.NotNull(Bad(1));
    }

    [Fact]
    public void Other_reasons_do_not_count()
    {
        foreach (var kind in Enum.GetValues<FailureKind>().Except([FailureKind.Internal]))
            for (var i = 0; i < 100; i++) Assert.Null(Count(new Outcome.Rejected(new Failure(kind, FailureStage.Detect)), 0));
    }

    private QuarantineTrip? Good(int records)
    {
        QuarantineTrip? trip = null;
        for (var i = 0; i < records; i++) trip ??= Count(Outcome.Tombstone.Instance, 0);
        return trip;
    }

    private QuarantineTrip? Bad(int records, int partition = 0)
    {
        QuarantineTrip? trip = null;
        for (var i = 0; i < records; i++) trip ??= Count(new Outcome.Rejected(s_internal), partition);
        return trip;
    }

    private QuarantineTrip? Count(Outcome outcome, int partition)
    {
        var offset = _next[partition] = _next.GetValueOrDefault(partition, -1) + 1;
        return _breaker.Count(Some.Record(offset, partition), outcome);
    }

    private void Commit(params int[] partitions) => _breaker.Commit(partitions.Select(partition => new PartitionEpoch("raw", partition, 1)));
}
