using System.Text.Json;
using StreamNer.Host.Capacity;

namespace StreamNer.Tests.Host.Cli;

public sealed class BenchCommandTests
{
    [Fact]
    public async Task It_measures_the_worker_and_the_model_alone_on_the_same_shapes()
    {
        var result = await ChildProgram.Run("bench", "--lines", "200", "--partitions", "2", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        double Of(string name) => json.RootElement.GetProperty(name).GetDouble();
        Assert.Equal(200, Of("documents"));
        Assert.InRange(Of("modelRuns"), 1, 200);
        Assert.True(Of("paddedTokens") > 200);
        Assert.True(Of("rawSeconds") > 0 && Of("steadySeconds") > 0 && Of("residentMiB") > 10);
        Assert.Equal(Of("rawSeconds") / Of("steadySeconds"), Of("ratio"), 6);
        Assert.Equal(Of("rawProcessorSeconds") / Of("processorSeconds"), Of("processorRatio"), 6);
    }

    [Fact]
    public async Task The_times_that_it_writes_are_read_by_plan()
    {
        var path = Path.GetTempFileName();
        try
        {
            var bench = await ChildProgram.Run("bench", "--lines", "70", "--partitions", "2", "--profile-out", path);
            Assert.True(bench.ExitCode == 0, bench.Error);
            var profile = ServiceProfile.Load(path);
            Assert.Equal([1, 4, 16, 64], profile.Batches.Select(batch => batch.Documents));
            Assert.True(profile is { Embedded: true, Documents: 70, CommitSeconds: > 0, BytesPerDocument: > 10 });
            Assert.InRange(profile.BatchDocuments, 1, 70);
            var plan = await ChildProgram.Run("plan", path, "--rate", "1", "--p99", "60000", "--cores", "2");
            Assert.True(plan.ExitCode == 0, plan.Error);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task At_a_rate_it_measures_latency()
    {
        var result = await ChildProgram.Run("bench", "--lines", "100", "--partitions", "2", "--rate", "200", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        double Of(string name) => json.RootElement.GetProperty(name).GetDouble();
        Assert.Equal(100, Of("documents"));
        Assert.True(Of("medianMs") > 0 && Of("medianMs") <= Of("p99Ms"));
        Assert.True(Of("sentPerSecond") > 0 && Of("busy") > 0 && Of("batchDocuments") >= 1);
    }

    [Fact]
    public async Task A_profile_is_not_taken_at_a_rate()
    {
        var result = await ChildProgram.Run("bench", "--rate", "10", "--profile-out", "profile.json");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("leave --rate out", result.Error, StringComparison.Ordinal);
    }
}
