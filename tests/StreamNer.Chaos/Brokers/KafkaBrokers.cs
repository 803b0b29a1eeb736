using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamNer.Chaos.Load;

namespace StreamNer.Chaos.Brokers;

/// <summary>The brokers of a run, started and broken through a launcher script (its commands: <c>start</c>, <c>stop</c>, <c>kill-broker</c>,
/// <c>pause-broker</c> …).</summary>
internal sealed class KafkaBrokers : IAsyncDisposable
{
    // Within the forty ports a cluster has to itself, and beside those its brokers listen on.
    private const int ProxyOffset = 30;
    private const int InternalOffset = 10;
    private readonly string _launcher;
    private readonly string _folder;
    private readonly int _basePort;

    private KafkaBrokers(string launcher, string folder, int count, int basePort, bool proxied)
    {
        (_launcher, _folder, Count, _basePort) = (launcher, folder, count, basePort);
        Workers = Servers(proxied ? ProxyOffset : 0);
        Direct = Servers(InternalOffset);
    }

    public int Count { get; }

    /// <summary>What the workers are given: through the proxies where there are any.</summary>
    public string Workers { get; }

    /// <summary>For load and checker: the brokers' own listeners, which no proxy cuts.</summary>
    public string Direct { get; }

    /// <summary>Listen and upstream port of each broker's proxy.</summary>
    public IEnumerable<(int Listen, int Upstream)> ProxyPorts => Enumerable.Range(0, Count).Select(i => (_basePort + ProxyOffset + i, _basePort + i));

    /// <summary>Starts a cluster that ends with this process.</summary>
    public static async Task<KafkaBrokers> Start(string launcher, string folder, int count, bool proxied)
    {
        var owner = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        IEnumerable<string> offset = proxied ? ["--advertise-offset", $"{ProxyOffset}"] : [];
        var output = await Script.Run(launcher, ["start", "--dir", folder, "--brokers", $"{count}", "--owner", owner, .. offset]);
        var first = Script.Value(output, "KAFKA_BOOTSTRAP").Split(',')[0].Split(':')[1];
        return new KafkaBrokers(launcher, folder, count, int.Parse(first, CultureInfo.InvariantCulture) - (proxied ? ProxyOffset : 0), proxied);
    }

    /// <summary>Creates the three topics and waits until all partitions lead.</summary>
    public async Task CreateTopics(int partitions)
    {
        using var admin = Admin();
        await admin.CreateTopicsAsync([
            Topic(Names.Input, partitions),
            Topic(Names.Output, partitions, ("max.message.bytes", $"{RecordMaker.OutputLimit}"),
                ("message.timestamp.before.max.ms", $"{TimeSpan.FromDays(1).TotalMilliseconds:0}")),
            Topic(Names.DeadLetter, partitions, ("max.message.bytes", $"{2 << 20}")),
        ]);
        while (!Lead()) await Task.Delay(100);

        bool Lead() => new[] { Names.Input, Names.Output, Names.DeadLetter }.All(name =>
            admin.GetMetadata(name, TimeSpan.FromSeconds(10)).Topics is [{ Error.IsError: false } topic]
            && topic.Partitions.Count == partitions && topic.Partitions.TrueForAll(partition => partition.Leader >= 0));
    }

    /// <summary>SIGKILL.</summary>
    public Task Kill(int broker) => Command("kill-broker", broker);

    /// <summary>Starts a dead one on its data and waits until it serves.</summary>
    public async Task Restart(int broker)
    {
        try
        {
            await Command("start-broker", broker);
        }
        catch (InvalidOperationException)
        {
            // On a busy machine the launcher may look before the process is what it will become, and take it for dead.
            if (!await Serves(broker)) await Command("start-broker", broker);
        }
    }

    /// <summary>SIGSTOP.</summary>
    public Task Freeze(int broker) => Command("pause-broker", broker);

    /// <summary>SIGCONT.</summary>
    public Task Thaw(int broker) => Command("resume-broker", broker);

    /// <summary>SIGTERM, and the end: a controlled shutdown, SIGKILL where it takes too long.</summary>
    public async Task Stop(int broker)
    {
        var pid = (await File.ReadAllTextAsync(Path.Combine(_folder, $"broker-{broker}", "pid"))).Trim();
        await Script.Run("/bin/kill", "-TERM", pid);
        var asked = TimeProvider.System.GetTimestamp();
        while (Directory.Exists($"/proc/{pid}"))
        {
            if (TimeProvider.System.GetElapsedTime(asked) > TimeSpan.FromSeconds(20))
            {
                await Kill(broker);
                return;
            }

            await Task.Delay(100);
        }
    }

    /// <summary>Waits until a broker that was started serves; false when its process is gone.</summary>
    private async Task<bool> Serves(int broker)
    {
        var home = Path.Combine(_folder, $"broker-{broker}");
        while (Directory.Exists($"/proc/{(await File.ReadAllTextAsync(Path.Combine(home, "pid"))).Trim()}"))
        {
            if ((await File.ReadAllTextAsync(Path.Combine(home, "server.log"))).Contains("Kafka Server started", StringComparison.Ordinal))
                return true;
            await Task.Delay(200);
        }

        return false;
    }

    /// <summary>An admin client that no proxy cuts.</summary>
    public IAdminClient Admin() =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Direct }).SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { }).Build();

    public async ValueTask DisposeAsync() => await Script.Run(_launcher, "stop", "--dir", _folder);

    private static TopicSpecification Topic(string name, int partitions, params IEnumerable<(string Key, string Value)> settings) => new()
    {
        Name = name,
        NumPartitions = partitions,
        ReplicationFactor = -1,
        Configs = settings.ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.Ordinal),
    };

    private Task Command(string command, int broker) =>
        Script.Run(_launcher, command, broker.ToString(CultureInfo.InvariantCulture), "--dir", _folder);

    private string Servers(int offset) => string.Join(',', Enumerable.Range(0, Count).Select(i => $"127.0.0.1:{_basePort + offset + i}"));
}
