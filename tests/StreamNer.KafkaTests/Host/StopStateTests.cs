using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Tests.Kafka.Registry;
using StreamNer.Tests.Onnx;

namespace StreamNer.KafkaTests.Host;

/// <summary>SIGTERM in every state that the table of <c>docs/delivery.md</c> names: the process is gone five seconds after the drain at
/// most.</summary>
public sealed class StopStateTests(RealKafka kafka) : IDisposable
{
    private const int DrainSeconds = 2;
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "streamner");
    private readonly TemporaryDirectory _model = new();
    private readonly List<string> _log = [];
    private Process? _process;
    private FakeRegistry? _registry;
    private IConsumer<byte[], byte[]>? _member;
    private KafkaCluster? _own;

    /// <summary>The states as the table names them, with the exit code.</summary>
    public static TheoryData<string, int> States => new()
    {
        { "working", 0 },
        { "the model is loading", 0 },
        { "no broker answers at start", 0 },
        { "the broker is frozen at start", 0 },
        { "a rebalance is under way", 0 },
        { "the broker is frozen with a transaction open", 143 },
        { "the broker is dead with a transaction open", 143 },
        { "the schema registry does not answer", 0 },
        { "a model run does not return", 143 },
    };

    public void Dispose()
    {
        if (_process is { HasExited: false }) _process.Kill();
        _process?.Dispose();
        _member?.Close();
        _member?.Dispose();
        _model.Dispose();
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task SIGTERM_ends_it_in_time(string state, int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are of Unix");
        try
        {
            await Reach(state);
            using (var kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
            var asked = Stopwatch.GetTimestamp();
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(DrainSeconds + 60));
            var took = Stopwatch.GetElapsedTime(asked);
            Assert.True(_process.ExitCode == code, $"exit code {_process.ExitCode}\n{Log}");
            Assert.True(took < TimeSpan.FromSeconds(DrainSeconds + 5), $"it took {took.TotalSeconds:0.0} s\n{Log}");
        }
        finally
        {
            if (_registry is not null) await _registry.DisposeAsync();
            if (_own is not null) await _own.DisposeAsync();
        }
    }

    [Fact]
    public void The_table_of_the_docs_names_the_same_states()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "StreamNer.sln"))) folder = folder.Parent;
        var section = File.ReadAllText(Path.Combine(folder.FullName, "docs", "delivery.md")).Split("## How a stop ends", 2)[1].Split("\n## ", 2)[0];
        var rows = section.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.Split('|')).ToList();
        Assert.Equal(States.Select(row => $"{row.Data.Item1}: {row.Data.Item2}"), rows.Select(row => $"{row[1].Trim()}: {row[3].Trim()}"));
    }

    private string Log
    {
        get
        {
            lock (_log) return string.Join('\n', _log);
        }
    }

    private async Task Reach(string state)
    {
        switch (state)
        {
            case "working":
                await Work(await kafka.Shared());
                return;
            case "the model is loading":
                Start((await kafka.Shared()).BootstrapServers, "raw");
                var maps = $"/proc/{_process!.Id}/maps";
                Assert.SkipUnless(File.Exists(maps), "looks for the model's library in /proc");
                await Eventually.True(() => File.ReadAllText(maps).Contains("libonnxruntime", StringComparison.Ordinal), "the model is being loaded");
                return;
            case "no broker answers at start":
                Start("127.0.0.1:9", "raw");
                await Said("snapshot.active");
                return;
            case "the broker is frozen at start":
                await FreezeAtStart();
                return;
            case "a rebalance is under way":
                await Rebalance(await kafka.Shared());
                return;
            case "the broker is frozen with a transaction open":
                await BreakBroker("pause-broker");
                return;
            case "the broker is dead with a transaction open":
                await BreakBroker("kill-broker");
                return;
            case "the schema registry does not answer":
                await WaitForRegistry(await kafka.Shared());
                return;
            case "a model run does not return":
                await Hang(await kafka.Shared());
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(state), state, "not set up");
        }
    }

    private async Task<string> Work(KafkaCluster cluster, params string[] more)
    {
        var raw = await Topics(cluster);
        Start(cluster.BootstrapServers, raw, more);
        await Produce(cluster, raw, "Berlin");
        await Eventually.True(() => cluster.ReadCommitted(raw + ".enriched").Count == 1, "the worker writes", TimeSpan.FromMinutes(2));
        return raw;
    }

    private async Task BreakBroker(string command)
    {
        _own = await kafka.Own();

        // The run stays open for longer than it takes to break the broker.
        var raw = await Work(_own, "--set", "kafka:transaction:intervalMs=3000");
        await Produce(_own, raw, Enumerable.Range(0, 500).Select(i => $"Berlin {i}").ToArray());
        var uncommitted = new ConsumerConfig(_own.Client())
        {
            GroupId = raw + ".witness",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadUncommitted
        };
        using (var witness = new ConsumerBuilder<byte[], byte[]>(uncommitted).Build())
        {
            witness.Assign([.. Enumerable.Range(0, 2).Select(p => new TopicPartitionOffset(raw + ".enriched", p, Offset.Beginning))]);
            var seen = 0;
            await Eventually.True(() => (seen += witness.Consume(TimeSpan.FromMilliseconds(50)) is null ? 0 : 1) > 3, "a transaction is open",
                TimeSpan.FromMinutes(1));
        }

        await _own.Run(command, "1");
    }

    private async Task FreezeAtStart()
    {
        _own = await kafka.Own();
        var raw = await Topics(_own);
        await _own.Run("pause-broker", "1");
        Start(_own.BootstrapServers, raw);
        await Said("snapshot.active");
    }

    private async Task Rebalance(KafkaCluster cluster)
    {
        var raw = await Topics(cluster);
        var config = new ConsumerConfig(cluster.Client())
        {
            GroupId = raw + ".group",
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            SessionTimeoutMs = 45_000,
        };

        // A member that has joined and polls no more holds every rebalance open.
        _member = new ConsumerBuilder<byte[], byte[]>(config).SetPartitionsAssignedHandler((_, _) => { }).Build();
        _member.Subscribe(raw);
        await Eventually.True(
            () =>
            {
                _member.Consume(TimeSpan.FromMilliseconds(100));
                return _member.Assignment.Count == 2;
            },
            "the other member has joined", TimeSpan.FromMinutes(1));
        Start(cluster.BootstrapServers, raw);
        await Said("run.started");
        using var admin = cluster.Admin();
        await Eventually.True(
            async () =>
                (await admin.DescribeConsumerGroupsAsync([raw
                    + ".group"])).ConsumerGroupDescriptions[0].State == ConsumerGroupState.PreparingRebalance,
            "the group waits for the other member", TimeSpan.FromMinutes(1));
    }

    private async Task WaitForRegistry(KafkaCluster cluster)
    {
        var never = new TaskCompletionSource();
        _registry = await FakeRegistry.Start();
        _registry.Answer = _ => (200, "[]");
        var raw = await Topics(cluster);
        Start(cluster.BootstrapServers, raw, "--format", "protobuf", "--schema-registry", _registry.Url.ToString(), "--set",
            "schemaRegistry:timeout=00:01:00");
        await Said("run.started");
        _registry.Gate = never.Task;
        await cluster.Produce(raw, [new Message<byte[]?, byte[]?> { Value = [0, 0, 0, 0, 7, 0, 10, 1, 65] }]);
        await Eventually.True(
            () => _registry.Asked.Any(asked => asked.Request.Contains("/schemas/ids/7", StringComparison.Ordinal)), "the schema is asked for",
            TimeSpan.FromMinutes(1));
    }

    private async Task Hang(KafkaCluster cluster)
    {
        new TinyModel { StuckToken = "poison" }.Write(_model.Path);
        var raw = await Work(cluster, "--model", _model.Path);
        await Produce(cluster, raw, "poison");
        using var process = Process.GetProcessById(_process!.Id);
        var before = process.TotalProcessorTime;
        await Eventually.True(
            () =>
            {
                process.Refresh();
                return process.TotalProcessorTime - before > TimeSpan.FromSeconds(3);
            },
            "the run takes its time", TimeSpan.FromMinutes(2));
    }

    private static async Task<string> Topics(KafkaCluster cluster)
    {
        var raw = await cluster.CreateTopic("raw", 2);
        await cluster.CreateTopics(2, (raw + ".enriched", [("max.message.bytes", "2097152")]), (raw + ".dlq", [("max.message.bytes", "1064972")]));
        return raw;
    }

    private static Task Produce(KafkaCluster cluster, string topic, params string[] texts) =>
        cluster.Produce(topic, texts.Select(text => new Message<byte[]?, byte[]?> { Value = Encoding.UTF8.GetBytes(text) }));

    private void Start(string servers, string raw, params string[] more)
    {
        var start = new ProcessStartInfo(
            s_program,
            [
                "run", "--bootstrap-servers", servers, "--input", raw, "--output", raw + ".enriched", "--dead-letter", raw + ".dlq", "--group",
                raw + ".group",
                "--output-format", "json", "--set", $"flow:drainSeconds={DrainSeconds}", .. more,
            ])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_log) _log.Add(line.Data ?? "");
        };
        _process.Start();
        _process.BeginErrorReadLine();
    }

    private Task Said(string name) => Eventually.True(() => Log.Contains(name, StringComparison.Ordinal), $"it says {name}", TimeSpan.FromMinutes(2));
}
