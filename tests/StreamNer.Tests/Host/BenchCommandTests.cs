using System.Text.Json;

namespace StreamNer.Tests.Host;

public sealed class BenchCommandTests
{
    [Fact]
    public async Task It_measures_the_worker_and_the_model_alone_on_the_same_shapes()
    {
        var result = await Cli.Run("bench", "--lines", "200", "--partitions", "2", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        double Of(string name) => json.RootElement.GetProperty(name).GetDouble();
        Assert.Equal(200, Of("documents"));
        Assert.InRange(Of("modelRuns"), 1, 200);
        Assert.True(Of("paddedTokens") > 200);
        Assert.True(Of("rawSeconds") > 0 && Of("steadySeconds") > 0 && Of("residentMiB") > 10);
        Assert.Equal(Of("rawSeconds") / Of("steadySeconds"), Of("ratio"), 6);
    }
}
