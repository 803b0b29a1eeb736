using StreamNer.Pii;

namespace StreamNer.Tests.Pii;

/// <summary>Names behind titles, without the titles.</summary>
public sealed class TitledNamesTests
{
    [Theory]
    [InlineData("ask Mr. Ada Lovelace today", "Ada Lovelace")]
    [InlineData("Mrs O'Brien called", "O'Brien")]
    [InlineData("Prof. Dr. Jean-Luc Weber", "Jean-Luc Weber")]
    [InlineData("Frau von der Heide", "von der Heide")]
    [InlineData("Dr. J. R. Smith, MD", "J. R. Smith")]
    [InlineData("la Sra. Núñez y Vega llegó", "Núñez y Vega")]
    [InlineData("Ms. Lopez's car", "Lopez")]
    [InlineData("Mme Curie\nParis", "Curie")]
    [InlineData("Mr. Smith Goes To Washington Again", "Smith")]
    [InlineData("Mr.Smith is here", "Smith")]
    public void The_name_behind_a_title_is_found_whole(string text, string name) => Assert.Equal([name], Names(text));

    [Theory]
    [InlineData("mr. smith")]
    [InlineData("12 Old Mill Dr Springfield")]
    [InlineData("the Dr. said no")]
    [InlineData("MR ROBOT")]
    [InlineData("@Mr_Smith and #Mr Smith")]
    [InlineData("Mr.\nSmith")]
    [InlineData("Mr. X4 Unit")]
    [InlineData("see drmr.Example")]
    [InlineData("President of the Board")]
    public void Nothing_else_is(string text) => Assert.Empty(Names(text));

    [Fact]
    public void Several_titles_each_have_their_name() => Assert.Equal(["Kaya Öz", "Li"], Names("Mr. Kaya Öz met Ms. Li."));

    private static List<string> Names(string text)
    {
        var spans = new List<PiiSpan>();
        TitledNames.Find(text, spans);
        Assert.All(spans, span => Assert.Equal(ModelTypes.Person, span.Type));
        return [.. spans.Select(span => text[span.Start..span.End])];
    }
}
