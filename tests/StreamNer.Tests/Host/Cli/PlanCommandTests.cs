using System.Text.Json;
using StreamNer.Tests.Host.Capacity;

namespace StreamNer.Tests.Host.Cli;

public sealed class PlanCommandTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public PlanCommandTests() => Profiles.Even.Save(_path);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task It_says_how_many_workers_a_rate_needs()
    {
        var result = await ChildProgram.Run("plan", _path, "--rate", "1500", "--p99", "500", "--cores", "2", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        var best = json.RootElement[0];
        Assert.True(best.GetProperty("meets").GetBoolean());
        Assert.Equal(3, best.GetProperty("workers").GetInt32());
        Assert.Equal(9, best.GetProperty("partitions").GetInt32());
    }

    [Fact]
    public async Task What_cannot_be_met_ends_with_1_and_the_setting_to_change()
    {
        var result = await ChildProgram.Run("plan", _path, "--rate", "10", "--p99", "60", "--cores", "2");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("kafka:transaction:intervalMs", result.Output, StringComparison.Ordinal);
        result = await ChildProgram.Run("plan", _path, "--rate", "10", "--p99", "60", "--cores", "2", "--set", "kafka:transaction:intervalMs=10");
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("--rate", "0", "--rate must be above 0")]
    [InlineData("--p99", "0", "--p99 must be a whole number")]
    [InlineData("--cores", "half", "--cores must be a whole number")]
    [InlineData("--busy", "100", "--busy must be a whole number")]
    public async Task Wrong_figures_are_wrong_usage(string option, string value, string message)
    {
        var given = new Dictionary<string, string> { ["--rate"] = "10", ["--p99"] = "500", ["--cores"] = "2", [option] = value };
        var result = await ChildProgram.Run(["plan", _path, .. given.SelectMany(pair => new[] { pair.Key, pair.Value })]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_profile_is_refused_with_the_command_that_writes_one()
    {
        await File.WriteAllTextAsync(_path, "{}", TestContext.Current.CancellationToken);
        var result = await ChildProgram.Run("plan", _path, "--rate", "10", "--p99", "500", "--cores", "2");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("bench --profile-out", result.Error, StringComparison.Ordinal);
    }
}
