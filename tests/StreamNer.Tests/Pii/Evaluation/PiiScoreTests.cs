using StreamNer.Pii;
using StreamNer.Pii.Evaluation;

namespace StreamNer.Tests.Pii.Evaluation;

public sealed class PiiScoreTests
{
    [Fact]
    public void Types_are_scored_by_exact_span_and_tokens_by_overlap()
    {
        var score = new PiiScore();
        // Tokens: call | + | 1 | 202 | now | or | a | @ | b | . | com
        score.Add(new LabelledText("call +1 202 now or a@b.com", [new("PHONE", 5, 11), new("EMAIL", 19, 26)]),
            [new("PHONE", 5, 11, "phone", PiiEvidence.Checksum), new("EMAIL", 16, 20, "email", PiiEvidence.Checksum)]);
        Assert.Equal(new PiiCounts(1, 0, 0), score.ByType["PHONE"]);
        Assert.Equal(new PiiCounts(0, 1, 1), score.ByType["EMAIL"]);
        Assert.Equal(new PiiCounts(4, 1, 4), score.Tokens);
        Assert.Equal(0.5, score.Tokens.Recall);
        Assert.Equal(5 * 0.8 * 0.5 / (4 * 0.8 + 0.5), score.Tokens.F2, 12);
        Assert.Equal([true, false], score.Misses.Select(m => m.Missed));
    }

    [Fact]
    public void Both_file_forms_are_read_in_code_points()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """[{"full_text":"😀 a@b.com","spans":[{"entity_type":"EMAIL_ADDRESS","start_position":2,"end_position":9}]}]""");
            var fromArray = Assert.Single(LabelledText.Read(path));
            Assert.Equal(new LabelledSpan("EMAIL", 3, 10), Assert.Single(fromArray.Spans));
            File.WriteAllText(path, """
                {"text":"😀 a@b.com","type":"EMAIL","start":2,"end":9}
                {"text":"nothing"}
                """);
            var fromLines = LabelledText.Read(path);
            Assert.Equal(new LabelledSpan("EMAIL", 3, 10), Assert.Single(fromLines[0].Spans));
            Assert.Empty(fromLines[1].Spans);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("", "holds no text")]
    [InlineData("[]", "holds no text")]
    [InlineData("[{", "the file is neither")]
    [InlineData("""[{"full_text":"secret","spans":[{"entity_type":"X","start_position":0,"end_position":99}]}]""",
        "item 1: a span is outside of its text, or empty (0 to 99 of 6 code points)")]
    [InlineData("""[{"full_text":"secret","spans":[]},{"full_text":null,"spans":[]}]""", "item 2: full_text is null")]
    [InlineData("""[{"full_text":"secret"}]""", "item 1 is neither")]
    [InlineData("[1]", "item 1 is neither")]
    [InlineData("{\"text\":\"secret\"}\n\nsecret\n", "line 3 is neither")]
    [InlineData("""{"text":"secret","type":"X","start":3,"end":3}""", "line 1: a span is outside of its text, or empty (3 to 3 of 6 code points)")]
    [InlineData("""{"text":"secret","type":"X","start":-1,"end":3}""", "line 1: a span is outside")]
    [InlineData("""{"text":"secret","type":"X","start":"secret","end":3}""", "line 1 is neither")]
    [InlineData("""{"text":"secret","type":null,"start":0,"end":3}""", "line 1: type is null")]
    public void A_file_of_another_form_is_refused_with_its_place_and_without_its_text(string content, string message)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, content);
            var refused = Assert.Throws<FormatException>(() => LabelledText.Read(path)).Message;
            Assert.StartsWith(message, refused, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", refused, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
