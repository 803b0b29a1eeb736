using System.Text.Json;
using Confluent.Kafka;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Flow;
using StreamNer.Tests.Host;

namespace StreamNer.KafkaTests.Replay;

/// <summary><c>streamner replay</c> on real Kafka: the program as others run it, killed at every step.</summary>
public sealed class ReplayCommandTests(RealKafka kafka)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    private static Task<ChildProgram.Result> Replay(ReplayTopics topics, params string[] more) =>
        ChildProgram.Run(["replay", .. topics.Arguments, .. more]);

    private static async Task<ChildProgram.Result> KilledAt(ReplayTopics topics, string failpoint, params string[] more)
    {
        (string, string)[] environment = [("STREAMNER_TEST_FAILPOINT", failpoint)];
        var killed = await ChildProgram.RunWith(ReadOnlyMemory<byte>.Empty, environment, ["replay", .. topics.Arguments, .. more]);
        Assert.True(killed.ExitCode == 137, $"{failpoint}: {killed.ExitCode} {killed.Error}");
        return killed;
    }

    private static List<(int Partition, long Offset)> Sources(ReplayTopics topics) =>
        [.. topics.Cluster.ReadCommitted(topics.Next).Where(record => record.Message.Value is not null)
            .Select(record => JsonDocument.Parse(record.Message.Value!).RootElement.GetProperty("source"))
            .Select(at => (at.GetProperty("partition").GetInt32(), at.GetProperty("offset").GetInt64()))];

    // 20 records in each partition; in partition 1 a tombstone, one that is no UTF-8, and an aborted transaction with its two records and marker.
    private async Task<ReplayTopics> Topics()
    {
        var topics = await ReplayTopics.Create(await kafka.Shared());
        for (var p = 0; p < 2; p++) await topics.Cluster.Produce(topics.Raw, Account.Messages(20, "Ada Lovelace wrote"), p);
        await topics.Cluster.Produce(topics.Raw, [Account.Message(null, "gone"), new() { Key = "bad"u8.ToArray(), Value = [0xff] }], 1);
        var config = new ProducerConfig(topics.Cluster.Client()) { TransactionalId = topics.Raw };
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(config).SetKeySerializer(Serializers.ByteArray!)
            .SetValueSerializer(Serializers.ByteArray!).Build();
        producer.InitTransactions(TimeSpan.FromSeconds(20));
        producer.BeginTransaction();
        for (var i = 0; i < 2; i++) await producer.ProduceAsync(new TopicPartition(topics.Raw, 1), Account.Message("aborted"));
        producer.AbortTransaction();
        return topics;
    }

    [Fact]
    public async Task Killed_at_each_step_it_resumes_and_accounts_for_every_offset()
    {
        var topics = await Topics();
        const string Account = "45 offsets = 40 enriched + 1 dead letters + 1 tombstones + 3 without a record";
        var dry = await Replay(topics, "--dry-run");
        Assert.True(dry.ExitCode == 0, dry.Error);
        Assert.StartsWith($"{topics.Raw}[0]  0 to 20  20 offsets\n{topics.Raw}[1]  0 to 25  25 offsets\n", dry.Output, StringComparison.Ordinal);
        Assert.Contains("45 offsets; one process like this takes about", dry.Output, StringComparison.Ordinal);

        await KilledAt(topics, "replay.output:1:kill");
        await KilledAt(topics, "control.written:1:kill");
        await KilledAt(topics, "replay.recorded:1:kill");
        await topics.Cluster.Produce(topics.Raw, [Flow.Account.Message("of another day")], 0);
        await KilledAt(topics, "commit.before:1:kill");
        await KilledAt(topics, "commit.after:1:kill", "--set", "batch:documents=5", "--set", "kafka:transaction:records=5");
        await KilledAt(topics, "replay.check:1:kill");
        var ended = await Replay(topics);
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Contains(Account, ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("more than one output", ended.Error, StringComparison.Ordinal);
        Assert.Equal([.. Enumerable.Range(0, 20).Select(i => (0, (long)i)), .. Enumerable.Range(0, 20).Select(i => (1, (long)i))], Sources(topics));
        Assert.Single(topics.Cluster.ReadCommitted(topics.DeadLetter));

        var other = await Replay(topics, "--to", "7");
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("--to is 7, and was end", other.Error, StringComparison.Ordinal);

        // The same texts by the same snapshot elsewhere are the same bytes.
        var again = topics.Next + ".again";
        var repeated = await ChildProgram.Run(["replay", .. topics.With(("--output", again), ("--name", again)), "--to", "20"]);
        Assert.True(repeated.ExitCode == 0, repeated.Error);
        var diff = await ChildProgram.Run(
            "diff", topics.Next, again, "--bootstrap-servers", topics.Cluster.BootstrapServers, "--max-unequal", "0", "--max-unmatched", "0");
        Assert.True(diff.ExitCode == 0, diff.Output + diff.Error);
    }

    [Fact]
    public async Task The_check_can_be_left_to_another_process_and_a_compacted_output_cannot_be_counted()
    {
        var topics = await ReplayTopics.Create(await kafka.Shared(), 1);
        await topics.Cluster.CreateTopicNamed(topics.Raw + ".compact", 1, ("cleanup.policy", "compact"));
        await topics.Cluster.Produce(topics.Raw, Account.Messages(5, "Ada Lovelace wrote"), 0);
        string[] arguments = ["replay", .. topics.With(("--like", topics.Raw + ".compact"))];
        var first = await ChildProgram.Run([.. arguments, "--skip-check"]);
        Assert.True(first.ExitCode == 0, first.Error);
        Assert.DoesNotContain("is compacted, so that", first.Error, StringComparison.Ordinal);
        Assert.Equal(5, Sources(topics).Count);
        var ended = await ChildProgram.Run(arguments);
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Contains(
            $"{topics.Next} is compacted, so that it cannot tell whether each record has an output", ended.Error, StringComparison.Ordinal);
        Assert.Equal(5, Sources(topics).Count);
    }

    [Fact]
    public async Task A_worker_takes_over_what_another_one_leaves_and_both_end_when_all_is_done()
    {
        var topics = await ReplayTopics.Create(await kafka.Shared());
        for (var p = 0; p < 2; p++) await topics.Cluster.Produce(topics.Raw, Account.Messages(400, "Ada Lovelace wrote"), p);
        using var slow = ChildProgram.Start([], ["replay", .. topics.Arguments, "--throttle", "5", "--instance", "slow"]);
        var lines = slow.StandardError.ReadToEndAsync();
        await Eventually.True(() => topics.Cluster.ReadCommitted(topics.Next).Count > 0, "it writes", s_limit);
        using var other = ChildProgram.Start([], ["replay", .. topics.Arguments, "--throttle", "200", "--instance", "other"]);
        var others = other.StandardError.ReadToEndAsync();
        await Eventually.True(() => Assigned(topics) == 2, "both have a partition", s_limit);
        slow.Kill();
        await slow.WaitForExitAsync();
        await other.WaitForExitAsync().WaitAsync(s_limit);
        Assert.True(other.ExitCode == 0, await others);
        Assert.Contains("800 offsets = 800 enriched + 0 dead letters", await others, StringComparison.Ordinal);
        Assert.Contains("replay.progress", await others, StringComparison.Ordinal);
        Assert.Equal(800, Sources(topics).Distinct().Count());
        Assert.Equal(800, Sources(topics).Count);
        await lines;
    }

    // Members of the group that hold a partition.
    private static int Assigned(ReplayTopics topics)
    {
        using var admin = topics.Cluster.Admin();
        var group = admin.DescribeConsumerGroupsAsync([topics.Options.Group]).GetAwaiter().GetResult().ConsumerGroupDescriptions[0];
        return group.Members.Count(member => member.Assignment?.TopicPartitions.Count > 0);
    }

    [Fact]
    public async Task It_waits_while_another_group_is_behind_and_goes_on_when_that_has_caught_up()
    {
        var topics = await ReplayTopics.Create(await kafka.Shared(), 1);
        var old = Account.Message("Ada Lovelace");
        old.Timestamp = new Timestamp(TimeProvider.System.GetUtcNow().AddHours(-1));
        await topics.Cluster.Produce(topics.Raw, [Account.Message("Ada Lovelace"), old], 0);
        var live = topics.Raw + ".live";
        Commit(topics, live, 1);
        var typo = await Replay(topics, "--yield-to", live + "x");
        Assert.Equal(1, typo.ExitCode);
        Assert.Contains("has no positions: there is nothing to yield to", typo.Error, StringComparison.Ordinal);

        using var replay = ChildProgram.Start([], ["replay", .. topics.Arguments, "--yield-to", live, "--max-lag-seconds", "60"]);
        var lines = new List<string>();
        while (await replay.StandardError.ReadLineAsync() is { } line)
        {
            lines.Add(line);

            // As the live workers do.
            if (line.Contains("replay.yields", StringComparison.Ordinal)) Commit(topics, live, 2);
        }

        await replay.WaitForExitAsync();
        var log = string.Join('\n', lines);
        Assert.True(replay.ExitCode == 0, log);
        Assert.Contains("replay.yields", log, StringComparison.Ordinal);
        Assert.Contains("replay.goes_on", log, StringComparison.Ordinal);
        Assert.Contains("2 offsets = 2 enriched", log, StringComparison.Ordinal);
    }

    private static void Commit(ReplayTopics topics, string group, long offset)
    {
        var config = new ConsumerConfig(topics.Cluster.Client()) { GroupId = group, EnableAutoCommit = false };
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).Build();
        consumer.Commit([new TopicPartitionOffset(topics.Raw, 0, offset)]);
    }

    [Fact]
    public async Task What_retention_takes_on_the_way_is_told_and_is_no_success()
    {
        var topics = await ReplayTopics.Create(await kafka.Shared(), 1);
        await topics.Cluster.Produce(topics.Raw, Account.Messages(30, "Ada Lovelace wrote"), 0);
        await KilledAt(topics, "replay.recorded:1:kill");
        await topics.Cut(0, 12);
        var ended = await Replay(topics);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("30 offsets = 18 enriched + 0 dead letters + 0 tombstones + 0 without a record + 12 taken by retention", ended.Error,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kafka:control is not set", "--control", "")]
    [InlineData("--name takes letters", "--name", "a b")]
    [InlineData("--from must be beginning, end, a time", "--from", "soon")]
    [InlineData("--throttle must be above 0", "--throttle", "0")]
    [InlineData("--output is kafka:output, which the workers write to", "--set", "kafka:output=next")]
    public async Task Wrong_usage_is_answered_before_anything_is_touched(string why, string option, string value)
    {
        var arguments = new Dictionary<string, string>
        {
            ["--bootstrap-servers"] = "127.0.0.1:1",
            ["--input"] = "raw",
            ["--output"] = "next",
            ["--dead-letter"] = "dlq",
            ["--control"] = "control",
            ["--name"] = "n",
            [option] = value,
        };
        var ended = await ChildProgram.Run(
            ["replay", .. arguments.Where(one => one.Value.Length > 0).SelectMany(one => new[] { one.Key, one.Value })]);
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(why, ended.Error, StringComparison.Ordinal);
    }
}
