using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamNer.Diagnostics;
using StreamNer.Kafka;
using StreamNer.Kafka.Registry;
using StreamNer.Kafka.Topics;
using StreamNer.KafkaTests.Clusters;

namespace StreamNer.KafkaTests;

public sealed class PreflightTests(RealKafka kafka, RealRegistry registry)
{
    [Fact]
    public async Task Topics_are_created_kept_on_a_second_run_and_then_pass_the_preflight()
    {
        var cluster = await kafka.Shared();
        var raw = await cluster.CreateTopic("raw", 3, ("max.message.bytes", "500000"));
        var options = Options(cluster, raw);
        Assert.Equal([("kafka:output", true), ("kafka:deadLetter", true)],
            (await Run(options)).Findings.Select(f => (f.Key, f.Message.Contains("topics create", StringComparison.Ordinal))));

        Assert.All(await TopicAdmin.Create(options, dryRun: true), c => Assert.Equal(TopicAction.Created, c.Action));
        Assert.True((await Run(options)).HasErrors);
        Assert.All(await TopicAdmin.Create(options), c => Assert.Equal(TopicAction.Created, c.Action));
        await Eventually.True(async () => !(await Run(options)).HasErrors, "the new topics are seen");
        Assert.All(await TopicAdmin.Create(options), c => Assert.Equal(TopicAction.Kept, c.Action));

        var report = await Preflight.Run(options, new(), new(), null, new(), CancellationToken.None);
        Assert.All(report.Findings, f => Assert.Contains("has one replica", f.Message, StringComparison.Ordinal)); // the cluster has one broker
        Assert.Equal(["kafka:output", "kafka:deadLetter"], report.Findings.Select(f => f.Key));
        Assert.Equal((1_000_000, 516_384), (report.Limit(options.Output), report.Limit(options.DeadLetter)));
        Assert.Equal((3, 3), (report.Topics[options.Output].Partitions, report.Topics[options.DeadLetter].Partitions));
        Assert.Equal("516384", report.Sized(options).Producer["batch.size"]);
    }

    [Fact]
    public async Task All_findings_come_at_once()
    {
        var cluster = await kafka.Shared();
        var raw = await cluster.CreateTopic("raw", 2, ("max.message.bytes", "3000000"));
        var options = Options(cluster, raw) with
        {
            Inputs = [raw, "no-such-topic", "no/such name"],
            Output = await cluster.CreateTopic("enriched", 1, ("cleanup.policy", "compact")),
            DeadLetter = await cluster.CreateTopic("dlq", 2, ("cleanup.policy", "compact")),
            Transaction = new() { TimeoutMs = 900_000 },
            Producer = new() { ["message.max.bytes"] = "1000" },
        };
        var findings =
            Apart(await Preflight.Run(options, new() { Format = InputFormat.Protobuf }, new(), new SchemaRegistry(s_nobody), s_nobody,
            CancellationToken.None)).Findings;
        Assert.Equal(findings.OrderByDescending(f => f.Severity), findings);
        Assert.Equal(
            [
                "Error kafka:deadLetter", "Error kafka:inputs", "Error kafka:inputs", "Error kafka:producer:message.max.bytes",
                "Error kafka:producer:message.max.bytes",
                "Error schemaRegistry:url", "Warning kafka:deadLetter", "Warning kafka:output", "Warning kafka:output",
            ],
            findings.Select(f => $"{f.Severity} {f.Key}").Order(StringComparer.Ordinal));
        var refused = await TopicAdmin.Create(options with { Inputs = [raw] });
        Assert.All(refused, c => Assert.Equal(TopicAction.Refused, c.Action));
    }

    [Fact]
    public async Task A_worker_without_rights_is_told_each_one_and_with_them_nothing()
    {
        var cluster = await kafka.Secure();
        var raw = await cluster.CreateTopic("raw", 2);
        var options = Options(cluster, raw, "app");
        await TopicAdmin.Create(Options(cluster, raw) with { Output = options.Output, DeadLetter = options.DeadLetter });

        var none = await Run(options);
        Assert.Equal(["kafka:deadLetter", "kafka:group", "kafka:inputs", "kafka:output"],
            none.Findings.Select(f => f.Key).Order(StringComparer.Ordinal));
        Assert.All(none.Findings, f => Assert.Equal(Severity.Error, f.Severity));

        // Read and write swapped: each is told what it lacks.
        await Allow(cluster, ResourceType.Topic, raw, AclOperation.Write);
        await Allow(cluster, ResourceType.Topic, options.Output, AclOperation.Read);
        await Allow(cluster, ResourceType.Topic, options.DeadLetter, AclOperation.Write);
        await Allow(cluster, ResourceType.Group, options.Group, AclOperation.Describe);
        await Eventually.True(async () => (await Run(options)).Findings.Count(f => f.Severity == Severity.Error) == 3, "rights are in force");
        var swapped = (await Run(options)).Findings;
        Assert.Contains(swapped, f =>
            f is { Key: "kafka:inputs", Severity: Severity.Error } && f.Message.Contains("allow Read", StringComparison.Ordinal));
        Assert.Contains(swapped, f =>
            f is { Key: "kafka:output", Severity: Severity.Error } && f.Message.Contains("allow Write", StringComparison.Ordinal));
        Assert.Contains(swapped, f =>
            f is { Key: "kafka:group", Severity: Severity.Error } && f.Message.Contains("allow Read", StringComparison.Ordinal));
        Assert.Contains(swapped, f =>
            f is { Key: "kafka:deadLetter", Severity: Severity.Warning } && f.Message.Contains("DescribeConfigs", StringComparison.Ordinal));

        await Allow(cluster, ResourceType.Topic, raw, AclOperation.Read, AclOperation.DescribeConfigs);
        await Allow(cluster, ResourceType.Topic, options.Output, AclOperation.Write, AclOperation.DescribeConfigs);
        await Allow(cluster, ResourceType.Topic, options.DeadLetter, AclOperation.DescribeConfigs);
        await Allow(cluster, ResourceType.Group, options.Group, AclOperation.Read);
        await Eventually.True(async () => (await Run(options)).Findings.Count == 0, "all rights are in force");
    }

    [Fact]
    public async Task A_wrong_password_an_unknown_authority_and_nobody_at_the_address_are_told_apart()
    {
        var cluster = await kafka.Secure();
        var options = Options(cluster, "raw");
        var wrong = options with { Client = new(options.Client) { ["sasl.password"] = "wrong-secret-42" } };
        var stranger = options with { Client = new(options.Client) };
        stranger.Client.Remove("ssl.ca.location");
        var nobody = options with { BootstrapServers = "127.0.0.1:1" };
        Assert.Contains("uthentication", await Told(wrong), StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret-42", await Told(wrong), StringComparison.Ordinal);
        Assert.Contains("certificate", await Told(stranger), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1 answers", await Told(nobody), StringComparison.Ordinal);
        await Assert.ThrowsAsync<KafkaException>(() => TopicAdmin.Create(nobody));

        static async Task<string> Told(KafkaOptions options)
        {
            var finding = Assert.Single((await Run(options)).Findings);
            Assert.Equal("kafka:bootstrapServers", finding.Key);
            return finding.Message;
        }
    }

    [Fact]
    public async Task The_registry_is_asked_whether_the_schema_will_do()
    {
        var (cluster, url) = (await kafka.Shared(), await registry.Url());
        var options = Options(cluster, await cluster.CreateTopic("raw"));
        await TopicAdmin.Create(options);
        await Eventually.True(async () => !(await Run(options)).HasErrors, "the new topics are seen");
        Assert.Empty(await Findings(new() { Url = url }, new()));
        Assert.Equal("schemaRegistry:autoRegister", Assert.Single(await Findings(new() { Url = url, AutoRegister = false }, new())).Key);
        Assert.Equal(Severity.Warning, Assert.Single(await Findings(new() { Url = url }, new() { Format = OutputFormat.Json })).Severity);
        Assert.Equal("schemaRegistry:url", Assert.Single(await Findings(new() { Url = new Uri(url, "/elsewhere") }, new())).Key);

        async Task<IReadOnlyList<Finding>> Findings(SchemaRegistryOptions registryOptions, OutputOptions output)
        {
            using var client = new SchemaRegistry(registryOptions);
            return Apart(await Preflight.Run(options, new(), output, client, registryOptions, CancellationToken.None)).Findings;
        }
    }

    private static readonly SchemaRegistryOptions s_nobody = new() { Url = new Uri("http://127.0.0.1:1"), Retries = 0 };

    private static async Task<PreflightReport> Run(KafkaOptions options) =>
        Apart(await Preflight.Run(options, new(), new(), null, new(), CancellationToken.None));

    // The clusters here have one broker.
    private static PreflightReport Apart(PreflightReport report) =>
        report with { Findings = [.. report.Findings.Where(f => !f.Message.Contains("has one replica", StringComparison.Ordinal))] };

    private static KafkaOptions Options(KafkaCluster cluster, string raw, string user = "admin")
    {
        var client = cluster.Client(user);
        client.Remove("bootstrap.servers");
        return new()
        {
            BootstrapServers = cluster.BootstrapServers,
            Inputs = [raw],
            Output = KafkaCluster.UniqueName("enriched"),
            DeadLetter = KafkaCluster.UniqueName("dlq"),
            Group = KafkaCluster.UniqueName("group"),
            Client = client,
        };
    }

    private static async Task Allow(KafkaCluster cluster, ResourceType type, string name, params AclOperation[] operations)
    {
        using var admin = cluster.Admin();
        await admin.CreateAclsAsync(operations.Select(operation => new AclBinding
        {
            Pattern = new() { Type = type, Name = name, ResourcePatternType = ResourcePatternType.Literal },
            Entry = new() { Principal = "User:app", Host = "*", Operation = operation, PermissionType = AclPermissionType.Allow },
        }));
    }
}
