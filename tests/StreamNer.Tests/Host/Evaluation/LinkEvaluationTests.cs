using System.Text;
using StreamNer.Decoding;
using StreamNer.Host.Evaluation;
using StreamNer.Linking;
using StreamNer.Tests.Linking;

namespace StreamNer.Tests.Host.Evaluation;

public sealed class LinkEvaluationTests
{
    private const string Pairs = """
        {"id": 1, "sentence": "🎉 Ada met Grace in Paris", "index": [[2, 5], [19, 24]], "link": ["Ada Lovelace|Q7259", "Paris|90"]}
        """;

    private const string Labels = """
        {"id":0,"title":"t","text":"Ada of Paris","labels":[{"id":0,"span":[0,3],"entity_id":"Q7259","name":"Ada Lovelace","type":"Q215627"},
        """ + """{"id":1,"span":[7,12],"entity_id":"<NIL>","name":"Unknown","type":"Q27096213|Q43229"}]}""";

    private static KnowledgeBase Base(params string[] lines) =>
        KnowledgeBase.Load(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines))), "test");

    private static List<LinkedText> Read(string lines) => [.. LinkedText.Read(new StringReader(lines))];

    [Fact]
    public void Pairs_of_title_and_id_are_read_with_offsets_in_code_points()
    {
        var text = Assert.Single(Read(Pairs + "\n\n"));
        Assert.Equal(["Ada", "Paris"], text.Mentions.Select(mention => text.Text[mention.Start..mention.End]));
        Assert.Equal(["Ada Lovelace", "Paris"], text.Mentions.Select(mention => mention.Title));
        Assert.Equal(["Q7259", "Q90"], text.Mentions.Select(mention => mention.Id));
        Assert.All(text.Mentions, mention => Assert.Empty(mention.Kinds));
    }

    [Fact]
    public void Labels_are_read_with_their_types_and_without_an_id_that_is_none()
    {
        var text = Assert.Single(Read(Labels));
        Assert.Equal(["Q7259", ""], text.Mentions.Select(mention => mention.Id));
        Assert.Equal(["Ada Lovelace", ""], text.Mentions.Select(mention => mention.Title));
        Assert.Equal([LabelKind.Person], text.Mentions[0].Kinds);
        Assert.Equal([LabelKind.Location, LabelKind.Organization], text.Mentions[1].Kinds);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("""{"sentence":"abc"}""")]
    [InlineData("""{"sentence":"abc","index":[[0,4]],"link":["A|Q1"]}""")]
    [InlineData("""{"sentence":"abc","index":[[1,1]],"link":["A|Q1"]}""")]
    [InlineData("""{"sentence":"abc","index":[[0,1]],"link":[]}""")]
    [InlineData("""{"sentence":"abc","index":[[0,1]],"link":["A"]}""")]
    [InlineData("""{"text":"abc","labels":[{"span":[0],"entity_id":"Q1","name":"A"}]}""")]
    [InlineData("""{"text":"abc","labels":[{"span":[0,1],"entity_id":1,"name":"A"}]}""")]
    public void A_line_of_another_form_is_named_by_its_number(string line)
    {
        var failure = Assert.Throws<LabelledFileException>(() => Read("\n" + line));
        Assert.StartsWith("line 2 is not a text with its links", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void By_name_a_title_means_the_likeliest_entity_of_each_type_that_the_reference_allows()
    {
        var knowledge = Base("a\tLOC\tCambridge\t0.9\t", "b\tLOC\tCambridge\t0.2\t", "c\tORG\tCambridge University\t0.5\tCambridge");
        var match = new GoldMatch(knowledge, MatchRule.Name);
        Assert.Equal(["a", "c"], match.Of(new GoldMention(0, 1, "Cambridge", "Q350", []), "x"));
        Assert.Equal(["a"], match.Of(new GoldMention(0, 1, "Cambridge (city)", "Q350", [LabelKind.Location]), "x"));
        Assert.Empty(match.Of(new GoldMention(0, 1, "Cambridge", "Q350", [LabelKind.Person]), "x"));
        Assert.Empty(match.Of(new GoldMention(0, 1, "", "", []), "x"));
    }

    [Fact]
    public void Where_text_or_title_says_which_namesake_is_meant_it_is_that_one()
    {
        using var some = new SomeKnowledge();
        using var file = some.Open(
            new KnowledgeRecord("x:de", "Vail") { Type = "LOC", Prior = 0.9f, Regions = ["AZ"], Description = "a town" },
            new KnowledgeRecord("x:co", "Vail") { Type = "LOC", Prior = 0.2f, Regions = ["CO", "Colo."], Description = "a resort" },
            new KnowledgeRecord("x:ge", "Georgia") { Type = "LOC", Prior = 0.9f, Description = "country" },
            new KnowledgeRecord("x:ga", "Georgia") { Type = "LOC", Prior = 0.5f, Description = "a state in the south" });
        var match = new GoldMatch(new KnowledgeBase(file, "some"), MatchRule.Name);
        var vail = new GoldMention(3, 7, "Vail", "Q747987", []);
        Assert.Equal(["x:de"], match.Of(vail, "in Vail today"));
        Assert.Equal(["x:co"], match.Of(vail, "in Vail, Colo. today"));
        Assert.Equal(["x:ge"], match.Of(new GoldMention(0, 2, "Georgia", "Q1428", []), "GA"));
        Assert.Equal(["x:ga"], match.Of(new GoldMention(0, 2, "Georgia (U.S. state)", "Q1428", []), "GA"));
    }

    [Theory]
    [InlineData("OTHER", "")]
    [InlineData("Q215627|OTHER", "Person")]
    [InlineData("Q21070598", "Person Miscellaneous")]
    [InlineData("Q1656682", "Miscellaneous")]
    public void Classes_of_the_reference_say_what_a_mention_may_be_called(string type, string kinds)
    {
        var read = Read($$"""{"text":"Mars","labels":[{"span":[0,4],"entity_id":"Q111","name":"Mars","type":"{{type}}"}]}""");
        Assert.Equal(kinds, string.Join(' ', Assert.Single(Assert.Single(read).Mentions).Kinds));
    }

    [Fact]
    public void A_legal_suffix_makes_no_other_title()
    {
        var match = new GoldMatch(Base("a\tORG\tTarget\t0.5\t", "b\tLOC\tTarget\t0.9\t", "c\tLOC\tCold Company\t0.9\t"), MatchRule.Name);
        Assert.Equal(["a"], match.Of(new GoldMention(0, 1, "Target Corporation", "Q1046951", []), "x"));
        Assert.Equal(["c"], match.Of(new GoldMention(0, 1, "Cold Company", "Q1", []), "x"));
        Assert.Empty(match.Of(new GoldMention(0, 1, "Cold Corporation", "Q1", []), "x"));
    }

    [Fact]
    public void An_entity_with_an_id_of_the_reference_is_judged_by_it_whatever_its_name()
    {
        var knowledge = Base("Q350\tLOC\tCambridge\t0.9\t", "b\tLOC\tCambridge\t0.2\t");
        Assert.Equal(["b"], new GoldMatch(knowledge, MatchRule.Name).Of(new GoldMention(0, 1, "Cambridge", "Q49111", []), "x"));
        Assert.Equal(["Q350"], new GoldMatch(knowledge, MatchRule.Name).Of(new GoldMention(0, 1, "Something else", "Q350", []), "x"));
        Assert.Empty(new GoldMatch(knowledge, MatchRule.Id).Of(new GoldMention(0, 1, "Cambridge", "Q49111", []), "x"));
    }

    [Fact]
    public void Counts_follow_from_the_threshold()
    {
        var score = new LinkScore();
        score.Add(new LinkCase("LOC", InBase: true, Among: true, 0.9f, Right: true));
        score.Add(new LinkCase("LOC", InBase: true, Among: true, 0.6f, Right: false));
        score.Add(new LinkCase("PER", InBase: true, Among: false, null, Right: false));
        score.Add(new LinkCase("PER", InBase: false, Among: false, 0.2f, Right: false));
        Assert.Equal(new LinkCounts(Mentions: 4, InBase: 3, Among: 2, Links: 3, Right: 1, NilRight: 0), score.At(0));
        var counts = score.At(0.5);
        Assert.Equal(new LinkCounts(Mentions: 4, InBase: 3, Among: 2, Links: 2, Right: 1, NilRight: 1), counts);
        Assert.Equal((2 / 3.0, 1 / 3.0, 0.5), (counts.CandidateRecall, counts.Accuracy, counts.Wrong));
        Assert.Equal((0.5, 1, 2 / 3.0), (counts.NilPrecision, counts.NilRecall, counts.NilF1));
        Assert.Equal(2, score.At(0, "PER").Mentions);
        Assert.Equal(["LOC", "PER"], score.Labels);
    }

    [Fact]
    public void Calibration_tells_how_often_a_score_is_right()
    {
        var score = new LinkScore();
        score.Add(new LinkCase("LOC", true, true, 0.92f, true));
        score.Add(new LinkCase("LOC", true, true, 1f, false));
        score.Add(new LinkCase("LOC", false, false, 0.05f, false));
        score.Add(new LinkCase("LOC", false, false, null, false));
        var rows = score.Calibration().ToList();
        Assert.Equal([(0.0, 1), (0.9, 2)], rows.Select(row => (row.From, row.Links)));
        Assert.Equal((0.5, 0.96), (rows[1].Right, Math.Round(rows[1].MeanScore, 3)));
    }
}
