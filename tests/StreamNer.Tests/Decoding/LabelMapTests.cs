using StreamNer.Decoding;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;

namespace StreamNer.Tests.Decoding;

public sealed class LabelMapTests
{
    [Theory]
    [InlineData("PER", LabelKind.Person)]
    [InlineData("per", LabelKind.Person)]
    [InlineData("Person", LabelKind.Person)]
    [InlineData("Given_Name", LabelKind.Person)]
    [InlineData("PATIENT", LabelKind.Person)]
    [InlineData("ORGANISATION", LabelKind.Organization)]
    [InlineData("corporation", LabelKind.Organization)]
    [InlineData("group", LabelKind.Organization)]
    [InlineData("GPE", LabelKind.Location)]
    [InlineData("geo", LabelKind.Location)]
    [InlineData("LOCATION-OTHER", LabelKind.Location)]
    [InlineData("MISC", LabelKind.Miscellaneous)]
    [InlineData("WORK_OF_ART", LabelKind.Miscellaneous)]
    [InlineData("DATE", LabelKind.Other)]
    [InlineData("", LabelKind.Other)]
    public void The_usual_spellings_are_known_in_any_case(string label, LabelKind kind) => Assert.Equal(kind, LabelMap.Default.Of(label));

    [Fact]
    public void Labels_of_ones_own_go_before_the_known_ones()
    {
        var map = new LabelMap([KeyValuePair.Create("spieler", LabelKind.Person), KeyValuePair.Create("Group", LabelKind.Other)]);
        Assert.Equal((LabelKind.Person, LabelKind.Other, LabelKind.Location), (map.Of("SPIELER"), map.Of("GROUP"), map.Of("LOC")));
        Assert.Equal("GROUP=Other,SPIELER=Person", map.Fingerprint);
        Assert.Equal("", LabelMap.Default.Fingerprint);
    }

    [Fact]
    public void A_label_of_any_length_is_read() => Assert.Equal(LabelKind.Other, LabelMap.Default.Of(new string('P', 10_000)));

    [Fact]
    public void Redaction_and_links_follow_the_same_map()
    {
        var spans = new List<PiiSpan>();
        var strict = new PolicyBook(new PiiOptions { Profile = PiiProfile.Strict }, KeyRing.Empty).For(null, "");
        ModelTypes.Collect([new("Person", 0, 3, 1), new("spieler", 4, 7, 1), new("DATE", 8, 9, 1)], LabelMap.Default, Origin.Model, strict, spans);
        Assert.Equal(["PERSON 0"], spans.Select(span => $"{span.Type} {span.Start}"));
        spans.Clear();
        var own = new LabelMap([KeyValuePair.Create("spieler", LabelKind.Person)]);
        ModelTypes.Collect([new("spieler", 4, 7, 1)], own, Origin.Model, strict, spans);
        Assert.Equal(["PERSON 4"], spans.Select(span => $"{span.Type} {span.Start}"));
    }
}
