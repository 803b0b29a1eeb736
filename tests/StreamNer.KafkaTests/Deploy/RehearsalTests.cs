using StreamNer.KafkaTests.Clusters;
using StreamNer.Tests.House;

namespace StreamNer.KafkaTests.Deploy;

/// <summary>The configuration files of the compose stack, read by the programs that they are for.</summary>
public sealed class RehearsalTests
{
    [Fact]
    public async Task Kafka_worker_source_and_Prometheus_work_together_by_the_files_of_the_compose_stack()
    {
        Assert.SkipWhen(Sandbox.Missing is not null, Sandbox.Missing ?? "");
        var launcher = Environment.GetEnvironmentVariable("STREAMNER_TEST_KAFKA_LAUNCHER") ?? "";
        Assert.SkipWhen(launcher.Length == 0, "no Kafka to start by configuration files: set STREAMNER_TEST_KAFKA_LAUNCHER");
        foreach (var program in (string[])["jq", "prometheus"])
        {
            Assert.SkipWhen(await Launcher.Try("sh", "-c", $"command -v {program}") is not null, $"{program} is not installed (Debian: {program})");
        }

        var said = await Launcher.Run(
            Path.Combine(Repository.Root, "compose/rehearse.sh"),
            [
                "--kafka", Path.GetFullPath(Path.Combine(launcher, "../..")), "--program", Path.Combine(AppContext.BaseDirectory, "streamner"),
                "--records", "200"
            ],
            TimeSpan.FromMinutes(8));
        Assert.Contains("up{job=\"streamner\"}\t{\"value\":\"1\"}", said, StringComparison.Ordinal);
        Assert.Contains("sum(streamner_assigned_partitions)\t{\"value\":\"6\"}", said, StringComparison.Ordinal);
        Assert.Matches(@"alert rules\t[1-9]", said);
        Assert.Matches(@"\d+ records = \d+ enriched \+ 0 rejected", said);
    }
}
