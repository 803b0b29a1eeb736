using System.Text;
using System.Text.Json;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Flow;
using StreamNer.Tests.Host;

namespace StreamNer.KafkaTests.Host;

/// <summary><c>streamner dead-letters</c> on real Kafka: the cause is mended, the letters are sent again, and the account is exact.</summary>
public sealed class RetryCommandTests(RealKafka kafka)
{
    private static readonly string[] s_wrong = ["--format", "json", "--json-field", "text"];
    private static readonly string[] s_right = ["--format", "json", "--json-field", "body"];

    [Fact]
    public async Task Letters_of_a_misspelt_field_are_counted_and_sent_again_once_it_is_mended()
    {
        var cluster = await kafka.Shared();
        var raw = await cluster.CreateTopic("raw", 2);
        await cluster.CreateTopics(2, (raw + ".out", [("max.message.bytes", "2097152")]), (raw + ".dlq", [("max.message.bytes", "1064972")]),
            (raw + ".compact", [("cleanup.policy", "compact"), ("max.message.bytes", "2097152")]));
        for (var p = 0; p < 2; p++)
            await cluster.Produce(raw, Enumerable.Range(0, 8).Select(i => Account.Message($$"""{"body":"Ada Lovelace {{i}}"}""", $"key {i}")), p);
        await cluster.Produce(raw, [Account.Message("no JSON", "key")], 0);
        string[] worker = ["--bootstrap-servers", cluster.BootstrapServers, "--input", raw, "--dead-letter", raw + ".dlq", "--group", raw + ".group",
            "--output-format", "json"];
        string[] topics = [.. worker, "--output", raw + ".out"];
        string[] letters = ["--bootstrap-servers", cluster.BootstrapServers, "--dead-letter", raw + ".dlq"];
        Assert.Equal(0, (await ChildProgram.Run(["run", .. topics, .. s_wrong, "--until-end"])).ExitCode);

        var counted = await ChildProgram.Run(["dead-letters", "count", .. letters, "--json"]);
        Assert.Equal([(16, "json.no_field"), (1, "json.not_json")], counted.Lines.Select(line => JsonDocument.Parse(line).RootElement).Select(one =>
            (one.GetProperty("count").GetInt32(), one.GetProperty("detail").GetString()!)));
        var listed = Assert.Single((await ChildProgram.Run(["dead-letters", "list", .. letters, "--detail", "json.not_json"])).Lines);
        var offset = JsonDocument.Parse(listed).RootElement.GetProperty("offset").GetRawText();
        var shown = await ChildProgram.Run(["dead-letters", "show", "0", offset, .. letters]);
        Assert.Contains("\"value\": \"no JSON\"", shown.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await ChildProgram.Run(["dead-letters", "show", "1", "999", .. letters])).ExitCode);

        var refused = await ChildProgram.Run(["dead-letters", "retry", .. worker, "--output", raw + ".compact", .. s_right]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("is compacted", refused.Error, StringComparison.Ordinal);

        var dry = await ChildProgram.Run(["dead-letters", "retry", .. topics, .. s_right, "--dry-run"]);
        Assert.Equal((0, "invalid_record  json.no_field  16 to send\ninvalid_record  json.not_json  1 to send\n"), (dry.ExitCode, dry.Output));
        Assert.Empty(cluster.ReadCommitted(raw + ".out"));

        var retried = await ChildProgram.Run(["dead-letters", "retry", .. topics, .. s_right]);
        Assert.Equal(0, retried.ExitCode);
        Assert.Contains("17 sent again: 16 written, 1 rejected again, 0 gone", retried.Error, StringComparison.Ordinal);
        var output = cluster.ReadCommitted(raw + ".out");
        Assert.Equal(
            Enumerable.Range(0, 2).SelectMany(p => Enumerable.Range(0, 8).Select(o => (p, (long)o))),
            output.Select(record => JsonDocument.Parse(record.Message.Value).RootElement.GetProperty("source")).Select(at =>
                (at.GetProperty("partition").GetInt32(), at.GetProperty("offset").GetInt64())));
        Assert.All(output, record => Assert.StartsWith($"{raw}/{record.Partition.Value}/", Account.Header(record, "streamner.replaces"),
            StringComparison.Ordinal));
        Assert.Equal(["1", "2"], cluster.ReadCommitted(raw + ".dlq").Where(record => Encoding.UTF8.GetString(record.Message.Value!) == "no JSON")
            .Select(record => Account.Header(record, "streamner.dlq.attempts")));

        // Another output, and a compacted one: the records have no output there yet.
        var asked = await ChildProgram.Run(["dead-letters", "retry", .. worker, "--output", raw + ".compact", .. s_right, "--overwrite-newer"]);
        Assert.True(asked.ExitCode == 0, asked.Error);
        Assert.Contains("16 written", asked.Error, StringComparison.Ordinal);
        Assert.Equal(16, cluster.ReadCommitted(raw + ".compact").Count);
    }
}
