using StreamNer.Configuration;
using StreamNer.Flow;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Flow;

public sealed class RejectBreakerTests
{
    private static readonly Failure s_notJson = Failure.Decoding(FailureDetail.JsonNotJson);
    private readonly RejectBreaker _breaker = new(new());
    private readonly Dictionary<string, long> _next = [];

    [Fact]
    public void It_trips_when_the_first_window_is_unreadable_and_names_the_first_record()
    {
        Assert.Null(Many(199, Bad));
        Assert.Equal(new RejectTrip("raw", 200, 200, new("raw", 0, 0, 0), s_notJson), _breaker.Count(Bad()));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void The_share_decides_within_a_window_whose_records_are_not_final(int readable, bool trips)
    {
        Assert.Null(Many(200 - readable, Bad));
        Assert.Null(Many(readable - 1, Good));
        Assert.Equal(trips, _breaker.Count(Good()) is not null);
    }

    [Fact]
    public void A_readable_record_that_is_final_disarms_its_topic_alone()
    {
        Assert.Null(Many(1, Good));
        Commit("raw");
        Assert.Null(Many(5_000, Bad));
        Assert.Null(Many(199, () => Bad("other")));
        Assert.Equal("other", _breaker.Count(Bad("other"))?.Topic);
    }

    [Fact]
    public void A_readable_record_whose_run_is_taken_back_disarms_nothing()
    {
        Assert.Null(Many(150, Bad));
        Assert.Null(Many(50, Good));
        _breaker.Drop();
        Assert.Null(Many(199, Bad));
        Assert.Equal(200, _breaker.Count(Bad())?.Unreadable);
    }

    [Fact]
    public void Records_taken_back_are_not_counted_twice()
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.Null(Many(150, Bad));
            _breaker.Drop();
        }
    }

    [Fact]
    public void Runs_add_up_until_the_window_is_full()
    {
        for (var i = 0; i < 4; i++)
        {
            Assert.Null(Many(49, Bad));
            Assert.Empty(Commit("raw"));
        }

        Assert.Null(Many(3, Bad));
        Assert.Equal(0, _breaker.Count(Bad())?.At.Offset);
    }

    [Fact]
    public void Partitions_of_a_topic_count_together_and_only_those_that_became_final_stay()
    {
        Assert.Null(Many(100, () => Bad(partition: 0)));
        Assert.Null(Many(99, () => Bad(partition: 1)));
        Commit("raw", 0);
        Assert.Null(Many(99, () => Bad(partition: 1)));
        Assert.Equal(200, _breaker.Count(Bad(partition: 1))?.Records);
    }

    [Fact]
    public void Tombstones_count_neither_way()
    {
        Assert.Null(Many(1_000, () => new InputRecord { Position = Next("raw", 0) }));
        Assert.Null(Many(199, Bad));
        Assert.NotNull(_breaker.Count(Bad()));
    }

    [Fact]
    public void A_record_that_was_read_and_rejected_later_is_a_readable_one()
    {
        Assert.Null(Many(199, Bad));
        var late = new InputRecord { Position = Next("raw", 0), Document = new Document("too long") };
        Assert.NotNull(_breaker.Count(late)); // 199 of 200
        _breaker.Drop();
        Assert.Null(_breaker.Count(late));
        Commit("raw");
        Assert.Null(Many(500, Bad));
    }

    [Fact]
    public void Standard_input_has_no_breaker() => Assert.Null(Many(500, () => new InputRecord { Failure = s_notJson }));

    [Theory]
    [InlineData(19, 0, false)]
    [InlineData(20, 0, true)]
    [InlineData(20, 1, false)]
    public void At_the_end_of_the_input_twenty_records_are_enough(int bad, int good, bool trips)
    {
        Assert.Null(Many(bad, Bad));
        Assert.Null(Many(good, Good));
        Commit("raw");
        Assert.Equal(trips, _breaker.End() is not null);
    }

    [Fact]
    public void A_topic_that_turns_bad_is_reported_once_until_it_is_better()
    {
        Assert.Null(Many(10, Good));
        Assert.Empty(Commit("raw"));
        var reports = new List<int>();
        foreach (var (bad, good) in new[] { (190, 0), (200, 0), (200, 0), (150, 50), (200, 0) })
        {
            Assert.Null(Many(bad, Bad));
            Assert.Null(Many(good, Good));
            reports.Add(Commit("raw").Count);
        }

        Assert.Equal([1, 0, 0, 0, 1], reports);
    }

    [Fact]
    public void Switched_off_it_only_reports()
    {
        var off = new RejectBreaker(new() { Enabled = false });
        for (var i = 0; i < 300; i++) Assert.Null(off.Count(Bad()));
        Assert.Equal(300, Assert.Single(off.Commit([new("raw", 0, 0)])).Unreadable);
        Assert.Null(off.End());
    }

    [Theory]
    [InlineData(0, 200, "flow:rejectBreaker:share")]
    [InlineData(1.01, 200, "flow:rejectBreaker:share")]
    [InlineData(double.NaN, 200, "flow:rejectBreaker:share")]
    [InlineData(0.5, 19, "flow:rejectBreaker:window")]
    public void Settings_out_of_range_are_mistakes(double share, int window, string key)
    {
        var errors = new List<OptionError>();
        new FlowOptions { RejectBreaker = new() { Share = share, Window = window } }.Validate(errors);
        Assert.Equal(key, Assert.Single(errors).Key);
    }

    private RejectTrip? Many(int count, Func<InputRecord> record)
    {
        for (var i = 0; i < count; i++) if (_breaker.Count(record()) is { } trip) return trip;
        return null;
    }

    private IReadOnlyList<RejectTrip> Commit(string topic, params int[] partitions) =>
        _breaker.Commit([.. (partitions is [] ? [0] : partitions).Select(p => new PartitionEpoch(topic, p, 0))]);

    private InputRecord Bad() => Bad("raw");

    private InputRecord Bad(string topic = "raw", int partition = 0) => new() { Position = Next(topic, partition), Failure = s_notJson };

    private InputRecord Good() => new() { Position = Next("raw", 0), Document = new Document("t") };

    private SourcePosition Next(string topic, int partition)
    {
        var key = $"{topic}/{partition}";
        _next[key] = _next.GetValueOrDefault(key) + 1;
        return new(topic, partition, _next[key] - 1, 0);
    }
}
