using System.Text.Json;

namespace StreamNer.Tests.Host.Cli;

public sealed class ConfigCommandTests
{
    [Fact]
    public async Task Every_setting_is_shown_with_its_value_and_source()
    {
        var result = await ChildProgram.RunWith(ReadOnlyMemory<byte>.Empty, [("STREAMNER__HTTP__PORT", "9464")], "config", "show", "--json", "--set",
            "flow:drainSeconds=7");
        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal("""{"value":"9464","source":"environment"}""", Compact(json.RootElement.GetProperty("http:port")));
        Assert.Equal("""{"value":"7","source":"--set"}""", Compact(json.RootElement.GetProperty("flow:drainSeconds")));
        Assert.Equal("""{"value":"65536","source":"default"}""", Compact(json.RootElement.GetProperty("limits:tokensPerDocument")));
    }

    [Fact]
    public async Task What_a_profile_sets_is_filled_in_and_required_settings_may_be_missing()
    {
        var result = await ChildProgram.Run(
            "config", "show", "--set", "batch:profile=online", "--set", "batch:ageMs=7", "--set", "pii:profile=strict", "--set",
            "pii:actions:person=mask",
            "--set", "kafka:output=enriched");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("batch:documents = 32    # batch:profile online", result.Lines);
        Assert.Contains("batch:ageMs = 7    # --set", result.Lines);
        Assert.Contains("pii:actions:person = mask    # --set", result.Lines);
        Assert.Contains("pii:actions:LOCATION = tag    # pii:profile strict", result.Lines);
        Assert.Contains("pii:actions:* = tag    # pii:profile strict", result.Lines);
        Assert.DoesNotContain(result.Lines, line => line.StartsWith("pii:actions:PERSON", StringComparison.Ordinal));
        Assert.Contains("kafka:output = enriched    # --set", result.Lines);
        Assert.Contains("kafka:group =     # required, not set", result.Lines);
    }

    [Fact]
    public async Task Describe_says_meaning_type_default_and_range()
    {
        var text = await ChildProgram.Run("config", "show", "--describe");
        Assert.Contains("flow:parallel = 2    # default\n    Micro-batches enriched in parallel", text.Output, StringComparison.Ordinal);
        Assert.Contains("    whole number; 1 to 256; default 2\n", text.Output, StringComparison.Ordinal);
        Assert.Contains("\nkafka:client:*    # none\n", text.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await ChildProgram.Run("config", "show", "--describe", "--json")).Output);
        var profile = json.RootElement.GetProperty("batch:profile");
        Assert.Equal(["stream", "default", "online, stream, replay", "stream"],
            new[] { "value", "source", "type", "default" }.Select(name => profile.GetProperty(name).GetString()));
        Assert.StartsWith("Bounds of a micro-batch", profile.GetProperty("meaning").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_wants_what_run_wants_unless_told_otherwise()
    {
        var whole = await ChildProgram.Run("config", "validate", "--json");
        Assert.Equal(2, whole.ExitCode);
        using var json = JsonDocument.Parse(whole.Output);
        Assert.False(json.RootElement.GetProperty("valid").GetBoolean());
        Assert.Contains("kafka:group", json.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("key").GetString()));
        var without = await ChildProgram.Run("config", "validate", "--no-kafka", "--set", "limits:tokensPerDocument=5");
        Assert.Equal((0, "the configuration is valid; settings given: 1\n"), (without.ExitCode, without.Output));
        var key = await ChildProgram.Run("config", "validate", "--no-kafka", "--set", "pii:keys:active=a", "--set", "pii:keys:versions:a:file=/no/such/file");
        Assert.Equal(2, key.ExitCode);
        Assert.Contains("pii:keys:versions:a", key.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_current_folder_s_settings_file_is_not_read_and_said_so()
    {
        var folder = Directory.CreateTempSubdirectory("streamner-config").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), """{ "pii": { "profile": "strict" } }""");
            var result = await ChildProgram.RunIn(folder, "config", "show");
            Assert.Contains("pii:profile = default    # default", result.Lines);
            Assert.Contains("--config appsettings.json", result.Error, StringComparison.Ordinal);
            var named = await ChildProgram.RunIn(folder, "config", "show", "--config", "appsettings.json");
            Assert.Contains("pii:profile = strict    # appsettings.json", named.Lines);
            Assert.Empty(named.Error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_near_miss_of_a_variable_prevents_startup()
    {
        var result =
            await ChildProgram.RunWith(ReadOnlyMemory<byte>.Empty, [("STREAMNER_PII_PROFILE", "strict"), ("STREAMNER__PII__PROFLE", "strict")], "annotate");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("STREAMNER_PII_PROFILE: looks like a setting but is not read; did you mean 'STREAMNER__PII__PROFILE'?", result.Error,
            StringComparison.Ordinal);
        Assert.Contains("STREAMNER__PII__PROFLE: unknown setting; did you mean 'STREAMNER__PII__PROFILE'? (from environment)", result.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_come_at_once_with_exit_code_2()
    {
        var result = await ChildProgram.RunWith(ReadOnlyMemory<byte>.Empty, [("STREAMNER__HTTP__PORT", "many")], "config", "show", "--set",
            "limits:tokensPerDocumnt=5", "--set", "limits:tokensPerDocument=0");
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("3 errors", result.Error, StringComparison.Ordinal);
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
        var result = await ChildProgram.Run(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Help_and_version_are_exit_code_0()
    {
        Assert.Contains("config", (await ChildProgram.Run("--help")).Output, StringComparison.Ordinal);
        var version = await ChildProgram.Run("--version");
        Assert.Equal(0, version.ExitCode);
        Assert.StartsWith("streamner 0.", version.Output, StringComparison.Ordinal);
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
}
