using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Flow;
using StreamNer.Tests.Host;
using StreamNer.Tests.Onnx;

namespace StreamNer.KafkaTests.Erasure;

/// <summary><c>streamner erase</c> on real Kafka: what it finds, what it destroys, and what becomes of a process that is killed over it.</summary>
public sealed class EraseCommandTests(RealKafka kafka) : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Key(string name) => Path.Combine(_folder.Path, name);

    private sealed record Topics(KafkaCluster Cluster, string Raw)
    {
        public string[] Arguments =>
        [
            "--bootstrap-servers", Cluster.BootstrapServers, "--input", Raw, "--output", Raw + ".out", "--dead-letter", Raw + ".dlq",
            "--group", Raw + ".group", "--format", "json", "--json-field", "text", "--output-format", "json",
        ];
    }

    private string Settings(params string[] destroyed)
    {
        foreach (var name in (string[])["shared", "acme", "zeta"])
            if (destroyed.Length == 0) File.WriteAllText(Key(name), Convert.ToHexString(Encoding.UTF8.GetBytes(name.PadRight(32, '.'))));
        var path = Path.Combine(_folder.Path, $"settings-{destroyed.Length}.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            pii = new
            {
                actions = new Dictionary<string, string> { ["EMAIL"] = "encrypt" },
                tenant = new { header = "tenant" },
                keys = new
                {
                    active = "a",
                    versions = new { a = new { file = Key("shared") } },
                    tenants = new { acme = new { file = Key("acme") }, zeta = new { file = Key("zeta") } },
                    destroyed,
                },
            },
        }));
        return path;
    }

    private static Message<byte[]?, byte[]?> Text(string tenant, string text, string field = "text") => Account.Message(
        JsonSerializer.Serialize(new Dictionary<string, string> { [field] = text }), tenant, new Header("tenant", Encoding.UTF8.GetBytes(tenant)));

    // In partition 0: acme, other, acme, acme without its text (a dead letter), zeta; in partition 1 acme once.
    private async Task<Topics> Create()
    {
        var cluster = await kafka.Shared();
        var raw = await cluster.CreateTopic("raw", 2);
        await cluster.CreateTopics(2, (raw + ".out", [("max.message.bytes", "2097152")]), (raw + ".dlq", [("max.message.bytes", "1064972")]));
        await cluster.Produce(raw, [
            Text("acme", "Write to ada@example.org"), Text("other", "Write to bob@example.org"), Text("acme", "Nothing to hide"),
            Text("acme", "x", "body"), Text("zeta", "Write to eve@example.org")], 0);
        await cluster.Produce(raw, [Text("acme", "Write to ada@example.org")], 1);
        var topics = new Topics(cluster, raw);
        var ran = await ChildProgram.Run(["run", .. topics.Arguments, "--config", Settings(), "--until-end", "--set", "kafka:transaction:intervalMs=5000"]);
        Assert.True(ran.ExitCode == 0, ran.Error);
        return topics;
    }

    private static Task<ChildProgram.Result> Erase(Topics topics, string settings, params string[] more) =>
        ChildProgram.Run(["erase", .. topics.Arguments, "--config", settings, .. more]);

    private static List<string> Holdings(ChildProgram.Result planned, int tenant = 0) =>
        [.. JsonDocument.Parse(planned.Output).RootElement.GetProperty("tenants")[tenant].GetProperty("holdings").EnumerateArray().Select(held =>
            $"{held.GetProperty("kind").GetString()} {held.GetProperty("partition").GetInt32()} {held.GetProperty("records").GetInt64()}"
            + $"+{held.GetProperty("others").GetInt64()} {held.GetProperty("ranges").GetRawText()}")];

    [Fact]
    public async Task It_finds_a_tenants_records_by_their_sources_and_where_these_are_gone_by_their_tags()
    {
        var topics = await Create();
        var planned = await Erase(topics, Settings(), "--tenant", "acme", "--json");
        Assert.True(planned.ExitCode == 0, planned.Error);
        Assert.Equal(
            ["input 0 3+1 [[0,1],[2,4]]", "input 1 1+0 [[0,1]]", "dead_letter 0 1+0 [[0,1]]", "output 0 2+1 [[0,1],[2,3]]", "output 1 1+0 [[0,1]]"],
            Holdings(planned));
        Assert.DoesNotContain("example.org", planned.Output + planned.Error, StringComparison.Ordinal);
        Assert.Contains("nothing was destroyed", planned.Error, StringComparison.Ordinal);

        // Without the sources the first record has its tag, the second only its tenant had known; bob's tag is not acme's.
        using var admin = topics.Cluster.Admin();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(topics.Raw, 0, 5)]);
        planned = await Erase(topics, Settings(), "--tenant", "acme", "--json");
        Assert.Equal(["input 1 1+0 [[0,1]]", "dead_letter 0 1+0 [[0,1]]", "output 0 1+0 [[0,1]]", "output 1 1+0 [[0,1]]"], Holdings(planned));
        var unknown = JsonDocument.Parse(planned.Output).RootElement.GetProperty("unknown")[0];
        Assert.Equal(("output", 3), (unknown.GetProperty("kind").GetString(), unknown.GetProperty("records").GetInt64()));

        var page = await Erase(topics, Settings(), "--tenant", "acme");
        Assert.Contains($"{topics.Raw}.dlq[0]  dead_letter  1 records, 0 others before the last; offsets 0", page.Output, StringComparison.Ordinal);
        Assert.Contains("Kafka deletes records from the beginning of a partition only", page.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_between_two_keys_or_over_one_it_is_started_again()
    {
        var topics = await Create();
        var refused = await Erase(topics, Settings(), "--tenant", "acme", "--confirm");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("nothing was destroyed", refused.Error, StringComparison.Ordinal);
        Assert.Contains("pii:keys:destroyed does not list 'acme'", refused.Error, StringComparison.Ordinal);

        string[] both = ["erase", .. topics.Arguments, "--config", Settings("acme", "zeta"), "--tenant", "acme", "--tenant", "zeta", "--confirm"];
        Assert.Equal(137, (await ChildProgram.RunWith(ReadOnlyMemory<byte>.Empty, [("STREAMNER_TEST_FAILPOINT", "erase.overwritten:1:kill")], both)).ExitCode);
        Assert.Equal(new byte[64], await File.ReadAllBytesAsync(Key("acme")));
        Assert.Equal(137, (await ChildProgram.RunWith(ReadOnlyMemory<byte>.Empty, [("STREAMNER_TEST_FAILPOINT", "erase.deleted:1:kill")], both)).ExitCode);
        Assert.Equal((false, true), (File.Exists(Key("acme")), File.Exists(Key("zeta"))));
        var ended = await ChildProgram.Run(both);
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Contains("the key of 'acme' was destroyed before", ended.Error, StringComparison.Ordinal);
        Assert.Contains("the key of 'zeta' is destroyed", ended.Error, StringComparison.Ordinal);
        Assert.Equal((false, true), (File.Exists(Key("zeta")), File.Exists(Key("shared"))));

        // Nobody can read the tags any more, and workers start and go on.
        var tag = JsonDocument.Parse(topics.Cluster.ReadCommitted(topics.Raw + ".out")[0].Message.Value).RootElement.GetProperty("text").GetString()!;
        Assert.StartsWith("Write to [EMAIL#a#", tag, StringComparison.Ordinal);
        var revealed = await ChildProgram.RunWith(
            Encoding.UTF8.GetBytes(tag + "\n"), [], "reveal", "--tenant", "acme", "--config", Settings("acme", "zeta"));
        Assert.Equal(tag + "\n", revealed.Output);
        Assert.Equal(0, (await ChildProgram.Run(["run", .. topics.Arguments, "--config", Settings("acme", "zeta"), "--until-end"])).ExitCode);
    }

    [Fact]
    public async Task A_misspelt_tenant_and_a_topic_that_cannot_be_read_destroy_nothing()
    {
        var topics = await Create();
        var misspelt = await Erase(topics, Settings(), "--tenant", "acmee");
        Assert.Equal(1, misspelt.ExitCode);
        Assert.Contains("tenant 'acmee' is unknown: no record names it, and neither pii:keys nor pii:tenants lists it; did you mean 'acme'?",
            misspelt.Error, StringComparison.Ordinal);
        var missing = await Erase(topics, Settings("acme", "zeta"), "--tenant", "acme", "--confirm", "--also", topics.Raw + ".nowhere");
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains($"{topics.Raw}.nowhere cannot be read", missing.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Key("acme")));
        Assert.Equal(2, (await Erase(topics, Settings(), "--tenant", "")).ExitCode);
        Assert.Equal(2, (await Erase(topics, Settings())).ExitCode);
    }
}
