using System.Text.Json;

namespace StreamNer.Tests.Host.Cli;

public sealed class DoctorCommandTests
{
    private static readonly string[] s_worker =
        ["doctor", "--bootstrap-servers", "localhost:1", "--input", "raw", "--output", "enriched", "--dead-letter", "raw.dlq", "--group", "ner"];

    [Fact]
    public async Task Every_check_has_a_row_also_when_no_broker_answers()
    {
        var result = await ChildProgram.Run([.. s_worker, "--json"]);
        Assert.True(result.ExitCode == 1, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        Assert.False(json.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal(
            [
                "settings ok", "model ok", "keys ok", "detectors ok", "snapshot ok", "brokers error", "input raw skipped", "output enriched skipped",
                "dead letters raw.dlq skipped", "group skipped", "transactions skipped", "registry ok",
            ],
            json.RootElement.GetProperty("checks").EnumerateArray()
                .Select(check => $"{check.GetProperty("name").GetString()} {check.GetProperty("status").GetString()}"));
    }

    [Fact]
    public async Task What_the_engine_lacks_does_not_hide_what_Kafka_lacks()
    {
        var result =
            await ChildProgram.Run([.. s_worker, "--model", "/no/such/model", "--schema-registry", "http://localhost:1", "--set", "schemaRegistry:retries=0"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error   model: model:path: '/no/such/model': no such directory", result.Lines);
        Assert.Contains(result.Lines, line =>
            line.StartsWith("error   brokers: kafka:bootstrapServers: no broker of localhost:1 answers", StringComparison.Ordinal));
        Assert.Contains(result.Lines, line => line.StartsWith("error   registry: schemaRegistry:url: ", StringComparison.Ordinal));
        Assert.Contains("run would not start: 3 of", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_are_exit_code_2() => Assert.Equal(2, (await ChildProgram.Run("doctor")).ExitCode);
}
