using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using StreamNer.KafkaTests.Clusters;

namespace StreamNer.KafkaTests.Host;

/// <summary><c>streamner run</c> as others run it: a child process, from topics to topics.</summary>
public sealed class RunCommandTests(RealKafka kafka) : IDisposable
{
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "streamner");
    private readonly List<Process> _started = [];

    public void Dispose()
    {
        foreach (var process in _started)
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }
    }

    private sealed record Topics(string Raw, string Enriched, string DeadLetter, string Group);

    private static async Task<Topics> Create(KafkaCluster cluster, int partitions)
    {
        var raw = await cluster.CreateTopic("raw", partitions);
        var topics = new Topics(raw, raw + ".enriched", raw + ".dlq", raw + ".group");
        await cluster.CreateTopics(
            partitions, (topics.Enriched, [("max.message.bytes", "2097152")]), (topics.DeadLetter, [("max.message.bytes", "1064972")]));
        return topics;
    }

    private Process Start(KafkaCluster cluster, Topics topics, params string[] more)
    {
        var start = new ProcessStartInfo(
            s_program,
            [
                "run", "--bootstrap-servers", cluster.BootstrapServers, "--input", topics.Raw, "--output", topics.Enriched, "--dead-letter",
                topics.DeadLetter,
                "--group", topics.Group, "--output-format", "json", .. more,
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        _started.Add(process);
        return process;
    }

    private static async Task<(int Code, string Log)> End(Process process)
    {
        var log = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, await log);
    }

    private static async Task Signal(Process process, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static Message<byte[]?, byte[]?> Text(string text) => new() { Key = "k"u8.ToArray(), Value = Encoding.UTF8.GetBytes(text) };

    [Fact]
    public async Task Each_record_ends_where_it_should_with_its_key_place_and_code()
    {
        var cluster = await kafka.Shared();
        var topics = await Create(cluster, 2);
        Message<byte[]?, byte[]?>[] records =
        [
            Text("Angela Merkel, bob@example.com"), Text(""), Text(" \t"), Text("a\0b [SEP]"), Text(new string('x', 1 << 19)),
            new() { Key = "bad"u8.ToArray(), Value = [0xff, 0xfe], Headers = [new Header("twice", "1"u8.ToArray()), new Header("twice", null)] },
            new() { Key = "gone"u8.ToArray(), Value = null },
            new() { Key = null, Value = "no key"u8.ToArray() },
        ];
        await cluster.Produce(topics.Raw, records, partition: 1);

        var (code, log) = await End(Start(cluster, topics, "--until-end"));
        Assert.True(code == 0, log);
        Assert.Contains("8 records = 6 enriched + 1 rejected + 1 tombstones", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Merkel", log, StringComparison.Ordinal);

        var enriched = cluster.ReadCommitted(topics.Enriched);
        Assert.Equal(7, enriched.Count);
        Assert.All(enriched, record => Assert.Equal(1, record.Partition.Value));
        using var first = JsonDocument.Parse(enriched[0].Message.Value!);
        Assert.Equal("Angela Merkel, [EMAIL]", first.RootElement.GetProperty("text").GetString());
        Assert.Equal((topics.Raw, 1, 0L), (
            first.RootElement.GetProperty("source").GetProperty("topic").GetString(), first.RootElement.GetProperty("source").GetProperty("partition")
                .GetInt32(),
            first.RootElement.GetProperty("source").GetProperty("offset").GetInt64()));
        Assert.Null(enriched[5].Message.Value);
        Assert.Equal("gone"u8.ToArray(), enriched[5].Message.Key);
        Assert.Null(enriched[6].Message.Key);

        var letter = Assert.Single(cluster.ReadCommitted(topics.DeadLetter));
        Assert.Equal([0xff, 0xfe], letter.Message.Value);
        Assert.Equal(2, letter.Message.Headers.Count(header => header.Key == "twice"));
        Assert.True(letter.Message.Headers.TryGetLastBytes("streamner.dlq.reason", out var reason));
        Assert.Equal("invalid_text", Encoding.ASCII.GetString(reason));
    }

    [Fact]
    public async Task SIGTERM_drains_commits_leaves_the_group_and_is_exit_code_0()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are of Unix");
        var cluster = await kafka.Shared();
        var topics = await Create(cluster, 1);
        await cluster.Produce(topics.Raw, Enumerable.Range(0, 3000).Select(i => Text($"message {i} from Berlin")));
        var worker = Start(cluster, topics, "--set", "flow:drainSeconds=100");
        await Eventually.True(() => cluster.ReadCommitted(topics.Enriched).Count > 0, "the worker writes", TimeSpan.FromMinutes(1));
        await Signal(worker, "TERM");
        var (code, log) = await End(worker);
        Assert.True(code == 0, log);
        Assert.Contains("run.draining", log, StringComparison.Ordinal);

        // What it wrote is what it committed: the next worker goes on exactly there.
        var (next, _) = await End(Start(cluster, topics, "--until-end"));
        Assert.Equal(0, next);
        var offsets = cluster.ReadCommitted(topics.Enriched)
            .Select(record => JsonDocument.Parse(record.Message.Value!).RootElement.GetProperty("source").GetProperty("offset").GetInt64());
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => (long)i), offsets);
    }

    [Fact]
    public async Task A_detector_that_hangs_ends_the_worker_with_1_and_its_record_is_read_again()
    {
        var cluster = await kafka.Shared();
        var topics = await Create(cluster, 1);
        // The pattern is tried anew at each of the letters: hours for this text.
        await cluster.Produce(topics.Raw, [Text("Berlin"), Text(new string('a', 700_000)), Text("Paris")]);
        var asked = Stopwatch.GetTimestamp();
        var (code, log) = await End(Start(
            cluster, topics, "--set", "pii:scan:watchdogSeconds=1", "--set", "pii:scan:rules:0:name=slow", "--set", "pii:scan:rules:0:pattern=a*b|a",
            "--set", "pii:scan:rules:0:mustMatch:0=ab", "--set", "pii:scan:rules:0:mustNotMatch:0=x"));
        Assert.True(code == 1, log);
        Assert.True(Stopwatch.GetElapsedTime(asked) < TimeSpan.FromSeconds(40), "the end took too long");
        Assert.Contains($"'slow' has not ended after 1 s on 700000 UTF-16 units of the record at {topics.Raw}[0] offset 1", log,
            StringComparison.Ordinal);
        Assert.Contains("pii:scan:watchdogSeconds", log, StringComparison.Ordinal);
        Assert.DoesNotContain("aaaa", log, StringComparison.Ordinal);

        var (next, rest) = await End(Start(cluster, topics, "--until-end"));
        Assert.True(next == 0, rest);
        var offsets = cluster.ReadCommitted(topics.Enriched)
            .Select(record => JsonDocument.Parse(record.Message.Value!).RootElement.GetProperty("source").GetProperty("offset").GetInt64());
        Assert.Equal([0L, 1, 2], offsets);
    }

    [Fact]
    public async Task A_second_signal_leaves_at_once_with_its_code()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are of Unix");
        var cluster = await kafka.Own();
        var topics = await Create(cluster, 1);
        var worker = Start(cluster, topics, "--metrics-port", "0");
        var lines = new StringBuilder();
        worker.ErrorDataReceived += (_, line) =>
        {
            lock (lines) lines.AppendLine(line.Data);
        };
        worker.BeginErrorReadLine();
        await cluster.Produce(topics.Raw, [Text("Berlin")]);
        await Eventually.True(() => cluster.ReadCommitted(topics.Enriched).Count == 1, "the worker writes", TimeSpan.FromMinutes(1));
        // With its broker frozen a run cannot be closed: the drain has to wait.
        await cluster.Produce(topics.Raw, Enumerable.Range(0, 500).Select(i => Text($"Berlin {i}")));
        await cluster.Run("pause-broker", "1");
        await Signal(worker, "TERM");
        await Eventually.True(() => { lock (lines) return lines.ToString().Contains("run.draining", StringComparison.Ordinal); }, "it drains");
        var again = Stopwatch.GetTimestamp();
        await Signal(worker, "TERM");
        await worker.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await cluster.Run("resume-broker", "1");
        Assert.Equal(143, worker.ExitCode);
        Assert.True(Stopwatch.GetElapsedTime(again) < TimeSpan.FromSeconds(5), "it did not leave at once");
    }

    [Fact]
    public async Task Health_and_metrics_tell_of_the_work()
    {
        var cluster = await kafka.Shared();
        var topics = await Create(cluster, 1);
        await cluster.Produce(topics.Raw, [Text("Berlin"), Text("Paris"), new() { Key = "k"u8.ToArray(), Value = [0xff] }]);
        var worker = Start(cluster, topics, "--metrics-port", "0", "--set", "kafka:probeSeconds=1");
        string? address = null;
        while (address is null && await worker.StandardError.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)) is { } line)
        {
            if (!line.Contains("http.listening", StringComparison.Ordinal)) continue;
            using var json = JsonDocument.Parse(line);
            address = json.RootElement.GetProperty("message").GetString()!.Split("/metrics")[0];
        }

        var rest = worker.StandardError.ReadToEndAsync();
        using var client = new HttpClient { BaseAddress = new Uri(address!) };
        await Eventually.True(async () =>
            (await client.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode == HttpStatusCode.OK, "it is ready",
                TimeSpan.FromMinutes(1));
        var metrics = "";
        await Eventually.True(
            async () => (metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative)))
                .Contains("streamner_documents_total{outcome=\"enriched\"} 2", StringComparison.Ordinal)
                && metrics.Contains("streamner_dead_letters_total{reason=\"invalid_text\",detail=\"utf8\"} 1", StringComparison.Ordinal)
                && metrics.Contains("streamner_lag", StringComparison.Ordinal),
            "the counts are there", TimeSpan.FromMinutes(1));
        Assert.Contains("streamner_transactions_total{result=\"committed\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("streamner_stage_seconds_bucket{stage=\"infer\"", metrics, StringComparison.Ordinal);
        await Signal(worker, "TERM");
        await worker.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(0, worker.ExitCode);
        Assert.Contains("run.ended", await rest, StringComparison.Ordinal);

        var promtool = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "promtool"))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(promtool is null, "promtool is not installed (Debian: prometheus)");
        using var check =
            Process.Start(new ProcessStartInfo(promtool, ["check", "metrics"])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardError = true
            })!;
        await check.StandardInput.WriteAsync(metrics);
        check.StandardInput.Close();
        Assert.Equal("", await check.StandardError.ReadToEndAsync());
    }

    [Fact]
    public async Task Missing_topics_are_named_together_and_are_exit_code_1()
    {
        var cluster = await kafka.Shared();
        var name = KafkaCluster.UniqueName("none");
        var (code, log) = await End(Start(cluster, new Topics(name, name + ".out", name + ".dlq", name), "--until-end"));
        Assert.Equal(1, code);
        Assert.Contains("3 findings before the start", log, StringComparison.Ordinal);
        Assert.Contains("kafka:inputs", log, StringComparison.Ordinal);
        Assert.Contains("kafka:output", log, StringComparison.Ordinal);
        Assert.Contains("kafka:deadLetter", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sealed_dead_letters_are_read_back_with_the_key_and_only_with_it()
    {
        var cluster = await kafka.Shared();
        var topics = await Create(cluster, 2);
        var key = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(key, new string('a', 64));
            string[] keys = ["--set", "pii:keys:active=a", "--set", $"pii:keys:versions:a:file={key}"];
            await cluster.Produce(topics.Raw,
                [new() { Key = [0xff], Value = "drop bob@example.com"u8.ToArray(), Headers = [new Header("h", "v"u8.ToArray())] }], partition: 1);
            var (code, log) =
                await End(Start(cluster, topics,
                ["--until-end", "--set", "pii:encryptDeadLetters=true", "--set", "pii:actions:EMAIL=drop", "--set",
                $"pii:topics:{topics.Raw}x=strict", .. keys]));
            Assert.True(code == 0, log);
            Assert.Contains($"pii:topics:{topics.Raw}x: this worker does not read such a topic", log, StringComparison.Ordinal);

            var (opened, line, said) = await DeadLetters(cluster, topics, keys);
            Assert.True(opened == 0, said);
            using var letter = JsonDocument.Parse(line);
            Assert.Equal("/w==", letter.RootElement.GetProperty("keyBase64").GetString());
            Assert.Equal("drop bob@example.com", letter.RootElement.GetProperty("value").GetString());
            Assert.Equal("policy", letter.RootElement.GetProperty("dlq").GetProperty("reason").GetString());

            var (closed, without, why) = await DeadLetters(cluster, topics);
            Assert.Equal(1, closed);
            Assert.Contains("\"unopened\"", without, StringComparison.Ordinal);
            Assert.Contains("1 dead letter, 1 not opened", why, StringComparison.Ordinal);
            Assert.Contains("cannot be read", (await DeadLetters(cluster, topics with { DeadLetter = topics.DeadLetter + "x" })).Error,
                StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(key);
        }
    }

    private async Task<(int Code, string Output, string Error)> DeadLetters(KafkaCluster cluster, Topics topics, params string[] more)
    {
        var start =
            new ProcessStartInfo(s_program,
            ["dead-letters", "--bootstrap-servers", cluster.BootstrapServers, "--dead-letter", topics.DeadLetter, .. more])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
        var process = Process.Start(start)!;
        _started.Add(process);
        var output = process.StandardOutput.ReadToEndAsync();
        var (code, error) = await End(process);
        return (code, await output, error);
    }
}
