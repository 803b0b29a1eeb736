using StreamNer.Linking;
using StreamNer.Linking.Sources;

namespace StreamNer.Tests.Linking.Sources;

public sealed class WikidataSourceTests
{
    private const string Apple = """
        {"type":"item","id":"Q312","labels":{"en":{"language":"en","value":"Apple Inc."},"de":{"language":"de","value":"Apple"}},
        "descriptions":{"en":{"language":"en","value":"American technology company"}},
        "aliases":{"en":[{"language":"en","value":"Apple Computer"},{"language":"en","value":"Apple Inc."}]},
        "sitelinks":{"enwiki":{"title":"Apple Inc."},"dewiki":{"title":"Apple"}},
        "claims":{"P31":[{"rank":"normal","mainsnak":{"datavalue":{"value":{"entity-type":"item","id":"Q891723"}}}}],
        "P17":[{"rank":"deprecated","mainsnak":{"datavalue":{"value":{"id":"Q145"}}}},
        {"rank":"normal","mainsnak":{"datavalue":{"value":{"id":"Q30"}}}}],
        "P414":[{"rank":"normal","mainsnak":{"datavalue":{"value":{"id":"Q82059"}}},
        "qualifiers":{"P249":[{"datavalue":{"value":"AAPL","type":"string"}}]}}],
        "P2002":[{"rank":"normal","mainsnak":{"datavalue":{"value":"Apple"}}}],
        "P5531":[{"rank":"normal","mainsnak":{"datavalue":{"value":"0000320193"}}}]}}
        """;

    private static string Line(string json) => json.ReplaceLineEndings("");

    private static List<SourceLine> Read(params string[] items) =>
        [.. WikidataSource.Read(SomeKnowledge.Lines(["[", .. items.Select(item => Line(item) + ","), "]"]))];

    private static string Item(string id, string claims) =>
        $$$"""{"id":"{{{id}}}","labels":{"en":{"value":"X"}},"claims":{{{{claims}}}}}""";

    [Fact]
    public void An_item_has_what_its_statements_say()
    {
        var line = Assert.Single(Read(Apple));
        var apple = line.Record!;
        Assert.Equal(2, line.Line);
        Assert.Equal(("wikidata:Q312", "Apple Inc.", "ORG", "US", "American technology company", 2f),
            (apple.Id, apple.Name, apple.Type, apple.Country, apple.Description, apple.Popularity));
        Assert.Equal(["Apple Computer"], apple.Aliases);
        Assert.Equal(["AAPL"], apple.Tickers);
        Assert.Equal(["@Apple"], apple.Handles);
        Assert.Equal(["sec:0000320193"], apple.SameAs);
        // The statement of deprecated rank is passed over.
        Assert.Equal(["wikidata:Q30"], apple.Neighbours);
    }

    [Theory]
    [InlineData("\"P31\":[{\"mainsnak\":{\"datavalue\":{\"value\":{\"id\":\"Q5\"}}}}]", "PER")]
    [InlineData("\"P31\":[{\"mainsnak\":{\"datavalue\":{\"value\":{\"id\":\"Q476028\"}}}}]", "ORG")]
    [InlineData("\"P31\":[{\"mainsnak\":{\"datavalue\":{\"value\":{\"id\":\"Q515\"}}}}],\"P625\":[{}]", "LOC")]
    [InlineData("\"P31\":[{\"mainsnak\":{\"datavalue\":{\"value\":{\"id\":\"Q11424\"}}}}]", "MISC")]
    [InlineData("\"P625\":[{}]", "LOC")]
    [InlineData("\"P569\":[{}]", "PER")]
    [InlineData("\"P625\":[{}],\"P159\":[{}]", "ORG")]
    [InlineData("", "MISC")]
    public void The_type_follows_from_classes_and_properties(string claims, string type) =>
        Assert.Equal(type, Assert.Single(Read(Item("Q1", claims))).Record!.Type);

    [Fact]
    public void Pages_properties_and_items_without_an_English_name_are_passed_over() =>
        Assert.Empty(Read(Item("Q1", "\"P31\":[{\"mainsnak\":{\"datavalue\":{\"value\":{\"id\":\"Q4167410\"}}}}]"), Item("P31", ""),
            """{"id":"Q2","labels":{"de":{"value":"X"}}}"""));

    [Fact]
    public void A_line_that_is_no_entity_is_reported_and_hides_no_other()
    {
        var lines = Read("{\"id\":", "[1]", "{}", Item("Q7", ""));
        Assert.Equal([(2L, "not JSON"), (3L, "not an entity of Wikidata"), (4L, "not an entity of Wikidata"), (5L, null)],
            lines.Select(line => (line.Line, line.Fault)));
        Assert.Equal("wikidata:Q7", lines[3].Record!.Id);
    }
}
