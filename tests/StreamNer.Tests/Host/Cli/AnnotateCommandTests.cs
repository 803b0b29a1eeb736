using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace StreamNer.Tests.Host.Cli;

/// <summary>The program as scripts use it: lines in, JSON lines out.</summary>
public sealed class AnnotateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-annotate").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<JsonElement[]> Annotate(byte[] input, params string[] flags)
    {
        var result = await ChildProgram.RunWith(input, [], ["annotate", "-", .. flags]);
        Assert.True(result.ExitCode == 0, result.Error);
        return [.. result.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static async Task<JsonElement> AnnotateOne(string text, params string[] flags) =>
        Assert.Single(await Annotate(Encoding.UTF8.GetBytes(text + "\n"), flags));

    [Fact]
    public async Task A_line_becomes_the_JSON_form_of_an_enriched_record()
    {
        var json = await AnnotateOne("Angela Merkel met Bob Smith in Berlin, mail bob@example.com");
        Assert.Equal("Angela Merkel met Bob Smith in Berlin, mail [EMAIL]", json.GetProperty("text").GetString());
        Assert.Equal(
            ["text", "entities", "pii", "offsetUnit", "source", "id", "provenance"], json.EnumerateObject().Select(property => property.Name));
        var merkel = json.GetProperty("entities")[0];
        Assert.Equal(
            ["label", "start", "end", "outputStart", "outputEnd", "text", "score", "origin", "linkState", "link", "candidates", "mention"],
            merkel.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("PER", 0, 13, "Angela Merkel", "model"), (
            merkel.GetProperty("label").GetString(), merkel.GetProperty("start").GetInt32(), merkel.GetProperty("end").GetInt32(),
            merkel.GetProperty("text").GetString(), merkel.GetProperty("origin").GetString()));
        Assert.Equal("linked", merkel.GetProperty("linkState").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("entities")[1].GetProperty("link").ValueKind);
        var email = Assert.Single(json.GetProperty("pii").EnumerateArray());
        Assert.Equal(("EMAIL", 44, 59, 44, 51, "tag"), (
            email.GetProperty("type").GetString(), email.GetProperty("start").GetInt32(), email.GetProperty("end").GetInt32(),
            email.GetProperty("outputStart").GetInt32(), email.GetProperty("outputEnd").GetInt32(), email.GetProperty("action").GetString()));
    }

    [Fact]
    public async Task No_redact_reports_findings_and_leaves_the_text()
    {
        var json = await AnnotateOne("mail bob@example.com", "--no-redact");
        Assert.Equal("mail bob@example.com", json.GetProperty("text").GetString());
        Assert.Equal("keep", json.GetProperty("pii")[0].GetProperty("action").GetString());
    }

    [Fact]
    public async Task The_label_mix_is_written_to_be_a_reference()
    {
        var file = Path.Combine(_folder, "mix.json");
        var lines = string.Concat(Enumerable.Range(0, 210).Select(i => $"Angela Merkel met nobody at gate {i}\n"));
        var result = await ChildProgram.RunWith(Encoding.UTF8.GetBytes(lines), [], "annotate", "--label-mix-out", file);
        Assert.True(result.ExitCode == 0, result.Error);
        using (var mix = JsonDocument.Parse(await File.ReadAllTextAsync(file)))
            Assert.Equal(210, mix.RootElement.GetProperty("labels").GetProperty("PER").GetInt32());
        Assert.Equal(0, (await ChildProgram.RunWith("x\n"u8.ToArray(), [], "annotate", "--set", "drift:reference=" + file)).ExitCode);
        var few = await ChildProgram.RunWith("Angela Merkel\n"u8.ToArray(), [], "annotate", "--label-mix-out", file);
        Assert.Contains("1 entities are too few for a reference; it takes 200", few.Error, StringComparison.Ordinal);
        var refused = await ChildProgram.RunWith("x\n"u8.ToArray(), [], "annotate", "--set", "drift:reference=" + file);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("drift:reference", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_can_be_tried_and_gives_counts_alone()
    {
        var texts = "Angela Merkel, mail bob@example.com\nmail eve@example.com and bob@example.com\nnothing here\n"u8.ToArray();
        var result = await ChildProgram.RunWith(texts, [], "annotate", "--policy-diff", "strict");
        Assert.True(result.ExitCode == 0, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        var root = json.RootElement;
        Assert.Equal((3, 1), (root.GetProperty("documents").GetInt32(), root.GetProperty("changed").GetInt32()));
        Assert.Equal("""{"now":0,"then":0}""", Compact(root.GetProperty("rejected")));
        Assert.Equal(
            ["""{"type":"EMAIL","now":"tag","then":"tag","count":3}""", """{"type":"PERSON","now":"none","then":"tag","count":1}"""],
            root.GetProperty("findings").EnumerateArray().Select(Compact));
        Assert.DoesNotContain("Merkel", result.Output + result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bob", result.Output + result.Error, StringComparison.Ordinal);

        result = await ChildProgram.RunWith(texts, [], "annotate", "--policy-diff", "own", "--set", "pii:policies:own:actions:EMAIL=keep");
        Assert.Contains("\"changed\": 2", result.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await ChildProgram.RunWith(texts, [], "annotate", "--policy-diff", "stricter")).ExitCode);
        Assert.Equal(2, (await ChildProgram.RunWith(texts, [], "annotate", "--policy-diff", "strict", "--no-redact")).ExitCode);

        static string Compact(JsonElement one) => JsonSerializer.Serialize(one);
    }

    [Fact]
    public async Task Progress_is_for_a_terminal_only()
    {
        Assert.SkipWhen(Programs.OnPath("script") is null, "script, which makes a terminal, is not here");
        var file = Path.Combine(_folder, "lines.txt");
        await File.WriteAllTextAsync(file,
            string.Concat(Enumerable.Range(0, 2_000).Select(i => $"Angela Merkel met Bob Smith {i} times in Berlin.\n")));
        var start = new ProcessStartInfo("script", ["-qec", $"stty cols 100; '{ChildProgram.Path}' annotate '{file}' > /dev/null", "/dev/null"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TERM"] = "xterm-256color";
        using var terminal = Process.Start(start)!;
        terminal.StandardInput.Close();
        var shown = await terminal.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Contains("lines.txt: ", shown, StringComparison.Ordinal);
        Assert.Contains("%", shown, StringComparison.Ordinal);
        Assert.Contains("streamner: 2,000 lines: 2,000 annotated, 0 rejected", shown, StringComparison.Ordinal);
        var piped = await ChildProgram.Run("annotate", file);
        Assert.DoesNotContain("%", piped.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_is_a_flag_and_one_line_at_the_end_counts()
    {
        var result = await ChildProgram.RunWith("Angela Merkel met Bob Smith in Berlin\n\n"u8.ToArray(), [], "annotate", "--profile", "strict");
        Assert.Equal("[PERSON] met [PERSON] in [LOCATION]", JsonDocument.Parse(result.Lines[0]).RootElement.GetProperty("text").GetString());
        Assert.Matches(@"(?m)^streamner: 2 lines: 2 annotated, 0 rejected, in \d+\.\d s \([\d,]+/s\)$", result.Error);
        Assert.DoesNotContain("CUDA", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("codepoint", 2, 8)]
    [InlineData("utf16", 3, 9)]
    [InlineData("utf8", 5, 11)]
    public async Task Offsets_count_in_the_unit_asked_for(string unit, int start, int end)
    {
        var entity = (await AnnotateOne("\U0001F600 Berlin is a city in Germany.", "--offsets", unit)).GetProperty("entities")[0];
        Assert.Equal((start, end), (entity.GetProperty("start").GetInt32(), entity.GetProperty("end").GetInt32()));
    }

    [Fact]
    public async Task Bad_lines_have_an_object_with_a_code_in_their_place_and_the_exit_code_is_0()
    {
        var json = await Annotate([.. "Berlin\n"u8, 0xff, (byte)'\n', .. "\n \nnul\0 [SEP] [MASK]\nlast"u8]);
        Assert.Equal(6, json.Length);
        Assert.Equal("invalid_text", json[1].GetProperty("error").GetString());
        Assert.All([0, 2, 3, 4, 5], i => Assert.False(json[i].TryGetProperty("error", out _)));
        Assert.Equal("", json[2].GetProperty("text").GetString());
        Assert.Equal(" ", json[3].GetProperty("text").GetString());
        Assert.Equal("nul\0 [SEP] [MASK]", json[4].GetProperty("text").GetString());
    }

    [Fact]
    public async Task JSON_lines_are_read_by_field()
    {
        var json = await Annotate(
            """
            {"body": "I live in Berlin", "id": "m-1"}
            {"other": 1}
            not json
            {"body": "lone \ud800 surrogate"}
            {"body": null}
            """u8.ToArray(),
            "--json-field", "body");
        Assert.Equal("m-1", json[0].GetProperty("id").GetString());
        Assert.Equal("LOC", json[0].GetProperty("entities")[0].GetProperty("label").GetString());
        Assert.Equal(["invalid_record", "invalid_record", "invalid_text", "invalid_record"],
            json[1..].Select(line => line.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Texts_as_long_as_they_come_are_annotated_or_rejected_in_their_place()
    {
        var sentence = "Angela Merkel lives in Berlin. ";
        var text = string.Concat(Enumerable.Repeat(sentence, 1_500_000 / sentence.Length));
        var word = new string('x', 1 << 20);
        var json = await Annotate(Encoding.UTF8.GetBytes($"{text}\n{word}\nBerlin\n"));
        Assert.Equal("too_long", json[0].GetProperty("error").GetString());
        Assert.Equal(word, json[1].GetProperty("text").GetString());
        Assert.Equal("Berlin", json[2].GetProperty("text").GetString());

        var whole = Assert.Single(await Annotate(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(sentence, 400)) + "\n")));
        var last = whole.GetProperty("entities").EnumerateArray().Last();
        Assert.InRange(whole.GetProperty("entities").GetArrayLength(), 790, 820);
        Assert.Equal((400 * sentence.Length) - 2, last.GetProperty("end").GetInt32());
    }

    [Fact]
    public async Task A_line_is_answered_before_the_next_one_is_sent()
    {
        using var process = ChildProgram.Start([], "annotate");
        for (var i = 0; i < 3; i++)
        {
            await process.StandardInput.WriteLineAsync($"Berlin {i}");
            await process.StandardInput.FlushAsync();
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
            Assert.StartsWith($"{{\"text\":\"Berlin {i}\"", line, StringComparison.Ordinal);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task A_signal_annotates_what_was_read_and_says_that_there_was_more()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are of Unix");
        using var process = ChildProgram.Start([], "annotate");
        await process.StandardInput.WriteLineAsync("Berlin");
        await process.StandardInput.FlushAsync();
        Assert.NotNull(await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)));
        Signals.Send(process, Signals.Terminate);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(143, process.ExitCode);
    }

    [Fact]
    public async Task Wrong_usage_and_settings_are_exit_code_2_before_anything_is_read()
    {
        Assert.Equal(2, (await ChildProgram.Run("annotate", "/no/such/file")).ExitCode);
        var wrong = await ChildProgram.Run("annotate", "--aggregation", "last", "--offsets", "bytes", "--set", "batch:documents=0");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("pipeline:aggregation: must be one of simple, first, average, max, is 'last'", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("pipeline:offsets", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("batch:documents", wrong.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.onnx", 100_000, "model.onnx")]
    [InlineData("vocab.txt", 5_000, "vocab.txt")]
    [InlineData("config.json", 20, "config.json")]
    public async Task A_damaged_model_is_exit_code_2_and_names_the_file_and_the_setting(string file, int keep, string named)
    {
        foreach (var source in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "models", "minilm-l6-ner")))
        {
            var bytes = await File.ReadAllBytesAsync(source);
            if (Path.GetFileName(source) == file) bytes = bytes[..keep];
            await File.WriteAllBytesAsync(Path.Combine(_folder, Path.GetFileName(source)), bytes);
        }

        var result = await ChildProgram.RunWith("Berlin\n"u8.ToArray(), [], "annotate", "--model", _folder);
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("model:path", result.Error, StringComparison.Ordinal);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_holds_no_text()
    {
        var result = await ChildProgram.RunWith("Zebulon Quackenbush zq@example.org\n\n"u8.ToArray(), [], "annotate", "--set", "log:level=trace");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("model.loaded", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Quackenbush", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("zq@", result.Error, StringComparison.Ordinal);
    }
}
