using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Topics;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Pipeline;

namespace StreamNer.KafkaTests.Flow;

/// <summary>Outputs that refuse many of the records: by settings that are known, that have changed, and that may not be read.</summary>
public sealed class RefusalFlowTests(RealKafka kafka) : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);
    private readonly string _slots = Directory.CreateTempSubdirectory("streamner-slots-").FullName;

    public void Dispose() => Directory.Delete(_slots, recursive: true);

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    public async Task Twenty_of_two_hundred_without_key_for_a_compacted_output(bool foreseen, int mostRewinds)
    {
        var cluster = await kafka.Shared();
        var options = await Topics(cluster, ("cleanup.policy", "compact"));
        await cluster.Produce(options.Inputs[0], Enumerable.Range(0, 200).Select(i => Account.Message($"text {i}", i % 10 == 3 ? null : $"k{i}")), 0);
        var (counts, rewinds) = await Run(cluster, options, foreseen);
        Assert.Equal((180, 20), (counts.Enriched, counts.RejectedBy(FailureKind.InvalidRecord, FailureDetail.TopicKey)));
        Assert.InRange(rewinds, 0, mostRewinds);
        Assert.Equal(Enumerable.Range(0, 200).Where(i => i % 10 == 3).Select(i => (long)i),
            Account.DeadSources(cluster.ReadCommitted(options.DeadLetter)).Select(s => s.Offset));
        Assert.Equal(Enumerable.Range(0, 200).Where(i => i % 10 != 3).Select(i => (long)i),
            Account.Sources(cluster.ReadCommitted(options.Output)).Select(s => s.Offset));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    public async Task Three_thousand_of_three_thousand_older_than_the_output_takes(bool foreseen, int mostRewinds)
    {
        var cluster = await kafka.Shared();
        var options = await Topics(cluster, ("message.timestamp.before.max.ms", "3600000"));
        var old = TimeProvider.System.GetUtcNow().AddDays(-1);
        await cluster.Produce(options.Inputs[0],
            Enumerable.Range(0, 3_000).Select(i =>
            new Message<byte[]?, byte[]?> { Key = [1], Value = "old"u8.ToArray(), Timestamp = new Timestamp(old.AddSeconds(i % 97)) }), 0);
        var (counts, rewinds) = await Run(cluster, options, foreseen);
        Assert.Equal((0, 3_000), (counts.Enriched, counts.RejectedBy(FailureKind.InvalidRecord, FailureDetail.TopicTimestamp)));
        Assert.InRange(rewinds, 0, mostRewinds);
        Assert.Equal(Enumerable.Range(0, 3_000).Select(i => (long)i),
            Account.DeadSources(cluster.ReadCommitted(options.DeadLetter)).Select(s => s.Offset));
    }

    [Fact]
    public async Task A_worker_without_the_right_to_read_settings_learns_from_refusals_and_a_missing_transactional_id_is_named()
    {
        var cluster = await kafka.Secure();
        var options = (await Topics(cluster, ("cleanup.policy", "compact"), ("max.message.bytes", "3000"))) with
        {
            Instance = "worker-a",
            Client = Client(cluster)
        };
        await Allow(cluster, options);
        var random = new Random(11);
        await cluster.Produce(options.Inputs[0],
            Enumerable.Range(0, 300).Select(i =>
            Account.Message(i % 10 == 5 ? Noise(random, random.Next(4_000, 9_000)) : $"text {i}", i % 10 == 3 ? null : $"k{i}")), 0);

        var named = await Assert.ThrowsAsync<KafkaFatalException>(async () =>
        {
            await using var refused = TestWorker.Start(options, slots: _slots);
            await refused.Running.WaitAsync(s_limit);
        });
        Assert.Contains($"transactional id '{options.Group}-worker-a'", named.Message, StringComparison.Ordinal);

        await cluster.Run(
            "acl", "--add", "--allow-principal", "User:app", "--operation", "Write", "--operation", "Describe", "--transactional-id",
            options.Group + "-", "--resource-pattern-type", "prefixed");
        var (counts, rewinds) = await Run(cluster, options, foreseen: false);
        Assert.Equal((240, 30, 30),
            (counts.Enriched, counts.RejectedBy(FailureKind.InvalidRecord, FailureDetail.TopicRefused),
            counts.RejectedBy(FailureKind.OversizeOutput)));
        Assert.InRange(rewinds, 1, 59); // 60 are refused
        Assert.Equal(60, cluster.ReadCommitted(options.DeadLetter).Count);
    }

    private async Task<(FlowCounts Counts, int Rewinds)> Run(KafkaCluster cluster, KafkaOptions options, bool foreseen)
    {
        WrittenTopics? topics = null;
        if (foreseen)
        {
            var report = await Preflight.Run(options, new(), new(), null, new(), CancellationToken.None);
            topics = new WrittenTopics(options, report.Topics, EventLog.None, TimeProvider.System);
        }

        var started = TimeProvider.System.GetTimestamp();
        await using var worker = TestWorker.Start(options, slots: _slots, topics: topics);
        var counts = (await worker.Running.WaitAsync(s_limit)).Counts;
        var rewinds = worker.Events.Count(e => e.Name is "kafka.rewind" or "kafka.rebuild");
        TestContext.Current.TestOutputHelper?.WriteLine($"{TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s, {rewinds} rewinds");
        return (counts, rewinds);
    }

    private static async Task<KafkaOptions> Topics(KafkaCluster cluster, params (string, string)[] output) => TestWorker.Options(
        cluster.BootstrapServers, await cluster.CreateTopic("raw"), await cluster.CreateTopic("enriched", 1, output),
        await cluster.CreateTopic("dlq"), KafkaCluster.UniqueName("group")) with
    {
        UntilEnd = true,
    };

    private static Dictionary<string, string> Client(KafkaCluster cluster)
    {
        var client = cluster.Client("app");
        client.Remove("bootstrap.servers");
        return client;
    }

    private static string Noise(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next(33, 126)));

    private static async Task Allow(KafkaCluster cluster, KafkaOptions options)
    {
        using var admin = cluster.Admin();
        (ResourceType Type, string Name, AclOperation[] Operations)[] all =
        [
            (ResourceType.Topic, options.Inputs[0], [AclOperation.Read, AclOperation.Describe]),
            (ResourceType.Topic, options.Output, [AclOperation.Write, AclOperation.Describe]),
            (ResourceType.Topic, options.DeadLetter, [AclOperation.Write, AclOperation.Describe]),
            (ResourceType.Group, options.Group, [AclOperation.Read]),
        ];
        await admin.CreateAclsAsync(all.SelectMany(rule => rule.Operations.Select(operation => new AclBinding
        {
            Pattern = new() { Type = rule.Type, Name = rule.Name, ResourcePatternType = ResourcePatternType.Literal },
            Entry = new() { Principal = "User:app", Host = "*", Operation = operation, PermissionType = AclPermissionType.Allow },
        })));
    }
}
