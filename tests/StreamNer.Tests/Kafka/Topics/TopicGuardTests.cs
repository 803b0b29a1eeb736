using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Kafka;
using StreamNer.Kafka.Topics;
using StreamNer.Kafka.Writing;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Kafka.Topics;

public sealed class TopicGuardTests : IDisposable
{
    private static readonly TopicPartition s_zero = new("raw", 0);
    private readonly FakeClock _time = new();
    private readonly PartitionLedger _ledger = new();
    private readonly Answers _brokers = new() { Ids = { ["raw"] = "r1", ["enriched"] = "e1", ["dlq"] = "d1" } };
    private readonly TopicIds _ids;
    private readonly List<LogEvent> _logged = [];
    private readonly Telemetry _telemetry = new();
    private TopicGuard? _guard;

    public TopicGuardTests() => _ids = new(_brokers.Ids);

    public void Dispose()
    {
        _guard?.Dispose();
        _telemetry.Dispose();
    }

    [Fact]
    public void A_replaced_topic_whose_beginning_no_broker_says_is_asked_for_again_and_nothing_of_it_becomes_final()
    {
        var epoch = _ledger.Assign("raw", 0);
        var guard = Guard(OnTopicReplaced.Restart);
        _brokers.Ids["raw"] = "r2";
        for (var i = 0; i < 5; i++) guard.Look();
        Assert.True(guard.InDoubt);
        Assert.Equal("r1", _ids.Of("raw"));
        Assert.Empty(_ledger.TakeRewinds());
        Assert.False(Confirmed(guard));

        _brokers.Beginnings[s_zero] = 7;
        guard.Look();
        var rewind = Assert.Single(_ledger.TakeRewinds());
        Assert.Equal((7L, true), (rewind.Offset, rewind.Anew));
        Assert.False(_ledger.Holds(new("raw", 0, epoch)));
        Assert.Equal("r2", _ids.Of("raw"));
        Assert.Single(_logged, entry => entry.Name == "kafka.topic_replaced");
        Assert.True(Confirmed(guard));
    }

    [Fact]
    public void A_position_of_another_topic_waits_until_a_broker_says_where_the_new_one_begins()
    {
        _ledger.Assign("raw", 0);
        var guard = Guard(OnTopicReplaced.Restart);
        var committed = new GroupPosition(s_zero, 300, OffsetNote.Of("r0"));
        Assert.Equal(PositionVerdict.Wait, guard.Judge(committed, 300, 300, newer: false));
        Assert.Empty(_ledger.TakeRewinds());
        _brokers.Beginnings[s_zero] = 2;
        Assert.Equal(PositionVerdict.Restarted, guard.Judge(committed, 300, 300, newer: false));
        Assert.Equal(2, Assert.Single(_ledger.TakeRewinds()).Offset);
    }

    [Fact]
    public void What_was_read_before_a_look_found_the_topic_replaced_is_no_second_finding()
    {
        _ledger.Assign("raw", 0);
        var guard = Guard(OnTopicReplaced.Restart);
        _brokers.Ids["raw"] = "r2";
        _brokers.Beginnings[s_zero] = 0;
        _brokers.OnAsked = () =>
        {
            _brokers.OnAsked = () => { };
            for (var i = 0; i < 5; i++) guard.Look();
        };
        Assert.Equal(PositionVerdict.Restarted, guard.Judge(new GroupPosition(s_zero, 300, OffsetNote.Of("r1")), 300, 100, newer: false));
        Assert.Single(_logged, entry => entry.Name == "kafka.topic_replaced");
        Assert.Equal(0, Assert.Single(_ledger.TakeRewinds()).Offset);
    }

    [Fact]
    public void A_replaced_topic_stops_the_worker_without_any_beginning()
    {
        _ledger.Assign("raw", 0);
        var guard = Guard(OnTopicReplaced.Stop);
        _brokers.Ids["raw"] = "r2";
        guard.Look();
        guard.Look();
        Assert.Contains("kafka:onTopicReplaced", Assert.Throws<KafkaFatalException>(guard.Look).Message, StringComparison.Ordinal);
        Assert.False(_ledger.Holds(new("raw", 0, 1)));
    }

    [Fact]
    public void Nothing_is_asked_while_no_broker_answers()
    {
        var guard = Guard(OnTopicReplaced.Stop);
        guard.Reachable = () =>
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            return false;
        };
        guard.Look();
        Assert.Equal(0, _brokers.Asked);
        Assert.False(Confirmed(guard));
    }

    [Fact]
    public void The_client_ends_with_the_guard_and_later_questions_have_no_answer()
    {
        var guard = Guard(OnTopicReplaced.Stop);
        guard.Dispose();
        Assert.Equal(1, _brokers.Ended);
        guard.Look();
        Assert.Equal(PositionVerdict.Wait, guard.Judge(new GroupPosition(s_zero, 300, null), 300, 10, newer: false));
        Assert.Equal(0, _brokers.Asked);
    }

    /// <summary>Whether a run read until now may become final. Each answer takes longer than the guard waits for one.</summary>
    private bool Confirmed(TopicGuard guard)
    {
        _brokers.OnAsked = () => _time.Advance(TimeSpan.FromSeconds(20));
        _time.Advance(TimeSpan.FromSeconds(1));
        return guard.Confirm(_time.GetTimestamp(), CancellationToken.None);
    }

    private TopicGuard Guard(OnTopicReplaced mode)
    {
        var options = new KafkaOptions { Inputs = ["raw"], Output = "enriched", DeadLetter = "dlq", OnTopicReplaced = mode };
        var router = new OutputRouter(options, _brokers.Ids.Keys.ToDictionary(topic => topic, _ => 1, StringComparer.Ordinal));
        return _guard = new TopicGuard(options, _ledger, router, _ids, _brokers, _telemetry, new EventLog(_logged.Add), _time);
    }

    /// <summary>Brokers that say what the test has them say.</summary>
    private sealed class Answers : ITopicAnswers
    {
        public Dictionary<string, string> Ids { get; } = new(StringComparer.Ordinal);

        public Dictionary<TopicPartition, long> Beginnings { get; } = [];

        public int Asked { get; private set; }

        public int Ended { get; private set; }

        public Action OnAsked { get; set; } = () => { };

        public Dictionary<string, TopicLook> Looks(IReadOnlyCollection<string> topics)
        {
            Asked++;
            OnAsked();
            return topics.ToDictionary(topic => topic, topic => new TopicLook(1, Ids[topic]), StringComparer.Ordinal);
        }

        public Dictionary<TopicPartition, long> Begins(IReadOnlyCollection<TopicPartition> partitions) =>
            Beginnings.Where(begin => partitions.Contains(begin.Key)).ToDictionary();

        public Dictionary<TopicPartition, long> Ends(IReadOnlyCollection<TopicPartition> partitions) => [];

        public void Dispose() => Ended++;
    }
}
