using System.Text;
using System.Text.Json;
using StreamNer.Tests.Host;

namespace StreamNer.Tests.Leaks;

/// <summary>Commands that need no broker: nothing planted comes out of them, on neither stream, when all goes well and when it does not.</summary>
public sealed class CommandLeakTests : IDisposable
{
    private static readonly string[] s_strict =
    [
        "--set", "pii:profile=strict", "--set", "log:level=trace", "--set", $"pii:scan:deny:0:value={Canaries.Denied}", "--set",
        "flow:retryFirstMs=1",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-canary").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static LeakSearch Everywhere(ChildProgram.Result result, IEnumerable<Canary>? canaries = null)
    {
        var search = new LeakSearch(canaries ?? Canaries.All);
        search.In("standard output", result.Output);
        search.In("standard error", result.Error);
        return search;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static byte[] Lines(params IEnumerable<byte[]> lines) => [.. lines.SelectMany(line => (byte[])[.. line, (byte)'\n'])];

    [Theory]
    [InlineData("json")]
    [InlineData("text")]
    public async Task Annotating_shows_none_of_them_whatever_becomes_of_a_line(string format)
    {
        var flat = Canaries.Everything.ReplaceLineEndings(" ");
        var lines = Canaries.All.Select(canary => Encoding.UTF8.GetBytes(canary.Text.ReplaceLineEndings(" "))).Append(Encoding.UTF8.GetBytes(flat))
            .Append([.. Encoding.UTF8.GetBytes(flat), 0xff]).Append(Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Repeat(flat, 8))));
        var result = await ChildProgram.RunWith(Lines(lines), [("STREAMNER__LIMITS__TOKENSPERDOCUMENT", "20000")],
            ["annotate", "--set", $"log:format={format}", .. s_strict]);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(Canaries.All.Count + 3, result.Lines.Length);
        Assert.Contains("invalid_text", result.Lines[^2], StringComparison.Ordinal);
        Assert.Contains("too_long", result.Lines[^1], StringComparison.Ordinal);
        Everywhere(result).AssertNone();
    }

    [Fact]
    public async Task Json_that_cannot_be_read_is_not_quoted()
    {
        var text = JsonSerializer.Serialize(Canaries.Everything);
        string[] lines =
        [
            $"{{\"text\":{text}", $"{{\"text\":{text}}} {text}", $"[{text}]", text, $"{{\"text\":[{text}]}}", $"{{\"text\":{text},\"text\":{text}}}",
            $"{{\"other\":{text}}}",
            $"{{{text}}}", $"{{\"text\":{text},{text}:\\}}", $"{{\"text\":\"\\ud800 {text[1..]}}}", $"{{{text}:\"\\udc00\",\"text\":5}}",
            $"{{\"text\":\"\\x{text[1..]}}}",
            string.Concat(Enumerable.Repeat("{\"a\":", 70)) + text, $"{{\"text\":\"\t{text[1..]}}}",
        ];
        var result = await ChildProgram.RunWith(Lines(lines.Select(Encoding.UTF8.GetBytes)), [], ["annotate", "--json-field", "text", .. s_strict]);
        Assert.Equal(0, result.ExitCode);
        Assert.All(result.Lines, line => Assert.Contains("\"error\":\"invalid_", line, StringComparison.Ordinal));
        Assert.Equal(lines.Length, result.Lines.Length);
        Everywhere(result).AssertNone();
    }

    [Fact]
    public async Task Evaluating_shows_values_only_when_examples_are_asked_for()
    {
        var lines = Canaries.All.Select(canary => JsonSerializer.Serialize(new { text = canary.Text, type = canary.Type, start = 0, end = 3 }));
        var file = Write("labelled.jsonl", string.Join('\n', lines));
        var result = await ChildProgram.Run(["eval", "pii", file, .. s_strict]);
        Assert.Equal(0, result.ExitCode);
        Everywhere(result).AssertNone();
        Assert.NotEmpty(Everywhere(await ChildProgram.Run(["eval", "pii", file, "--examples", "2", .. s_strict])).Leaks);
    }

    [Fact]
    public async Task Files_of_another_form_are_named_and_not_quoted()
    {
        var text = JsonSerializer.Serialize(Canaries.Everything);
        foreach (var content in new[] { $"{{\"text\":{text},\"type\":\"X\",\"start\":{text}}}", $"[{{\"full_text\":{text}}}]", Canaries.Everything,
            $"{{\"text\":{text},\"type\":\"X\",\"start\":1e99,\"end\":9}}" })
        {
            foreach (var kind in new[] { "pii", "ner" })
            {
                var result = await ChildProgram.Run(["eval", kind, Write("other.json", content)]);
                Assert.NotEqual(0, result.ExitCode);
                Everywhere(result).AssertNone();
            }
        }
    }

    [Fact]
    public async Task Benchmarks_show_none_of_the_lines_they_are_loaded_with()
    {
        var file = Write("lines.txt", Canaries.Everything);
        Everywhere(await ChildProgram.Run(["bench", file, "--lines", "200", "--partitions", "1", .. s_strict])).AssertNone();
    }

    [Fact]
    public async Task Settings_that_list_values_of_persons_are_masked_and_mistakes_in_them_not_quoted()
    {
        var key = Convert.ToBase64String("a secret of 32 bytes, or more ok"u8);
        Canary[] planted = [.. Canaries.All, new("KEY", key, ""), new("PASSWORD", "Tr0ub4dor&3-horse", "")];
        var values = Canaries.All.Select(canary => canary.Value).Where(value => value.Length is >= 2 and <= 200).ToArray();
        string[] good =
        [
            "pii:keys:active=a", "pii:keys:versions:a:environment=PII_KEY_TEST", .. values.Select((value, i) => $"pii:scan:allow:{i}={value}"),
            .. values.Select((value, i) => $"pii:scan:deny:{i}:value={value}"), "pii:scan:rules:0:name=own", "pii:scan:rules:0:pattern=@",
            $"pii:scan:rules:0:mustMatch:0={Canaries.All[0].Text}",
            $"pii:scan:rules:0:mustNotMatch:0={Canaries.All.First(canary => !canary.Text.Contains('@')).Text}",
        ];
        (string, string)[] environment = [("PII_KEY_TEST", key)];
        var shown = await ChildProgram.RunWith(ReadOnlyMemory<byte>.Empty, environment, ["config", "show", .. Set(good)]);
        Assert.True(shown.ExitCode == 0, shown.Error);
        Everywhere(shown, planted).AssertNone();
        string[] mistakes =
        [
            "http:port=x", "pii:keys:versions:a=" + key, "pii:key=other", "pii:scan:deny:0:type=nothing", "pii:scan:rules:0:pattern=zzz",
            "pii:scan:rules:0:pattern=.", "pii:scan:rules:0:pattern=(",
            "kafka:client:sasl.password=Tr0ub4dor&3-horse", "schemaRegistry:url=http://user:Tr0ub4dor&3-horse@localhost",
            "pii:keys:versions:a:environment=PII_KEY_NONE",
        ];
        foreach (var mistake in mistakes)
        {
            var refused =
                await ChildProgram.RunWith(ReadOnlyMemory<byte>.Empty, environment, ["annotate", .. Set([.. good, mistake, "http:address=nowhere"])]);
            Assert.Equal(2, refused.ExitCode);
            Everywhere(refused, planted).AssertNone();
        }

        static IEnumerable<string> Set(IEnumerable<string> settings) => settings.SelectMany(setting => (string[])["--set", setting]);
    }
}
