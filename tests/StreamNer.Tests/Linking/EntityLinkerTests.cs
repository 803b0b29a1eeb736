using System.Text;
using StreamNer.Linking;
using StreamNer.Output;

namespace StreamNer.Tests.Linking;

public sealed class EntityLinkerTests
{
    private static readonly EntityLinker BuiltIn = new(KnowledgeBase.BuiltIn, new LinkingOptions());

    private static KnowledgeBase Of(params string[] lines) =>
        KnowledgeBase.Load(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines))), "test");

    [Theory]
    [InlineData("London", "LOC", "wikidata:Q84")]
    [InlineData("LONDON's", "LOC", "wikidata:Q84")]
    [InlineData("U.S.A.", "LOC", "wikidata:Q30")]
    [InlineData("NYC", "LOC", "wikidata:Q60")]
    [InlineData("Man Utd", "ORG", "wikidata:Q18656")]
    [InlineData("@BarackObama", "PER", "wikidata:Q76")]
    [InlineData("Barack  Obama", "PER", "wikidata:Q76")]
    [InlineData("Ford", "ORG", "wikidata:Q44294")]
    [InlineData("Ford", "PER", null)]
    [InlineData("Gerald Ford", "PER", "wikidata:Q9582")]
    [InlineData("Nobody Wellknown", "PER", null)]
    [InlineData("", "PER", null)]
    [InlineData("?!", "LOC", null)]
    public void A_mention_gets_its_entry_or_nil(string mention, string label, string? id)
    {
        var result = BuiltIn.Link(mention, label);
        Assert.Equal(id, result.Link?.Id);
        Assert.Equal(id is null ? LinkState.Nil : LinkState.Linked, result.State);
    }

    [Fact]
    public void The_label_decides_between_a_city_and_a_university()
    {
        Assert.Equal("wikidata:Q350", BuiltIn.Link("Cambridge", "LOC").Link?.Id);
        Assert.NotEqual("wikidata:Q350", BuiltIn.Link("Cambridge", "ORG").Link?.Id);
    }

    [Fact]
    public void Others_that_share_the_alias_are_candidates_best_first()
    {
        var linker = new EntityLinker(Of("a\tLOC\tSpringfield\t0.9\t", "b\tLOC\tOther\t0.4\tSpringfield", "c\tLOC\tThird\t0.5\tSpringfield"),
            new LinkingOptions { Threshold = 0.01f });
        var result = linker.Link("springfield", "LOC");
        Assert.Equal("a", result.Link!.Id);
        Assert.Equal(["c", "b"], result.Candidates.Select(link => link.Id));
        Assert.All(result.Candidates.Append(result.Link), link => Assert.InRange(link.Score, 0, 1));
    }

    [Fact]
    public void Too_little_evidence_is_nil_with_candidates()
    {
        var linker = new EntityLinker(Of("a\tLOC\tX\t0.5\t", "b\tLOC\tY\t0.5\tX"), new LinkingOptions { Threshold = 0.99f });
        var result = linker.Link("X", "LOC");
        Assert.Equal(LinkState.Nil, result.State);
        Assert.Null(result.Link);
        Assert.Equal(["a", "b"], result.Candidates.Select(link => link.Id));
    }

    [Fact]
    public void Linking_that_is_off_says_skipped() =>
        Assert.Equal(LinkState.Skipped, new EntityLinker(KnowledgeBase.BuiltIn, new LinkingOptions { Enabled = false }).Link("London", "LOC").State);

    [Theory]
    [InlineData("a\tLOC\tX\t0.5", "line 1")]
    [InlineData("# note\na\tLOC\tX\t1.5\t", "line 2")]
    [InlineData("a\tLOC\tX\t1\t\na\tLOC\tY\t1\t", "line 2: id a was used before")]
    [InlineData("a\tLOC\t\t1\t", "line 1")]
    public void A_malformed_knowledge_base_is_refused_with_its_line(string content, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Of(content)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_knowledge_base_that_is_not_UTF_8_is_refused()
    {
        using var latin = new MemoryStream([.. "a\tLOC\tK"u8, 0xf6, .. "ln\t1\t\n"u8]);
        Assert.StartsWith("is not UTF-8, at line 1 or soon after", Assert.Throws<InvalidDataException>(() => KnowledgeBase.Load(latin, "kb")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_names_the_content()
    {
        Assert.NotEqual(Of("a\tLOC\tX\t1\t").Version, Of("a\tLOC\tY\t1\t").Version);
        Assert.Equal(Of("a\tLOC\tX\t1\t").Version, Of("a\tLOC\tX\t1\t").Version);
        Assert.StartsWith("builtin-", KnowledgeBase.BuiltIn.Version, StringComparison.Ordinal);
    }
}
