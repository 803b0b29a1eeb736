using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamNer.Kafka;
using StreamNer.Kafka.Topics;
using StreamNer.KafkaTests.Clusters;

namespace StreamNer.KafkaTests.Host;

/// <summary>Inputs that are named by a regular expression.</summary>
public sealed class PatternRunTests(RealKafka kafka)
{
    [Fact]
    public async Task Topics_that_match_are_read_those_that_come_later_too_and_never_the_workers_own()
    {
        var cluster = await kafka.Shared();
        var prefix = KafkaCluster.UniqueName("pattern");
        string Topic(string name) => $"{prefix}-{name}";
        foreach (var name in (string[])["a", "enriched", "dlq"]) await cluster.CreateTopicNamed(Topic(name), 2);
        await cluster.Produce(Topic("a"), Texts(10));
        using var worker = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "streamner"),
            [
                "run", "--bootstrap-servers", cluster.BootstrapServers, "--input", $"^{prefix}-.*", "--output", Topic("enriched"),
                "--dead-letter", Topic("dlq"), "--group", prefix, "--set", "kafka:discoverySeconds=1"
            ])
        { UseShellExecute = false, RedirectStandardError = true })!;
        var log = worker.StandardError.ReadToEndAsync();
        try
        {
            await Eventually.True(() => Written() == 10, "the topic that was there is read", TimeSpan.FromMinutes(2));
            await cluster.CreateTopicNamed(Topic("b"), 2);
            await cluster.Produce(Topic("b"), Texts(7));
            await cluster.Produce(Topic("a"), Texts(5));
            await Eventually.True(() => worker.HasExited || Written() == 22, "the new topic is read, the old one too", TimeSpan.FromMinutes(2));
            using var kill = Process.Start("kill", ["-TERM", worker.Id.ToString(CultureInfo.InvariantCulture)]);
            await worker.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        }
        finally
        {
            if (!worker.HasExited) worker.Kill();
        }

        var said = await log;
        Assert.True(worker.ExitCode == 0, said);
        Assert.Contains($"{Topic("b")}: the worker drains and takes them up", said, StringComparison.Ordinal);
        Assert.Contains("22 records = 22 enriched + 0 rejected", said, StringComparison.Ordinal);
        Assert.Equal(22, Written());

        int Written() => cluster.ReadCommitted(Topic("enriched")).Count;
    }

    [Fact]
    public async Task A_topic_that_matches_and_may_not_be_read_is_left_out_and_none_at_all_is_refused()
    {
        var cluster = await kafka.Secure();
        var prefix = KafkaCluster.UniqueName("pattern");
        string[] topics = [$"{prefix}-open", $"{prefix}-closed", $"{prefix}-out", $"{prefix}-dlq"];
        foreach (var topic in topics) await cluster.CreateTopicNamed(topic, 1);
        var client = cluster.Client("app");
        client.Remove("bootstrap.servers");
        var options = new KafkaOptions
        {
            BootstrapServers = cluster.BootstrapServers,
            Inputs = [$"^{prefix}-.*"],
            Output = topics[2],
            DeadLetter = topics[3],
            Group = prefix,
            Client = client,
        };
        using var admin = cluster.Admin();
        await admin.CreateAclsAsync([Allow(topics[0], AclOperation.Read), Allow(topics[1], AclOperation.Describe)]);
        PreflightReport report = null!;
        await Eventually.True(async () => (report = await Look(options)).Matching.Count == 2, "both can be seen");
        Assert.Equal([topics[0]], report.Inputs);
        Assert.Contains(report.Findings, finding => finding is { Severity: StreamNer.Diagnostics.Severity.Warning, Key: "kafka:inputs" }
            && finding.Message.Contains($"'{topics[1]}' matches, but this user may not read it", StringComparison.Ordinal));

        report = await Look(options with { Inputs = [$"^{prefix}-c"] });
        Assert.Empty(report.Inputs);
        Assert.Contains(report.Findings, finding => finding is { Severity: StreamNer.Diagnostics.Severity.Error, Key: "kafka:inputs" }
            && finding.Message.Contains("no topic that may be read matches", StringComparison.Ordinal));
    }

    private static Task<PreflightReport> Look(KafkaOptions options) =>
        Preflight.Run(options, new(), new(), null, new(), CancellationToken.None);

    private static AclBinding Allow(string topic, AclOperation operation) => new()
    {
        Pattern = new() { Type = ResourceType.Topic, Name = topic, ResourcePatternType = ResourcePatternType.Literal },
        Entry = new() { Principal = "User:app", Host = "*", Operation = operation, PermissionType = AclPermissionType.Allow },
    };

    private static IEnumerable<Message<byte[]?, byte[]?>> Texts(int count) =>
        Enumerable.Range(0, count).Select(i => new Message<byte[]?, byte[]?> { Value = Encoding.UTF8.GetBytes($"{i} Ada Lovelace in London") });
}
