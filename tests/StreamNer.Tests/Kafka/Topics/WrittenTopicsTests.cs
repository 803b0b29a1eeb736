using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Topics;
using StreamNer.Pipeline;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Kafka.Topics;

public sealed class WrittenTopicsTests
{
    private static readonly KafkaOptions s_options =
        new() { BootstrapServers = "127.0.0.1:1", Inputs = ["raw"], Output = "enriched", DeadLetter = "dlq", Group = "g" };
    private readonly FakeClock _clock = new();

    [Fact]
    public void Nothing_is_foreseen_of_a_topic_whose_settings_are_unknown()
    {
        Assert.Null(Refusal(null, Record(key: null, ageMs: long.MaxValue / 4, bytes: 3_000_000)));
        Assert.Null(Refusal(new("enriched") { SettingsKnown = false, Compacted = true }, Record(key: null)));
    }

    [Fact]
    public void A_compacted_topic_wants_a_key_and_an_empty_one_will_do()
    {
        var topic = new TopicFacts("enriched") { Compacted = true };
        Assert.Equal(new Failure(FailureKind.InvalidRecord, FailureStage.Write, 1, FailureDetail.TopicKey), Refusal(topic, Record(key: null)));
        Assert.Null(Refusal(topic, Record(key: [])));
        Assert.Null(Refusal(topic with { Compacted = false }, Record(key: null)));
    }

    [Theory]
    [InlineData(60_000, false)]
    [InlineData(90_000, false)] // the broker's clock may differ
    [InlineData(90_001, true)]
    [InlineData(-150_000, false)]
    [InlineData(-150_001, true)]
    public void Timestamps_have_bounds_in_both_directions(long ageMs, bool refused)
    {
        var topic = new TopicFacts("enriched") { OldestMs = 60_000, NewestMs = 120_000 };
        Assert.Equal(refused ? FailureDetail.TopicTimestamp : null, Refusal(topic, Record(ageMs: ageMs))?.Detail);
        Assert.Null(Refusal(topic with { StampsItself = true }, Record(ageMs: ageMs)));
        Assert.Null(Refusal(new("enriched"), Record(ageMs: ageMs)));
    }

    [Fact]
    public void A_record_without_a_timestamp_of_its_own_has_no_bounds()
    {
        var record = Record();
        record.Timestamp = Timestamp.Default;
        Assert.Null(Refusal(new("enriched") { OldestMs = 1, NewestMs = 1 }, record));
    }

    [Fact]
    public void A_size_is_judged_exactly_by_the_topic_and_by_the_producer()
    {
        var record = Record(bytes: 5_000);
        var size = RecordSize.InBatch(record);
        Assert.Null(Refusal(new("enriched") { MaxMessageBytes = size }, record));
        Assert.Equal(FailureKind.OversizeOutput, Refusal(new("enriched") { MaxMessageBytes = size - 1 }, record)?.Kind);
        var options = s_options with { Producer = new() { ["message.max.bytes"] = "4000" } };
        Assert.Equal(4_000, Topics(options, new TopicFacts("enriched")).Limit("enriched"));
        Assert.Equal(FailureKind.OversizeOutput, Topics(options, new TopicFacts("enriched")).Refusal(record, default)?.Kind);
    }

    [Fact]
    public void A_size_is_learned_from_a_refusal_only_where_the_settings_may_not_be_read()
    {
        var unreadable = Topics(s_options, new TopicFacts("enriched") { SettingsKnown = false });
        Assert.True(unreadable.Learn(3_000));
        Assert.Equal(2_999, unreadable.Limit("enriched"));
        Assert.Equal(FailureKind.OversizeOutput, unreadable.Refusal(Record(bytes: 3_000), default)?.Kind);
        Assert.Null(unreadable.Refusal(Record(bytes: 2_000), default));
        Assert.Equal("2999", unreadable.Sized.Producer["batch.size"]);

        var readable = Topics(s_options, new TopicFacts("enriched"));
        Assert.False(readable.Learn(3_000));
        Assert.Equal(TopicFacts.DefaultMaxMessageBytes, readable.Limit("enriched"));
    }

    private Failure? Refusal(TopicFacts? topic, Message<byte[]?, byte[]?> record) =>
        (topic is null ? Topics(s_options) : Topics(s_options, topic)).Refusal(record, default);

    private WrittenTopics Topics(KafkaOptions options, params TopicFacts[] facts) =>
        new(options, facts.ToDictionary(t => t.Name, StringComparer.Ordinal), EventLog.None, _clock);

    private Message<byte[]?, byte[]?> Record(byte[]? key = null, long ageMs = 0, int bytes = 10) =>
        new()
        {
            Key = key,
            Value = new byte[bytes],
            Timestamp = new Timestamp(_clock.GetUtcNow().ToUnixTimeMilliseconds() - ageMs, TimestampType.CreateTime)
        };
}
