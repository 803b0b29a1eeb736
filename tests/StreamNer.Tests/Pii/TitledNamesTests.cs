using StreamNer.Pii;
using StreamNer.Pii.Policy;

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
    [InlineData("Sen. Ada Lovelace voted", "Ada Lovelace")]
    [InlineData("Lt. Gov. Ada Lovelace", "Ada Lovelace")]
    [InlineData("calls Rep. Lovelace, again", "Lovelace")]
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
    [InlineData("General Motors and Justice League")]
    [InlineData("Gen Learning, Rev Limiter, Col Width")]
    [InlineData("our rep. Smith")]
    public void Nothing_else_is(string text) => Assert.Empty(Names(text));

    [Fact]
    public void Several_titles_each_have_their_name() => Assert.Equal(["Kaya Öz", "Li"], Names("Mr. Kaya Öz met Ms. Li."));

    [Theory]
    [InlineData("Mrs. Diana Moss Apt. 434 40 Rue de la Sarthe", "Apt. 434 40 Rue de la Sarthe", "Diana Moss")]
    [InlineData("Frau Karin Meier Hauptstraße 12", "Hauptstraße 12", "Karin Meier")]
    [InlineData("87 Rua Nossa Senhora Graça 75", "87 Rua Nossa Senhora Graça 75")]
    public void A_name_ends_where_an_address_begins(string text, string address, params string[] names) =>
        Assert.Equal(names, Names(text, ("ADDRESS", address)));

    [Fact]
    public void The_order_of_the_findings_tells_nothing() =>
        Assert.Equal(["Smith", "Ann Lee"], Names("Mr. Smith Suite 5 and Ms. Ann Lee Flat 7", ("ADDRESS", "Flat 7"), ("ADDRESS", "Suite 5")));

    [Theory]
    [InlineData("PERSON")]
    [InlineData("LOCATION")]
    [InlineData("ORGANIZATION")]
    public void What_the_model_has_of_it_ends_no_name(string type) =>
        Assert.Equal(["Ada Lovelace"], Names("ask Mr. Ada Lovelace today", (type, "Lovelace")));

    private static List<string> Names(string text, params (string Type, string Value)[] found)
    {
        var spans = found.Select(f => new PiiSpan(f.Type, text.IndexOf(f.Value, StringComparison.Ordinal),
            text.IndexOf(f.Value, StringComparison.Ordinal) + f.Value.Length, "test", PiiEvidence.Shape)).ToList();
        TitledNames.Find(text, spans);
        var names = spans[found.Length..];
        Assert.All(names, span => Assert.Equal(ModelTypes.Person, span.Type));
        return [.. names.Select(span => text[span.Start..span.End])];
    }
}
