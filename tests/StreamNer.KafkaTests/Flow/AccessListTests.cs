using Confluent.Kafka.Admin;
using StreamNer.Diagnostics;
using StreamNer.Kafka;
using StreamNer.Kafka.Topics;
using StreamNer.KafkaTests.Clusters;

namespace StreamNer.KafkaTests.Flow;

/// <summary>The access list of <c>docs/connections.md</c>: with exactly these a worker runs, and without any one it is told which.</summary>
public sealed class AccessListTests(RealKafka kafka) : IDisposable
{
    private const int Records = 10;
    private static readonly Entry[] s_list =
    [
        new(ResourceType.Topic, "", AclOperation.Read, "kafka:inputs", "allow Read"),
        new(ResourceType.Topic, "", AclOperation.DescribeConfigs, "kafka:inputs", "allow DescribeConfigs"),
        new(ResourceType.Topic, ".enriched", AclOperation.Write, "kafka:output", "allow Write"),
        new(ResourceType.Topic, ".enriched", AclOperation.DescribeConfigs, "kafka:output", "allow DescribeConfigs"),
        new(ResourceType.Topic, ".dlq", AclOperation.Write, "kafka:deadLetter", "allow Write"),
        new(ResourceType.Topic, ".dlq", AclOperation.DescribeConfigs, "kafka:deadLetter", "allow DescribeConfigs"),
        new(ResourceType.Topic, ".repair", AclOperation.Write, "kafka:repair", "allow Write"),
        new(ResourceType.Topic, ".repair", AclOperation.DescribeConfigs, "kafka:repair", "allow DescribeConfigs"),
        new(ResourceType.Group, ".group", AclOperation.Read, "kafka:group", "allow Read"),
    ];

    private readonly string _slots = Directory.CreateTempSubdirectory("streamner-slots-").FullName;

    public void Dispose() => Directory.Delete(_slots, recursive: true);

    [Fact]
    public async Task With_exactly_these_it_runs_and_each_that_is_missing_is_named()
    {
        var cluster = await kafka.Secure();

        // One set of topics for each entry that is left out, one without the transactional id, and one, the last, for the whole list.
        var names = Enumerable.Range(0, s_list.Length + 2).Select(_ => KafkaCluster.UniqueName("access")).ToList();
        await cluster.CreateTopics(1, [.. names.SelectMany(raw => ((string, (string, string)[])[])
        [
            (raw, [("max.message.bytes", "100000")]), (raw + ".enriched", []), (raw + ".dlq", [("max.message.bytes", "1100000")]),
            (raw + ".repair", [])
        ])]);
        await cluster.Produce(names[^1], Account.Messages(Records));
        using var admin = cluster.Admin();
        await admin.CreateAclsAsync(names.SelectMany((raw, without) => s_list.Where((_, i) => i != without).Select(entry => entry.Of(raw))));

        // The client's enumeration of resources lacks them.
        await cluster.Run(
        [
            "acl", "--add", "--allow-principal", "User:app", "--operation", "Write", "--resource-pattern-type", "prefixed",
            .. names.Where((_, without) => without != s_list.Length).SelectMany(raw => (string[])["--transactional-id", raw + ".group-"])
        ]);
        await Eventually.True(async () => (await Look(Options(cluster, names[^1]))).Count == 0, "the whole list is in force");

        for (var i = 0; i < s_list.Length; i++)
        {
            var finding = Assert.Single(await Look(Options(cluster, names[i])));
            Assert.Equal(s_list[i].Key, finding.Key);
            Assert.Contains(s_list[i].Said, finding.Message, StringComparison.Ordinal);
            Assert.Equal(s_list[i].Operation == AclOperation.DescribeConfigs ? Severity.Warning : Severity.Error, finding.Severity);
        }

        // No request asks for a transactional id alone: that it is missing is found when transactions are begun, before anything is read.
        Assert.Empty(await Look(Options(cluster, names[^2])));
        var refused = Assert.Throws<KafkaFatalException>(() => TestWorker.Start(Options(cluster, names[^2]), slots: _slots));
        Assert.Contains("transactional id: allow Write", refused.Message, StringComparison.Ordinal);

        await using var worker = TestWorker.Start(Options(cluster, names[^1]) with { UntilEnd = true }, slots: _slots);
        var result = await worker.Running.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal((Records, true), ((int)result.Counts.Enriched, result.Drained));
    }

    // The cluster has one broker.
    private static async Task<IReadOnlyList<Finding>> Look(KafkaOptions options) =>
        [.. (await Preflight.Run(options, new(), new(), null, new(), CancellationToken.None)).Findings
            .Where(finding => !finding.Message.Contains("has one replica", StringComparison.Ordinal))];

    private static KafkaOptions Options(KafkaCluster cluster, string raw)
    {
        var client = cluster.Client("app");
        client.Remove("bootstrap.servers");
        return TestWorker.Options(cluster.BootstrapServers, raw, raw + ".enriched", raw + ".dlq", raw + ".group") with
        {
            Repair = raw + ".repair",
            Client = client,
        };
    }

    /// <summary>One entry, by the end of the resource's name, with what is said where it is missing.</summary>
    private sealed record Entry(ResourceType Type, string Suffix, AclOperation Operation, string Key, string Said)
    {
        public AclBinding Of(string raw) => new()
        {
            Pattern = new()
            {
                Type = Type,
                Name = raw + Suffix,
                ResourcePatternType = ResourcePatternType.Literal,
            },
            Entry = new() { Principal = "User:app", Host = "*", Operation = Operation, PermissionType = AclPermissionType.Allow },
        };
    }
}
