using Confluent.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Flow;
using StreamNer.Tests.Onnx;

namespace StreamNer.KafkaTests.Host;

/// <summary><c>streamner run</c> on records that break what works on them: by an exception, by a hang, by the end of the process.</summary>
public sealed class QuarantineRunTests(RealKafka kafka) : IDisposable
{
    private const string Mark = "Zyzzyx";
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("decode", "decode", "exactly-once")]
    [InlineData("redact", "redact", "exactly-once")]
    [InlineData("redact", "redact", "at-least-once")]
    [InlineData("encode", "write", "exactly-once")]
    public async Task A_record_that_breaks_a_stage_becomes_a_dead_letter_and_the_others_are_enriched(string place, string stage, string delivery)
    {
        var topics = await Topics.Create(await kafka.Shared(), _folder);
        await topics.Produce(Enumerable.Range(0, 60).Select(i => i == 30 ? $"{Mark} of Paris" : $"Berlin {i}"));
        var (code, log) = await topics.Run($"{place}:@{Mark}:fail=600", "--until-end", "--delivery", delivery);
        Assert.True(code == 0, log);
        var letter = Assert.Single(topics.Letters);
        Assert.Equal(
            ("internal", stage, "System.InvalidOperationException", "2", $"{Mark} of Paris"),
            (Header(letter, "reason"), Header(letter, "stage"), Header(letter, "exception"), Header(letter, "attempts"), Text(letter)));
        Assert.Equal(59, topics.Enriched.Count);
        Assert.Equal(60, topics.Committed());
        Assert.DoesNotContain(Mark, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_that_cannot_be_made_with_its_content_is_made_without()
    {
        var topics = await Topics.Create(await kafka.Shared(), _folder);
        await topics.Produce(["Berlin", Mark]);
        var (code, log) = await topics.Run($"redact:@{Mark}:fail=600;letter:@{Mark}:fail=600", "--until-end");
        Assert.True(code == 0, log);
        var letter = Assert.Single(topics.Letters);
        Assert.Equal(("internal", "write", "omitted"), (Header(letter, "reason"), Header(letter, "stage"), Header(letter, "value")));
        Assert.Null(letter.Message.Value);
    }

    [Fact]
    public async Task Too_many_of_them_stop_the_worker_and_their_run_is_not_committed()
    {
        var topics = await Topics.Create(await kafka.Shared(), _folder);
        await topics.Produce(Enumerable.Range(0, 40).Select(i => i % 3 == 1 ? $"{Mark} {i}" : $"Berlin {i}"));
        var (code, log) = await topics.Run($"redact:@{Mark}:fail=600", "--until-end", "--set", "kafka:transaction:intervalMs=15000");
        Assert.True(code == 1, log);
        foreach (var part in (string[])[$"{topics.Raw}[0] offset 1", "stage redact", "System.InvalidOperationException", "flow:quarantine:share"])
            Assert.Contains(part, log, StringComparison.Ordinal);
        Assert.Empty(topics.Letters);
        Assert.Empty(topics.Enriched);
        Assert.InRange(topics.Committed(), -1, 0);
    }

    [Fact]
    public async Task A_model_run_that_does_not_return_ends_the_process_with_nothing_of_its_batch_committed()
    {
        new TinyModel { StuckToken = "poison" }.Write(_folder.Path);
        var topics = await Topics.Create(await kafka.Shared(), _folder);
        await topics.Produce(["poison"]);
        var (code, log) = await topics.Run("", "--model", _folder.Path, "--set", "model:watchdogSeconds=2");
        Assert.True(code == 1, log);
        Assert.Contains("model.hung", log, StringComparison.Ordinal);
        Assert.Contains("has not returned after", log.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
        Assert.Contains("model:watchdogSeconds is 2", log, StringComparison.Ordinal);
        Assert.Empty(topics.Letters);
        Assert.InRange(topics.Committed(), -1, 0);
    }

    [Fact]
    public async Task A_record_that_ends_the_process_is_found_and_the_others_are_enriched_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are of Unix");
        new TinyModel().Write(_folder.Path);
        var topics = await Topics.Create(await kafka.Shared(), _folder);
        await topics.Produce(Enumerable.Range(0, 12).Select(i => i == 5 ? $"{Mark} of Paris" : $"Berlin {i}"));
        var deaths = 0;
        var ended = (Code: -1, Log: "");
        while (ended.Code != 0 && deaths < 15)
        {
            ended = await topics.Run(
                $"detect:@{Mark}:kill",
                "--until-end", "--model", _folder.Path, "--instance", "w", "--set", "flow:crashGuard:controlSeconds=2");
            if (ended.Code != 0) deaths++;
        }

        Assert.True(ended.Code == 0, ended.Log);

        // On a machine that is slow enough some trials last too long to be evidence.
        Assert.InRange(deaths, 6, 14);
        var letter = Assert.Single(topics.Letters);
        Assert.Equal(
            ("internal", "process", "3", $"{Mark} of Paris"),
            (Header(letter, "reason"), Header(letter, "stage"), Header(letter, "attempts"), Text(letter)));
        Assert.Equal([0L, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11], Account.Sources(topics.Enriched).Select(source => source.Offset).Order());
        Assert.Equal(12, topics.Committed());
        var file = Assert.Single(Directory.GetFiles(_folder.Path, "*.crash", SearchOption.AllDirectories));
        Assert.DoesNotContain(Mark, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    private static string Header(ConsumeResult<byte[]?, byte[]?> letter, string name) => Account.Header(letter, DeadLetterCodec.Prefix + name);

    private static string Text(ConsumeResult<byte[]?, byte[]?> letter) => System.Text.Encoding.UTF8.GetString(letter.Message.Value!);

    /// <summary>One partition of input, and workers that share one temporary folder, as lives on one host do.</summary>
    private sealed record Topics(KafkaCluster Cluster, string Raw, string Temporary)
    {
        public IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> Enriched => Cluster.ReadCommitted(Raw + ".enriched");

        public IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> Letters => Cluster.ReadCommitted(Raw + ".dlq");

        public static async Task<Topics> Create(KafkaCluster cluster, TemporaryDirectory folder)
        {
            var raw = await cluster.CreateTopic("raw");
            await cluster.CreateTopicNamed(raw + ".enriched", 1, ("max.message.bytes", "2097152"));
            await cluster.CreateTopicNamed(raw + ".dlq", 1, ("max.message.bytes", "1064972"));
            return new Topics(cluster, raw, Directory.CreateDirectory(Path.Combine(folder.Path, "temporary")).FullName);
        }

        public Task Produce(IEnumerable<string> texts) => Cluster.Produce(Raw, texts.Select(text => Account.Message(text)));

        public long Committed()
        {
            using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig(Cluster.Client()) { GroupId = Raw + ".group" }).Build();
            var offset = consumer.Committed([new TopicPartition(Raw, 0)], TimeSpan.FromSeconds(30))[0].Offset;
            return offset.Value < 0 ? -1 : offset.Value;
        }

        /// <summary>One life: exit code and log.</summary>
        public Task<(int Code, string Log)> Run(string failpoint, params string[] more) => Lives.Run(
            [
                "run", "--bootstrap-servers", Cluster.BootstrapServers, "--input", Raw, "--output", Raw + ".enriched", "--dead-letter", Raw + ".dlq",
                "--group", Raw + ".group", "--output-format", "protobuf", .. more,
            ],
            [("TMPDIR", Temporary), (StreamNer.Diagnostics.Failpoint.Variable, failpoint)]);
    }
}
