using System.Diagnostics;

namespace StreamNer.KafkaTests.Flow;

/// <summary>A short run of the chaos program; docs/reliability has the long ones.</summary>
public sealed class ChaosTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    // Those that are soon over: a rolling restart alone takes longer than this run may.
    private const string Faults =
        "kill,kill@begin.after,kill@produce.after,kill@offsets.before,kill@offsets.after,kill@commit.before,kill@commit.after,"
        + "freeze,broker-kill,broker-freeze,cut,poison";

    [Fact]
    public async Task Delivery_holds_while_workers_and_brokers_are_broken()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are of Unix");
        Assert.SkipWhen(
            string.IsNullOrEmpty(Environment.GetEnvironmentVariable("STREAMNER_TEST_KAFKA_LAUNCHER")),
            "no Kafka whose brokers may be killed: set STREAMNER_TEST_KAFKA_LAUNCHER");
        var report = Path.Combine(Directory.CreateTempSubdirectory("streamner-chaos-").FullName, "chaos");
        var proxies = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("STREAMNER_TEST_TOOLS"));
        string[] arguments =
        [
            "run", "--minutes", "0.7", "--seed", "11", "--workers", "2", "--rate", "100", "--process-gap", "4", "--broker-gap", "4",
            "--report", report,
            "--faults", proxies ? Faults : Faults.Replace(",cut", "", StringComparison.Ordinal),
        ];
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "StreamNer.Chaos"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        using var chaos = Process.Start(start) ?? throw new InvalidOperationException("no process");
        var (output, error) = (chaos.StandardOutput.ReadToEndAsync(), chaos.StandardError.ReadToEndAsync());
        try
        {
            await chaos.WaitForExitAsync().WaitAsync(s_limit);
        }
        finally
        {
            if (!chaos.HasExited) chaos.Kill(entireProcessTree: true);
        }

        Assert.True(chaos.ExitCode == 0, await output + await error);
        Directory.Delete(Path.GetDirectoryName(report)!, recursive: true);
    }
}
