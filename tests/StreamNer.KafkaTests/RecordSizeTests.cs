using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Kafka.Records;
using StreamNer.KafkaTests.Clusters;

namespace StreamNer.KafkaTests;

public sealed class RecordSizeTests(RealKafka kafka)
{
    [Fact]
    public async Task A_record_of_exactly_the_limit_is_taken_and_one_byte_more_is_refused()
    {
        var cluster = await kafka.Shared();
        const int Limit = 10_000;
        var topic = await cluster.CreateTopic("size", 1, ("max.message.bytes", "10000"));
        foreach (var headers in new[] { null, new Headers { { "name", new byte[200] }, { "null", null } } })
        {
            var fits = Sized(Limit, headers);
            Assert.Equal(Limit, RecordSize.InBatch(fits));
            await cluster.Produce(topic, [fits]);
            var refused = await Assert.ThrowsAnyAsync<ProduceException<byte[]?, byte[]?>>(() => cluster.Produce(topic, [Sized(Limit + 1, headers)]));
            Assert.Equal(ErrorCode.MsgSizeTooLarge, refused.Error.Code);
        }
    }

    [Fact]
    public async Task A_dead_letter_of_a_record_as_large_as_its_topic_takes_fits_the_dead_letter_topic_whole()
    {
        var cluster = await kafka.Shared();
        var (raw, dlq) = (await cluster.CreateTopic("raw", 1, ("max.message.bytes", "100000")),
            await cluster.CreateTopic("dlq", 1, ("max.message.bytes", "116384")));
        await cluster.Produce(raw, [Sized(100_000, new Headers { { "trace", [1] } })]);
        var read = Assert.Single(cluster.ReadCommitted(raw));
        var input = new DocumentCodec(new()).Decode(
            new(raw, 0, 0, read.Message.Timestamp.UnixTimestampMs), read.Message.Key, read.Message.Value,
            [.. read.Message.Headers.Select(h => new RecordHeader(h.Key, h.GetValueBytes()))]);
        var codec = new DeadLetterCodec(new string('g', 249), 116_384, TimeProvider.System);
        await cluster.Produce(dlq, [codec.Encode(input, input.Failure!.Value, new string('s', 64))]);

        var letter = Assert.Single(cluster.ReadCommitted(dlq)).Message;
        Assert.Equal(read.Message.Key, letter.Key);
        Assert.Equal(read.Message.Value, letter.Value);
        Assert.Equal("invalid_text", System.Text.Encoding.UTF8.GetString(letter.Headers.GetLastBytes("streamner.dlq.reason")));
    }

    // Random bytes: what compresses would fit.
    private static Message<byte[]?, byte[]?> Sized(long size, Headers? headers)
    {
        var message = new Message<byte[]?, byte[]?> { Key = [1], Value = new byte[size / 2], Headers = headers };
        message.Value = new byte[message.Value.Length + (size - RecordSize.InBatch(message))];
        while (RecordSize.InBatch(message) > size) message.Value = message.Value[..^1];
        new Random(7).NextBytes(message.Value);
        return message;
    }
}
