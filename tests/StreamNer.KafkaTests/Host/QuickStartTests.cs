using System.Text.Json;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Tests.House;

namespace StreamNer.KafkaTests.Host;

/// <summary>The quick start of the README, run as it stands by a shell, on a cluster of its own.</summary>
public sealed class QuickStartTests(RealKafka kafka)
{
    private static readonly (string Name, string Class)[] s_tools =
    [
        ("kafka-topics.sh", "org.apache.kafka.tools.TopicCommand"),
        ("kafka-console-producer.sh", "org.apache.kafka.tools.ConsoleProducer"),
        ("kafka-console-consumer.sh", "org.apache.kafka.tools.consumer.ConsoleConsumer"),
    ];

    [Fact]
    public async Task The_quick_start_runs_as_it_stands()
    {
        var cluster = await kafka.Own();
        var commands = Repository.Read("README.md").Split("<!-- quick start -->\n```sh\n")[1].Split("```\n")[0];
        Assert.Contains("localhost:9092", commands, StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory("streamner-quick-start-").FullName;
        try
        {
            // Kafka's own tools are functions that start their classes: the launcher's folder has the jars, but no scripts.
            var jars = Path.GetFullPath(Path.Combine(Environment.GetEnvironmentVariable("STREAMNER_TEST_KAFKA_LAUNCHER")!, "../../libs/*"));
            var tools = string.Concat(s_tools.Select(tool => $"{tool.Name}() {{ java -cp '{jars}' {tool.Class} \"$@\"; }}\n"));
            File.CreateSymbolicLink(Path.Combine(folder, "streamner"), Path.Combine(AppContext.BaseDirectory, "streamner"));
            var script = tools + commands.Replace("localhost:9092", cluster.BootstrapServers, StringComparison.Ordinal);
            var output = await Launcher.Run("bash", ["-euc", script], TimeSpan.FromMinutes(4), folder);

            using var record = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]);
            Assert.Equal("Ada Lovelace ([EMAIL]) flew to London.", record.RootElement.GetProperty("text").GetString());
            Assert.Equal("raw", record.RootElement.GetProperty("source").GetProperty("topic").GetString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
