using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using StreamNer.KafkaTests.Clusters;

namespace StreamNer.KafkaTests.Host;

/// <summary><c>doctor</c> and <c>topics create --dry-run</c> against brokers: what a new installation needs is named, and nothing is made.</summary>
public sealed class DoctorCommandTests(RealKafka kafka)
{
    [Fact]
    public async Task A_dry_run_creates_nothing_and_doctor_names_what_is_missing_until_it_is_there()
    {
        var cluster = await kafka.Shared();
        var raw = await cluster.CreateTopic("raw", 2);
        string[] topics = Topics(cluster.BootstrapServers, raw);

        var dry = await Run(["topics", "create", .. topics, "--dry-run"]);
        Assert.True(dry.Code == 0, dry.Error);
        Assert.Equal(["would create", "would create"], dry.Lines.Select(line => line.Split(": ")[1].Split(',')[0]));
        Assert.StartsWith($"{raw}.enriched: would create, 2 partitions", dry.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{raw}.dlq: would create, 2 partitions", dry.Lines[1], StringComparison.Ordinal);
        using (var admin = cluster.Admin())
        {
            var names = admin.GetMetadata(TimeSpan.FromSeconds(20)).Topics.ConvertAll(topic => topic.Topic);
            Assert.Equal([raw], names.Where(name => name.StartsWith(raw, StringComparison.Ordinal)));
        }

        var before = await Run(["doctor", .. topics, "--group", raw]);
        Assert.Equal(1, before.Code);
        Assert.Contains($"ok      brokers: {cluster.BootstrapServers} answer", before.Lines);
        Assert.Contains(before.Lines, line => line.StartsWith($"ok      input {raw}: 2 partitions", StringComparison.Ordinal));
        Assert.Contains(before.Lines, Missing("output", $"{raw}.enriched", "kafka:output"));
        Assert.Contains(before.Lines, Missing("dead letters", $"{raw}.dlq", "kafka:deadLetter"));
        Assert.Contains("run would not start: 2 of 12 checks failed", before.Error, StringComparison.Ordinal);

        var made = await Run(["topics", "create", .. topics]);
        Assert.True(made.Code == 0, made.Error);
        Assert.StartsWith($"{raw}.enriched: created, 2 partitions", made.Lines[0], StringComparison.Ordinal);
        var kept = await Run(["topics", "create", .. topics, "--dry-run", "--json"]);
        Assert.Equal(["would keep", "would keep"], kept.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("action").GetString()));

        var after = await Run(["doctor", .. topics, "--group", raw]);
        Assert.True(after.Code == 0, after.Output + after.Error);
        Assert.Contains("run would start", after.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(after.Lines, line => Row(line, "error", "") || Row(line, "skipped", ""));
    }

    [Fact]
    public async Task Settings_that_do_not_fit_the_topics_are_rows_with_the_setting_to_change()
    {
        var cluster = await kafka.Shared();
        var raw = await cluster.CreateTopic("raw", 2);
        await cluster.CreateTopicNamed(raw + ".enriched", 1);
        await cluster.CreateTopicNamed(raw + ".dlq", 2, ("cleanup.policy", "compact"));

        var dry = await Run(["topics", "create", .. Topics(cluster.BootstrapServers, raw), "--dry-run"]);
        Assert.Equal(1, dry.Code);
        Assert.Equal(
            [
                $"{raw}.enriched: would refuse, has 1 partition, not 2: delete it, or name another",
                $"{raw}.dlq: would refuse, is compacted: set its cleanup.policy to delete",
            ],
            dry.Lines);

        string[] settings = [.. Topics(cluster.BootstrapServers, raw), "--group", raw, "--set", "kafka:producer:message.max.bytes=1000"];
        var doctor = await Run(["doctor", .. settings]);
        Assert.Equal(1, doctor.Code);
        Assert.Contains(doctor.Lines, line => Row(line, "warning", $"output {raw}.enriched: kafka:output: topic '{raw}.enriched' has 1 partition"));
        Assert.Contains(doctor.Lines, Error($"dead letters {raw}.dlq: kafka:deadLetter: ", "compact"));
        Assert.Contains(doctor.Lines, Error("kafka:producer:message.max.bytes: ", "1000"));
        Assert.Contains(doctor.Lines, line => Row(line, "ok", $"group: '{raw}' may be joined"));
    }

    [Fact]
    public async Task A_compacted_output_and_repair_by_the_workers_do_not_go_together()
    {
        var cluster = await kafka.Shared();
        var raw = await cluster.CreateTopic("raw");
        await cluster.CreateTopicNamed(raw + ".enriched", 1, ("cleanup.policy", "compact"));
        await cluster.CreateTopics(1, (raw + ".dlq", [("max.message.bytes", "1064972")]), (raw + ".repair", []), (raw + ".plain", []));
        string[] settings = [.. Topics(cluster.BootstrapServers, raw), "--group", raw, "--repair", raw + ".repair", "--set", "repair:auto=true"];
        var compacted = await Run(["doctor", .. settings]);
        Assert.Equal(1, compacted.Code);
        Assert.Contains(compacted.Lines, Error($"repair:auto: {raw}.enriched (kafka:output) is compacted", "set repair:auto to false"));
        Assert.Contains("run would not start: 1 of ", compacted.Error, StringComparison.Ordinal);

        var plain = await Run(["doctor", .. settings.Select(one => one == raw + ".enriched" ? raw + ".plain" : one)]);
        Assert.True(plain.Code == 0, plain.Output + plain.Error);
        Assert.Contains($"ok      repair:auto: degraded records of {raw}.repair are repaired", plain.Lines);
    }

    [Fact]
    public async Task A_broker_that_accepts_and_never_answers_is_one_failed_row_and_one_line_of_the_dry_run()
    {
        using var frozen = new TcpListener(IPAddress.Loopback, 0);
        frozen.Start();
        var servers = frozen.LocalEndpoint.ToString()!;
        var doctor = Run(["doctor", .. Topics(servers, "raw"), "--group", "ner"]);
        var dry = Run(["topics", "create", .. Topics(servers, "raw"), "--dry-run"]);

        Assert.Equal(1, (await doctor).Code);
        Assert.Contains((await doctor).Lines, Error($"brokers: kafka:bootstrapServers: no broker of {servers} answers", ""));
        Assert.Equal(5, (await doctor).Lines.Count(line => Row(line, "skipped", "")));
        Assert.Equal("streamner: run would not start: 1 of 12 checks failed", (await doctor).Error.TrimEnd());

        Assert.Equal(1, (await dry).Code);
        Assert.Equal("", (await dry).Output);
        Assert.StartsWith($"streamner: failed: no broker of {servers} (kafka:bootstrapServers) answers", (await dry).Error, StringComparison.Ordinal);
        Assert.Single((await dry).Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string[] Topics(string servers, string raw) =>
        ["--bootstrap-servers", servers, "--input", raw, "--output", raw + ".enriched", "--dead-letter", raw + ".dlq"];

    private static Predicate<string> Missing(string role, string topic, string key) =>
        Error($"{role} {topic}: {key}: topic '{topic}' does not exist", "topics create");

    private static Predicate<string> Error(string start, string later) =>
        line => Row(line, "error", start) && line.Contains(later, StringComparison.Ordinal);

    private static bool Row(string line, string status, string text) => line.StartsWith($"{status,-8}{text}", StringComparison.Ordinal);

    private sealed record Result(int Code, string Output, string Error)
    {
        public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task<Result> Run(string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "streamner"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return new(process.ExitCode, await output, await error);
    }
}
