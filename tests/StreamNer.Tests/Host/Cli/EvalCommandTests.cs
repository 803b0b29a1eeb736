using System.Text.Json;

namespace StreamNer.Tests.Host.Cli;

public sealed class EvalCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-eval").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public async Task Ner_scores_a_CoNLL_file()
    {
        var file = Write("own.conll", "#src=own partial=MISC\nAngela\tB-PER\nMerkel\tI-PER\ndid\tO\nn't\tO\nvisit\tO\nBerlin\tB-LOC\n.\tO\n");
        var result = await ChildProgram.Run("eval", "ner", file, "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        var score = Assert.Single(json.RootElement.GetProperty("files").EnumerateArray());
        Assert.Equal(1, score.GetProperty("all").GetProperty("f1").GetDouble());
        Assert.Equal(2, score.GetProperty("all").GetProperty("expected").GetInt32());
        Assert.Contains("100.0", (await ChildProgram.Run("eval", "ner", file)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pii_scores_labelled_lines()
    {
        var file = Write("own.jsonl", """{"text":"mail bob@example.com now","type":"EMAIL","start":5,"end":20}""" + "\n");
        var result = await ChildProgram.Run("eval", "pii", file, "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(1, json.RootElement.GetProperty("files")[0].GetProperty("types").GetProperty("EMAIL").GetProperty("f2").GetDouble());
    }

    [Fact]
    public async Task Linking_scores_given_mentions_and_what_the_pipeline_finds()
    {
        const string lines = """
            {"id": 1, "sentence": "Angela Merkel flew to Paris on Monday", "index": [[0, 13], [22, 27]], "link": ["Angela Merkel|Q567", "Paris, Texas|Q830149"]}
            """;
        var file = Write("own.jsonl", lines);
        var result = await ChildProgram.Run("eval", "linking", file, "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        var score = json.RootElement.GetProperty("files")[0];
        Assert.Equal(2, score.GetProperty("linker").GetProperty("links").GetInt32());
        Assert.Equal(2, score.GetProperty("linker").GetProperty("inBase").GetInt32());
        Assert.Equal(0.5, score.GetProperty("linker").GetProperty("accuracy").GetDouble());
        Assert.Equal(0.5, score.GetProperty("linker").GetProperty("wrong").GetDouble());
        Assert.Equal(0.5, score.GetProperty("priorOnly").GetProperty("wrong").GetDouble());
        Assert.Equal((2, 1), (score.GetProperty("endToEnd").GetProperty("links").GetInt32(), score.GetProperty("endToEnd").GetProperty("right").GetInt32()));
        Assert.Contains("wrong: Paris to Paris (wikidata:Q90", (await ChildProgram.Run("eval", "linking", file, "--examples", "1")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_only_leaves_the_model_out()
    {
        var file =
            Write("own.jsonl", """{"text":"we saw Peter Miller there","type":"PERSON","start":7,"end":19}""" + "\n"
            + """{"text":"we saw angela merkel there","type":"PERSON","start":7,"end":20}""" + "\n");
        var result = await ChildProgram.Run("eval", "pii", file, "--json", "--rules-only");
        Assert.True(result.ExitCode == 0, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(0.5, json.RootElement.GetProperty("files")[0].GetProperty("types").GetProperty("PERSON").GetProperty("recall").GetDouble());
    }

    [Theory]
    [InlineData("ner", "no tag here\n")]
    [InlineData("pii", "{\"nothing\":1}\n")]
    [InlineData("linking", "{\"nothing\":1}\n")]
    public async Task A_file_of_another_form_is_a_failure_with_a_clear_line(string kind, string text)
    {
        var result = await ChildProgram.Run("eval", kind, Write("bad", text));
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("streamner: failed: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test_btc_nohandle", 65.5)]
    [InlineData("test_ewt", 75.0)]
    [InlineData("test_wnut17", 47.5)]
    public async Task The_shipped_model_scores_what_its_card_says(string set, double f1)
    {
        var data = Environment.GetEnvironmentVariable("STREAMNER_TEST_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "STREAMNER_TEST_DATA names no labelled data");
        var result = await ChildProgram.Run("eval", "ner", Path.Combine(data, "ner", set + ".conll"), "--json",
            "--words", "tokenizer", "--set", "pipeline:maskedByRules=false");
        Assert.True(result.ExitCode == 0, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        Assert.InRange(100 * json.RootElement.GetProperty("files")[0].GetProperty("all").GetProperty("f1").GetDouble(), f1 - 1, f1 + 1);
    }
}
