using StreamNer.Kafka;
using StreamNer.Kafka.Topics;
using StreamNer.Kafka.Writing;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Kafka.Topics;

public sealed class TopicChangesTests
{
    private static readonly KafkaOptions s_options = new() { Inputs = ["raw"], Output = "enriched", DeadLetter = "dlq" };
    private readonly FakeClock _time = new();
    private readonly TopicIds _ids = new([new("raw", "r1"), new("enriched", "e1"), new("dlq", "d1")]);
    private readonly OutputRouter _router = new(s_options, Counts(2));
    private readonly TopicChanges _changes;

    public TopicChangesTests() => _changes = Changes(OnTopicReplaced.Stop);

    [Fact]
    public void Nothing_is_found_while_all_is_as_it_was()
    {
        Assert.Null(_changes.Seen(Looks()));
        Assert.False(_changes.InDoubt);
    }

    [Fact]
    public void Another_id_is_believed_when_it_was_said_three_times_in_a_row()
    {
        var other = Looks(raw: "r2");
        Assert.Null(_changes.Seen(other));
        Assert.True(_changes.InDoubt);
        Assert.Null(_changes.Seen(other));
        Assert.Null(_changes.Seen(Looks()));
        Assert.False(_changes.InDoubt);
        Assert.Null(_changes.Seen(other));
        Assert.Null(_changes.Seen(other));
        Assert.Equal("r2", _changes.Seen(other)?.Replaced?["raw"]);
        _ids.Became("raw", "r2");
        Assert.Null(_changes.Seen(other));
        Assert.False(_changes.InDoubt);
    }

    [Fact]
    public void Brokers_without_ids_say_nothing_of_replacement()
    {
        for (var i = 0; i < 5; i++) Assert.Null(_changes.Seen(Looks(raw: "")));
        Assert.False(_changes.InDoubt);
    }

    [Fact]
    public void Counts_are_judged_when_they_have_stood_for_three_seconds()
    {
        for (var i = 0; i < 5; i++) Assert.Null(_changes.Seen(Looks(enriched: 3)));
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Null(_changes.Seen(Looks(enriched: 3, dlq: 3)));
        Assert.Null(_changes.Seen(Looks(3, 3, 3)));
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Null(_changes.Seen(Looks(3, 3, 3)));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(3, _changes.Seen(Looks(3, 3, 3))?.Grown?["raw"]);
        _router.Grow(Counts(3));
        Assert.Null(_changes.Seen(Looks(3, 3, 3)));
        Assert.False(_changes.InDoubt);
    }

    [Fact]
    public void Counts_that_do_not_fit_each_other_are_a_reason_to_stop()
    {
        for (var i = 0; i < 2; i++) Assert.Null(_changes.Seen(Looks(enriched: 3)));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.StartsWith("topic enriched has 3 partitions and had 2", _changes.Seen(Looks(enriched: 3))?.Unfit, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OnTopicReplaced.Stop, 3)]
    [InlineData(OnTopicReplaced.Restart, 30)]
    public void A_topic_that_is_gone_is_waited_for_longer_where_the_next_one_is_to_be_read(OnTopicReplaced mode, int seconds)
    {
        var changes = Changes(mode);
        for (var i = 0; i < 2; i++) Assert.Null(changes.Seen(Looks(raw: 0)));
        _time.Advance(TimeSpan.FromSeconds(seconds - 0.1));
        Assert.Null(changes.Seen(Looks(raw: 0)));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.StartsWith("topic raw no longer exists", changes.Seen(Looks(raw: 0))?.Unfit, StringComparison.Ordinal);
    }

    [Fact]
    public void A_look_that_lacks_a_topic_says_nothing()
    {
        var (other, lacking) = (Looks(raw: "r2"), Looks());
        lacking.Remove("dlq");
        Assert.Null(_changes.Seen(other));
        Assert.Null(_changes.Seen(lacking));
        Assert.Null(_changes.Seen(other));
        Assert.NotNull(_changes.Seen(other));
    }

    private TopicChanges Changes(OnTopicReplaced mode) => new(_router, _ids, mode, _time);

    private static Dictionary<string, int> Counts(int count) =>
        new(StringComparer.Ordinal) { ["raw"] = count, ["enriched"] = count, ["dlq"] = count };

    private static Dictionary<string, TopicLook> Looks(int raw = 2, int enriched = 2, int dlq = 2) => new(StringComparer.Ordinal)
    {
        ["raw"] = new(raw, raw == 0 ? "" : "r1"),
        ["enriched"] = new(enriched, "e1"),
        ["dlq"] = new(dlq, "d1"),
    };

    private static Dictionary<string, TopicLook> Looks(string raw) => new(Looks(), StringComparer.Ordinal) { ["raw"] = new(2, raw) };
}
