using System.Text;
using System.Text.Json;

namespace StreamNer.Tests.Host.Cli;

public sealed class DiffCommandTests : IDisposable
{
    private const string Tail = """ "pii":[],"offsetUnit":"code_point","source":null,"id":"","provenance":{"snapshot":"s","model":"",""" +
        """ "knowledgeBase":"","rules":"","policy":"","engine":"","tier":"full","degraded":false,"degradedReason":""}}""";
    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-diff-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Line(string text, string entities = "") => $$"""{"text":"{{text}}","entities":[{{entities}}],{{Tail}}""";

    private static string Entity(string label, string text) =>
        $$"""{"label":"{{label}}","start":0,"end":3,"outputStart":0,"outputEnd":3,"text":"{{text}}",""" +
        """ "score":0.9,"origin":"model","linkState":"nil","link":null,"candidates":[]}""";

    private string Write(string name, params string[] lines)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        return path;
    }

    [Fact]
    public async Task Lines_are_compared_by_number_and_gates_decide_the_exit_code()
    {
        var a = Write("a.jsonl", Line("Ada", Entity("PER", "Ada")), """{"error":"too_long","stage":"tokenise","detail":null}""", Line("x"));
        var b = Write("b.jsonl", Line("Ada", Entity("ORG", "Ada")), Line("long"), Line("x"));
        var (html, json) = (Path.Combine(_folder, "r.html"), Path.Combine(_folder, "r.json"));
        var result = await ChildProgram.Run("diff", a, b, "--report", html, "--report", json, "--max-removed", "0", "--max-relabelled", "50%");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("--max-relabelled 50%: there are 1 of 1 (100.00 %)", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--max-removed", result.Error, StringComparison.Ordinal);
        Assert.Contains("Labels that became others", await File.ReadAllTextAsync(html), StringComparison.Ordinal);
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(json));
        var documents = report.RootElement.GetProperty("documents");
        Assert.Equal((2, 1, 1, 1), (documents.GetProperty("both").GetInt32(), documents.GetProperty("identical").GetInt32(),
            documents.GetProperty("changed").GetInt32(), documents.GetProperty("rejectedByOne").GetInt32()));
    }

    [Fact]
    public async Task Without_gates_and_reports_it_prints_Markdown_and_succeeds()
    {
        var a = Write("a.jsonl", Line("Ada"));
        var result = await ChildProgram.Run("diff", a, a);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("# a.jsonl → a.jsonl\n\nNo differences in 1 documents; 1 of them are equal byte for byte.\n", result.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_line_names_documents_that_one_output_lacks()
    {
        var result = await ChildProgram.Run("diff", Write("a.jsonl", Line("Ada"), Line("x"), Line("y")), Write("b.jsonl", Line("Ada")));
        Assert.Contains("equal byte for byte. Documents in A only: 2; in B only: 0.\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not JSON", "line 2: no line of 'annotate' and no enriched record in JSON")]
    [InlineData("", "line 2: no line of 'annotate'")]
    [InlineData("""{"text":"x","source":{"topic":"raw","partition":0,"offset":1}}""", "line 2: has a source, unlike the first")]
    public async Task A_file_of_another_form_is_refused_by_its_line(string second, string message)
    {
        var result = await ChildProgram.Run("diff", Write("a.jsonl", Line("Ada"), second, Line("x")), Write("b.jsonl", Line("Ada"), Line("x")));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--max-removed", "1.5", "must be a count such as 10 or a share such as 1%")]
    [InlineData("--report", "report.txt", "its name must end in .md, .html or .json")]
    public async Task Wrong_options_are_wrong_usage(string option, string value, string message)
    {
        var a = Write("a.jsonl", Line("Ada"));
        var result = await ChildProgram.Run("diff", a, a, option, value);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_no_file_is_a_topic_and_needs_brokers_unless_it_has_a_slash()
    {
        var a = Write("a.jsonl", Line("Ada"));
        var topic = await ChildProgram.Run("diff", a, "enriched");
        Assert.Equal(2, topic.ExitCode);
        Assert.Contains("--bootstrap-servers", topic.Error, StringComparison.Ordinal);
        var file = await ChildProgram.Run("diff", a, Path.Combine(_folder, "none.jsonl"));
        Assert.Equal(2, file.ExitCode);
        Assert.Contains("no such file", file.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_last_line_without_a_break_and_lines_above_any_buffer_are_whole_lines()
    {
        var large = Line(new string('x', 400_000));
        var a = Path.Combine(_folder, "a.jsonl");
        await File.WriteAllBytesAsync(a, Encoding.UTF8.GetBytes($"{large}\n{Line("last")}"));
        var result = await ChildProgram.Run("diff", a, Write("b.jsonl", large, Line("last")), "--max-unequal", "0", "--max-unmatched", "0");
        Assert.Equal(0, result.ExitCode);
    }
}
