using StreamNer.Linking;
using StreamNer.Tests.House;

namespace StreamNer.Tests.Linking;

/// <summary>The larger base, which ships beside the program.</summary>
public sealed class ShippedBaseTests
{
    [Fact]
    public void It_is_whole_and_of_the_size_that_the_documentation_says()
    {
        using var file = KnowledgeFile.Open(KnowledgeBase.ShippedFile);
        Assert.InRange(file.Count, 100_000, 500_000);
        Assert.InRange(file.Length, 1, 30 << 20);
        Assert.Contains(FormattableString.Invariant($"{file.Count:#,0} entities"), Repository.Read("docs/linking.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_entity_of_the_built_in_table_keeps_its_id_and_goes_by_its_name()
    {
        using var file = KnowledgeFile.Open(KnowledgeBase.ShippedFile);
        var core = Repository.Read("eng/kb/core.tsv").Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t')).ToList();
        Assert.True(core.Count > 400);
        foreach (var fields in core)
        {
            var id = $"wikidata:{fields[0]}";
            var index = file.IndexOf(id);
            Assert.True(index is not null && file[index.Value].Id == id, id);
            Assert.Contains(id, SomeKnowledge.Ids(file, fields[2]));
        }
    }

    [Theory]
    [InlineData("Ann Arbor", "town|city", "LOC")]
    [InlineData("Boise, Idaho", "city", "LOC")]
    [InlineData("Chicago Bulls", "sports team", "ORG")]
    [InlineData("Yankees", "sports team", "ORG")]
    [InlineData("Penn State", "university", "ORG")]
    [InlineData("Calif.", "state", "LOC")]
    [InlineData("Aarhus University", "university", "ORG")]
    [InlineData("Grafana", "brand", "ORG")]
    [InlineData("Alvar Aalto", "architect", "PER")]
    [InlineData("Kosovo", "country", "LOC")]
    public void It_knows_things_of_every_source(string mention, string description, string type)
    {
        using var file = KnowledgeFile.Open(KnowledgeBase.ShippedFile);
        var matches = file.Find(mention);
        Assert.True(matches.Count > 0, mention);
        var found = new List<string>();
        for (var i = 0; i < matches.Count; i++) found.Add($"{file[matches[i].Entity].Type} {file[matches[i].Entity].Description}");
        Assert.Contains(found, text =>
            text.StartsWith(type, StringComparison.Ordinal) && description.Split('|').Any(word => text.Contains(word, StringComparison.Ordinal)));
    }
}
