using System.Text;
using Confluent.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Flow;
using StreamNer.KafkaTests.Leaks;
using StreamNer.Pii;
using StreamNer.Pii.Keys;

namespace StreamNer.KafkaTests.Host;

/// <summary><c>streamner run</c> on topics that its settings do not fit, and on records that do not fit the dead-letter topic.</summary>
public sealed class BadInputRunTests(RealKafka kafka)
{
    private static readonly string s_key = Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());

    [Theory]
    [InlineData("exactly-once")]
    [InlineData("at-least-once")]
    public async Task A_format_that_does_not_fit_the_topic_stops_the_worker_and_the_right_one_reads_all_that_is_left(string delivery)
    {
        var cluster = await kafka.Shared();
        var topics = await Topics.Create(cluster, 2);
        await cluster.Produce(topics.Raw,
            Enumerable.Range(0, 600).Select(i => Account.Message($$"""{"text":"message {{i}} from Berlin"}""", $"k{i}")));

        var (code, log) = await topics.Run(cluster, "--format", "protobuf", "--delivery", delivery);
        Assert.True(code == 1, log);
        Assert.Contains("invalid_record, protobuf.message", log, StringComparison.Ordinal);
        Assert.Contains("input:format is protobuf", log, StringComparison.Ordinal);
        Assert.Contains($"{topics.Raw}[", log, StringComparison.Ordinal);

        // The run that tripped it is not there; earlier ones, on a slow machine, are.
        var letters = Account.DeadSources(cluster.ReadCommitted(topics.DeadLetter)).ToList();
        Assert.InRange(letters.Count, 0, 199);

        (code, log) = await topics.Run(cluster, "--format", "json", "--delivery", delivery, "--until-end");
        Assert.True(code == 0, log);
        var enriched = Account.Sources(cluster.ReadCommitted(topics.Enriched)).ToList();
        Assert.Equal(600, enriched.Concat(letters).Distinct().Count());
        Assert.Equal(enriched.Count, enriched.Distinct().Count());
        if (delivery == "exactly-once") Assert.Equal(600, enriched.Count + letters.Count);
    }

    [Fact]
    public async Task A_topic_that_ends_before_the_window_is_full_is_judged_at_its_end()
    {
        var cluster = await kafka.Shared();
        var topics = await Topics.Create(cluster, 1);
        await cluster.Produce(topics.Raw,
            [Account.Message(null, "gone"), .. Enumerable.Range(0, 30).Select(i => Account.Message($$"""{"body":"message {{i}}"}""", "k"))], 0);
        var (code, log) = await topics.Run(cluster, "--format", "json", "--until-end");
        Assert.True(code == 1, log);
        Assert.Contains(
            $"30 of all 30 records cannot be read, beginning at {topics.Raw}[0] offset 1 (invalid_record, json.no_field): input:jsonField", log,
            StringComparison.Ordinal);
        Assert.All(cluster.ReadCommitted(topics.DeadLetter), letter =>
            Assert.Equal("json.no_field", Account.Header(letter, DeadLetterCodec.DetailHeader)));
        Assert.Equal(30, cluster.ReadCommitted(topics.DeadLetter).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Records_larger_than_the_dead_letter_topic_takes_leave_letters_without_what_does_not_fit_and_the_stream_goes_on(bool isSealed)
    {
        var cluster = await kafka.Shared();
        var topics = await Topics.Create(cluster, 1, ("max.message.bytes", "3000000"));
        await cluster.Produce(topics.Raw,
            [
                Account.Message("first", "k"), Bad(value: 2_000_000), Bad(key: 2_000_000), Bad(header: 2_000_000), Bad(key: 900_000, header: 900_000),
                Bad(key: 1_200_000, header: 1_200_000),
                Account.Message("last", "k"),
            ], 0);
        string[] seals = isSealed
            ? ["--set", "pii:encryptDeadLetters=true", "--set", "pii:keys:active=a", "--set",
                "pii:keys:versions:a:environment=STREAMNER_TEST_LETTER_KEY"]
            : [];
        var (code, log) = await topics.Run(cluster, ["--until-end", .. seals]);
        Assert.True(code == 0, log);
        Assert.Contains("7 records = 2 enriched + 5 rejected", log, StringComparison.Ordinal);
        Assert.Contains("largest dead letters are written without their value", log, StringComparison.Ordinal);

        var letters = cluster.ReadCommitted(topics.DeadLetter);
        Assert.Equal([1L, 2L, 3L, 4L, 5L], Account.DeadSources(letters).Select(s => s.Offset));
        Assert.Equal(["value", "value key", "value headers", "value headers", "value headers key"], letters.Select(Omitted));
        var seal = isSealed ? new DeadLetterSeal(new DeadLetterCipher(Keys())) : null;
        var read = letters.Select(l =>
            DeadLetter.Read(l.Message.Key, l.Message.Value,
                [.. l.Message.Headers.Select(h => new StreamNer.Flow.RecordHeader(h.Key, h.GetValueBytes()))], seal)).ToList();
        Assert.Equal([1, 0, 1, 900_000, 0], read.Select(l => l.Key?.Length ?? 0));
        Assert.Equal([1, 1, 0, 0, 0], read.Select(l => l.Headers.Count));
        Assert.All(read, l => Assert.True(l.Value is null && l.Unopened is null));
    }

    private static string Omitted(ConsumeResult<byte[]?, byte[]?> letter) => string.Join(' ', letter.Message.Headers
        .Where(h => h.Key.StartsWith(DeadLetterCodec.Prefix, StringComparison.Ordinal) && Encoding.UTF8.GetString(h.GetValueBytes()) == "omitted")
        .Select(h => h.Key[DeadLetterCodec.Prefix.Length..]));

    private static KeyRing Keys()
    {
        var options = new KeyOptions { Active = "a", Versions = new Dictionary<string, KeySource> { ["a"] = new() { Environment = "K" } } };
        return KeyRing.Load(options, _ => s_key, []);
    }

    // Random bytes: what compresses would fit. 0xFF is never UTF-8.
    private static Message<byte[]?, byte[]?> Bad(int key = 1, int value = 1, int header = 1) =>
        new() { Key = Bytes(key), Value = Bytes(value), Headers = new Headers { { "trace", Bytes(header) } } };

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        bytes[0] = 0xFF;
        return bytes;
    }

    private sealed record Topics(string Raw, string Enriched, string DeadLetter)
    {
        public static async Task<Topics> Create(KafkaCluster cluster, int partitions, params (string, string)[] input)
        {
            var raw = await cluster.CreateTopic("raw", partitions, input);
            var topics = new Topics(raw, raw + ".enriched", raw + ".dlq");
            await cluster.CreateTopics(partitions, (topics.Enriched, []), (topics.DeadLetter, []));
            return topics;
        }

        public async Task<(int Code, string Log)> Run(KafkaCluster cluster, params string[] more)
        {
            await using var run = WatchedRun.Start(
                ["run", "--bootstrap-servers", cluster.BootstrapServers, "--input", Raw, "--output", Enriched, "--dead-letter", DeadLetter, "--group",
                    Raw + ".group", .. more],
                ("STREAMNER_TEST_LETTER_KEY", s_key));
            return (await run.Ended(), run.Log);
        }
    }
}
