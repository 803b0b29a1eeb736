using StreamNer.Comparing;
using static StreamNer.Tests.Comparing.SomeOutput;

namespace StreamNer.Tests.Comparing;

public sealed class ReportPageTests
{
    private static DiffReport Report(string surface, params DiffGate[] gates)
    {
        var tally = Compare(Of(1, "t", Entity("PER", 0, 3, surface)), Of(1, "t"));
        return new("a.jsonl", "b.jsonl", tally, [.. gates.Select(gate => gate.Judge(tally))]);
    }

    [Fact]
    public void Words_of_a_text_are_words_in_every_form()
    {
        var report = Report("<script>|`*_[x](y)\n# ");
        var page = DiffPage.Of(report);
        Assert.DoesNotContain("<script>", page.Html(), StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;|`*_[x](y)", page.Html(), StringComparison.Ordinal);
        Assert.Contains(@"| removed | \<script\>\|\`\*\_\[x\](y) \#  | PER |  | 1 |", page.Markdown(), StringComparison.Ordinal);
        using var json = new MemoryStream();
        DiffJson.Write(report, json);
        Assert.Equal("<script>|`*_[x](y)\n# ",
            System.Text.Json.JsonDocument.Parse(json.ToArray()).RootElement.GetProperty("surfaces")[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("0", "Gates failed")]
    [InlineData("1", "Gates passed")]
    public void The_verdict_of_the_gates_stands_at_the_top(string limit, string verdict)
    {
        Assert.True(DiffLimit.TryParse(limit, out var most));
        var page = DiffPage.Of(Report("Ada", new DiffGate(DiffMeasure.Removed, most)));
        Assert.Contains(verdict, page.Html(), StringComparison.Ordinal);
        Assert.Contains($"**{verdict}**", page.Markdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_needs_nothing_from_elsewhere()
    {
        var html = DiffPage.Of(Report("Ada")).Html();
        Assert.DoesNotContain("http", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", html, StringComparison.OrdinalIgnoreCase);
    }
}
