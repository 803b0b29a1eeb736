using System.Collections.Concurrent;
using System.Globalization;
using DotNet.Testcontainers.Builders;
using StreamNer.KafkaTests.Clusters;
using Testcontainers.Kafka;

[assembly: AssemblyFixture(typeof(RealKafka))]

namespace StreamNer.KafkaTests.Clusters;

/// <summary>
/// Real Kafka for the tests of this assembly, started when the first test asks: the brokers named by <c>STREAMNER_TEST_KAFKA</c>, else
/// clusters started by the script named by <c>STREAMNER_TEST_KAFKA_LAUNCHER</c>, else a container of <c>apache/kafka</c> where a Docker
/// engine answers. Where there is none the test is skipped, saying so.
/// </summary>
public sealed class RealKafka : IAsyncDisposable
{
    private const string Image = "apache/kafka:4.1.1";
    private static readonly string s_servers = Environment.GetEnvironmentVariable("STREAMNER_TEST_KAFKA") ?? "";
    private static readonly string s_launcher = Environment.GetEnvironmentVariable("STREAMNER_TEST_KAFKA_LAUNCHER") ?? "";
    private readonly ConcurrentQueue<KafkaCluster> _started = new();
    private readonly Lazy<Task<KafkaCluster?>> _shared;
    private readonly Lazy<Task<KafkaCluster?>> _secure;

    /// <summary>Starts nothing yet.</summary>
    public RealKafka()
    {
        _shared = new(StartShared);
        _secure = new(async () => s_launcher.Length > 0 ? await Launch(["--secure"]) : null);
    }

    /// <summary>The plain cluster (one broker) that all tests share; the test is skipped where there is none.</summary>
    public async Task<KafkaCluster> Shared()
    {
        var cluster = await _shared.Value;
        Assert.SkipWhen(cluster is null, "no Kafka: set STREAMNER_TEST_KAFKA or STREAMNER_TEST_KAFKA_LAUNCHER, or run a Docker engine");
        return cluster!;
    }

    /// <summary>The secure cluster (TLS, SCRAM, ACLs) that all tests share.</summary>
    public async Task<KafkaCluster> Secure()
    {
        var cluster = await _secure.Value;
        Assert.SkipWhen(cluster is null, "no secure Kafka: set STREAMNER_TEST_KAFKA_LAUNCHER");
        return cluster!;
    }

    /// <summary>A cluster of the caller's own, to break as it likes; the caller disposes it. Arguments are those of the script's
    /// <c>start</c>.</summary>
    public async Task<KafkaCluster> Own(int brokers = 1, params string[] arguments)
    {
        Assert.SkipWhen(s_launcher.Length == 0, "no Kafka whose brokers may be stopped: set STREAMNER_TEST_KAFKA_LAUNCHER");
        return await Launch(["--brokers", brokers.ToString(CultureInfo.InvariantCulture), .. arguments]);
    }

    /// <summary>A secure cluster of the caller's own (one broker) with more properties and flags for the JVM; <c>{dir}</c> in a property is the
    /// cluster's folder.</summary>
    public async Task<KafkaCluster> OwnSecure(int basePort, IEnumerable<string> properties, string jvmFlags)
    {
        Assert.SkipWhen(s_launcher.Length == 0, "no Kafka with listeners of its own: set STREAMNER_TEST_KAFKA_LAUNCHER");
        var port = basePort.ToString(CultureInfo.InvariantCulture);
        return await Launch(["--secure", "--base-port", port, .. properties.SelectMany(one => (string[])["--property", one])], jvmFlags);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in _started) await cluster.DisposeAsync();
    }

    private async Task<KafkaCluster?> StartShared()
    {
        KafkaCluster? cluster = null;
        if (s_servers.Length > 0) cluster = new KafkaCluster(s_servers, () => Task.CompletedTask, deleteTopics: true);
        else if (s_launcher.Length > 0) cluster = await Launch([]);
        else cluster = await StartContainer();
        return cluster;
    }

    // The script stops the cluster when this process ends, however it ends; so a caller that forgets to dispose does no harm.
    private async Task<KafkaCluster> Launch(string[] arguments, string jvmFlags = "")
    {
        var (folder, output) = await StartBrokers(arguments, jvmFlags);
        var cluster = new KafkaCluster(
            Launcher.Line(output, "KAFKA_BOOTSTRAP") ?? throw new InvalidOperationException($"no KAFKA_BOOTSTRAP in: {output}"),
            async () =>
            {
                if (!Directory.Exists(folder)) return;
                await Launcher.Run(s_launcher, ["stop", "--dir", folder]);
                Directory.Delete(folder, recursive: true);
            },
            command => Launcher.Run(s_launcher, [command[0], "--dir", folder, .. command[1..]]),
            Launcher.Line(output, "KAFKA_CA"));
        _started.Enqueue(cluster);
        return cluster;
    }

    // The script looks for free ports before it starts a broker: two that start at the same moment may choose the same ones, and one broker dies.
    private static async Task<(string Folder, string Output)> StartBrokers(string[] arguments, string jvmFlags)
    {
        for (var left = 2; ; left--)
        {
            var folder = Directory.CreateTempSubdirectory("streamner-kafka-").FullName;
            var owner = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            string[] start =
                [s_launcher, "start", "--dir", folder, "--owner", owner, .. arguments.Select(one => one.Replace("{dir}", folder, StringComparison.Ordinal))];
            if (jvmFlags.Length > 0) start = ["env", "KAFKA_JVM_OPTS=" + jvmFlags, .. start];
            try
            {
                return (folder, await Launcher.Run(start[0], start[1..]));
            }
            catch (InvalidOperationException died) when (left > 0 && died.Message.Contains(" died", StringComparison.Ordinal))
            {
                // The script has stopped what it started.
                if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>Null where no Docker engine answers. The container goes with this process, however it ends.</summary>
    private async Task<KafkaCluster?> StartContainer()
    {
        KafkaContainer container;
        try
        {
            container = new KafkaBuilder(Image).WithEnvironment("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false").Build();
        }
        catch (DockerUnavailableException)
        {
            return null;
        }

        await container.StartAsync();
        var address = container.GetBootstrapAddress();
        if (address.Contains("://", StringComparison.Ordinal)) address = new Uri(address).Authority;
        var cluster = new KafkaCluster(address, () => container.DisposeAsync().AsTask());
        _started.Enqueue(cluster);
        return cluster;
    }
}
