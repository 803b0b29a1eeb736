using System.Text.Json.Nodes;

namespace StreamNer.Tests.Host.Cli;

public sealed class TokenizeCommandTests
{
    private static string Golden => Path.Combine(AppContext.BaseDirectory, "Golden", "tokens_uncased.jsonl");

    [Fact]
    public async Task Golden_texts_give_golden_tokens()
    {
        var result = await ChildProgram.Run("tokenize", Golden, "--json-field", "text");
        Assert.Equal(0, result.ExitCode);
        var expected = await File.ReadAllLinesAsync(Golden);
        Assert.Equal(expected.Length, result.Lines.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected[i]), JsonNode.Parse(result.Lines[i])), $"line {i + 1}");
        }
    }

    [Fact]
    public async Task A_bad_line_has_an_object_with_a_code_in_its_place()
    {
        var result = await ChildProgram.RunWith(new byte[] { (byte)'a', (byte)'\n', 0xff, (byte)'\n', (byte)'b' }, [], "tokenize");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(3, result.Lines.Length);
        Assert.Equal("""{"error":"invalid_text","stage":"decode","detail":"utf8"}""", result.Lines[1]);
        Assert.Equal("""{"text":"b","ids":[1038],"offsets":[[0,1]],"words":[0]}""", result.Lines[2]);
    }
}
