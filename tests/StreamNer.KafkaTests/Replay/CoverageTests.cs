using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Replay;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Flow;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.KafkaTests.Replay;

/// <summary>The account of a replay over topics that were written by hand, on real Kafka.</summary>
public sealed class CoverageTests(RealKafka kafka)
{
    [Fact]
    public async Task What_is_missing_is_named_and_what_stands_twice_is_counted()
    {
        var topics = await ReplayTopics.Create(await kafka.Shared(), 1);
        await topics.Cluster.CreateTopicNamed(topics.Next, 1);
        await topics.Cluster.Produce(topics.Raw, [.. Account.Messages(19), Account.Message(null, "gone"), Account.Message("beyond the range")]);

        // The second record of 0 corrects the first; 1 has another, and a letter beside it.
        var replaces = new Header(EnrichedTopic.ReplacesHeader, "x"u8.ToArray());
        await topics.Cluster.Produce(
            topics.Next, [Output(topics, 0), Output(topics, 1), Output(topics, 0, replaces), Output(topics, 1), Output(topics, 20)]);
        var own = topics.Options.Group;
        await topics.Cluster.Produce(topics.DeadLetter, [Letter(topics, 1, own), Letter(topics, 2, own), Letter(topics, 3, "live")]);

        var begun = await ReplayStart.Begin(topics.Plan with { To = RangeBound.Parse("20") }, TestContext.Current.CancellationToken);
        var coverage = CoverageCheck.Run(topics.Options, begun.Record, CancellationToken.None);
        Assert.Equal(
            (20L, 2L, 1L, 1L, 0L, 0L, 16L, 2L),
            (coverage.Total, coverage.Enriched, coverage.DeadLetters, coverage.Tombstones, coverage.Gaps, coverage.Gone, coverage.Missing,
            coverage.Repeated));
        Assert.False(coverage.IsComplete);
        Assert.Equal(Enumerable.Range(3, 10).Select(offset => $"{topics.Raw}[0] offset {offset}"), coverage.MissingNames);
    }

    private static InputRecord Record(ReplayTopics topics, long offset)
    {
        RecordDecoder decode = new DocumentCodec(new InputOptions()).Decode;
        return decode.Decode(new ConsumeResult<byte[]?, byte[]?>
        {
            TopicPartitionOffset = new TopicPartitionOffset(topics.Raw, 0, offset),
            Message = Account.Message("text", "key"),
        });
    }

    private static Message<byte[]?, byte[]?> Output(ReplayTopics topics, long offset, params Header[] headers)
    {
        var record = Record(topics, offset);
        var message = TestWorker.Encode(topics.Options.Group)(record, TestWorker.Outcomes(new MicroBatch(0, [record]))[0]).Message;
        foreach (var header in headers) (message.Headers ??= []).Add(header);
        return message;
    }

    private static Message<byte[]?, byte[]?> Letter(ReplayTopics topics, long offset, string group) => TestWorker.Encode(group)(
        Record(topics, offset), new Outcome.Rejected(new Failure(FailureKind.Policy, FailureStage.Detect))).Message;
}
