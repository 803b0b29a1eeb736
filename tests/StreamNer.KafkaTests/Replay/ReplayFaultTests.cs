using System.Text.Json;
using Confluent.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Flow;
using StreamNer.KafkaTests.Host;
using StreamNer.Tests.Host;
using StreamNer.Tests.Onnx;

namespace StreamNer.KafkaTests.Replay;

/// <summary><c>streamner replay</c> where something breaks in the middle: a broker, the output, the process again and again.</summary>
public sealed class ReplayFaultTests(RealKafka kafka) : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    private static List<(int Partition, long Offset)> Sources(ReplayTopics topics) =>
        [.. topics.Cluster.ReadCommitted(topics.Next)
            .Select(record => JsonDocument.Parse(record.Message.Value!).RootElement.GetProperty("source"))
            .Select(at => (at.GetProperty("partition").GetInt32(), at.GetProperty("offset").GetInt64()))];

    [Fact]
    public async Task A_broker_that_is_killed_and_returns_costs_no_offset_and_repeats_none()
    {
        await using var cluster = await kafka.Own();
        new TinyModel().Write(_folder.Path);
        var topics = await ReplayTopics.Create(cluster);
        for (var p = 0; p < 2; p++) await cluster.Produce(topics.Raw, Account.Messages(300, "Ada Lovelace wrote"), p);
        using var replay = ChildProgram.Start([], ["replay", .. topics.Arguments, "--model", _folder.Path, "--throttle", "40"]);
        var lines = replay.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(s_limit);
        using var end = limit.Token.Register(replay.Kill);
        await Eventually.True(() => Written(topics) > 0, "it writes", s_limit);
        await cluster.Run("kill-broker", "1");
        await cluster.Run("start-broker", "1");
        await replay.WaitForExitAsync();
        var log = await lines;
        Assert.True(replay.ExitCode == 0, log);
        Assert.Contains("600 offsets = 600 enriched + 0 dead letters + 0 tombstones + 0 without a record", log.Replace("\r", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.Equal(
            Enumerable.Range(0, 2).SelectMany(p => Enumerable.Range(0, 300).Select(offset => (p, (long)offset))), Sources(topics).Order());
    }

    [Fact]
    public async Task A_record_that_ends_the_process_is_found_and_every_other_offset_is_enriched_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are of Unix");
        const string Mark = "Zyzzyx";
        new TinyModel().Write(_folder.Path);
        var topics = await ReplayTopics.Create(await kafka.Shared());
        await topics.Cluster.Produce(topics.Raw, Account.Messages(8, "Ada Lovelace wrote"), 0);
        await topics.Cluster.Produce(
            topics.Raw, Enumerable.Range(0, 12).Select(i => Account.Message(i == 5 ? $"{Mark} of Paris" : $"Berlin {i}")), 1);
        var temporary = Directory.CreateDirectory(Path.Combine(_folder.Path, "temporary")).FullName;
        string[] same = ["replay", .. topics.Arguments, "--model", _folder.Path, "--set", "flow:crashGuard:controlSeconds=2"];
        (string, string)[] environment = [("TMPDIR", temporary), (StreamNer.Diagnostics.Failpoint.Variable, $"detect:@{Mark}:kill")];
        var deaths = 0;
        var ended = await Lives.Run(same, environment);
        for (; ended.Code == 137 && deaths < 15; deaths++) ended = await Lives.Run(same, environment);
        Assert.True(ended.Code == 0, ended.Log);

        // Three to notice, three to convict; on a slow machine some trials last too long to be evidence.
        Assert.InRange(deaths, 6, 14);
        Assert.Contains("20 offsets = 19 enriched + 1 dead letters + 0 tombstones + 0 without a record", ended.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("more than one output", ended.Log, StringComparison.Ordinal);
        Assert.Equal(
            [.. Enumerable.Range(0, 8).Select(i => (0, (long)i)), .. Enumerable.Range(0, 12).Where(i => i != 5).Select(i => (1, (long)i))],
            Sources(topics).Order());
        var letter = Assert.Single(topics.Cluster.ReadCommitted(topics.DeadLetter));
        Assert.Equal(
            ("internal", "process", "3", topics.Options.Group, "1", "5"),
            (Header("reason"), Header("stage"), Header("attempts"), Header("group"), Header("partition"), Header("offset")));

        string Header(string name) => Account.Header(letter, DeadLetterCodec.Prefix + name);
    }

    // The output is made by the replay itself.
    private static int Written(ReplayTopics topics)
    {
        using var admin = topics.Cluster.Admin();
        return admin.GetMetadata(topics.Next, TimeSpan.FromSeconds(10)).Topics[0].Error.IsError ? 0 : topics.Cluster.ReadCommitted(topics.Next).Count;
    }

    [Fact]
    public async Task A_value_of_somebody_else_in_the_output_is_named_by_the_account()
    {
        new TinyModel().Write(_folder.Path);
        var topics = await ReplayTopics.Create(await kafka.Shared(), 1);
        await topics.Cluster.Produce(topics.Raw, Account.Messages(5));
        await topics.Cluster.CreateTopicNamed(topics.Next, 1);
        await topics.Cluster.Produce(topics.Next, [new Message<byte[]?, byte[]?> { Value = [0xff, 0xff] }]);
        var ended = await ChildProgram.Run(["replay", .. topics.Arguments, "--model", _folder.Path]);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains($"{topics.Next}[0], offset 0: no enriched record", ended.Error, StringComparison.Ordinal);
    }
}
