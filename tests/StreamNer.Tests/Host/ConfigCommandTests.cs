using System.Text.Json;

namespace StreamNer.Tests.Host;

public sealed class ConfigCommandTests
{
    [Fact]
    public async Task Every_setting_is_shown_with_its_value_and_source()
    {
        var result = await Cli.RunWith(ReadOnlyMemory<byte>.Empty, [("STREAMNER__HTTP__PORT", "9464")], "config", "show", "--json", "--set", "flow:drainSeconds=7");
        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal("""{"value":"9464","source":"environment"}""", Compact(json.RootElement.GetProperty("http:port")));
        Assert.Equal("""{"value":"7","source":"--set"}""", Compact(json.RootElement.GetProperty("flow:drainSeconds")));
        Assert.Equal("""{"value":"65536","source":"default"}""", Compact(json.RootElement.GetProperty("limits:tokensPerDocument")));
    }

    [Fact]
    public async Task All_mistakes_come_at_once_with_exit_code_2()
    {
        var result = await Cli.RunWith(ReadOnlyMemory<byte>.Empty, [("STREAMNER__HTTP__PORT", "many")], "config", "show", "--set", "limits:tokensPerDocumnt=5", "--set", "limits:tokensPerDocument=0");
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("3 mistakes", result.Error, StringComparison.Ordinal);
        Assert.Contains("http:port: must be a whole number, is 'many' (from environment)", result.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'limits:tokensPerDocument'?", result.Error, StringComparison.Ordinal);
        Assert.Contains("limits:tokensPerDocument: must be 1 to 10000000, is 0", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("nope")]
    [InlineData("config", "shw")]
    [InlineData("config", "show", "--nope")]
    public async Task Wrong_usage_is_exit_code_2_and_names_the_help(params string[] arguments)
    {
        var result = await Cli.Run(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Help_and_version_are_exit_code_0()
    {
        Assert.Contains("config", (await Cli.Run("--help")).Output, StringComparison.Ordinal);
        var version = await Cli.Run("--version");
        Assert.Equal(0, version.ExitCode);
        Assert.StartsWith("streamner 0.", version.Output, StringComparison.Ordinal);
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
}
