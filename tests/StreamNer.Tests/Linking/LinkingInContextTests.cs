using StreamNer.Decoding;
using StreamNer.Linking;
using StreamNer.Output;
using StreamNer.Text;

namespace StreamNer.Tests.Linking;

public sealed class LinkingInContextTests : IDisposable
{
    private readonly SomeKnowledge _some = new();
    private KnowledgeFile? _file;

    public void Dispose()
    {
        _file?.Dispose();
        _some.Dispose();
    }

    private static KnowledgeRecord One(string id, string name, string type, float prior = 0.8f, string description = "", string country = "",
        string[]? aliases = null) =>
        new(id, name) { Type = type, Prior = prior, Popularity = 1_000_000, Description = description, Country = country, Aliases = aliases ?? [] };

    private EntityLinker Over(params KnowledgeRecord[] records) =>
        new(new KnowledgeBase(_file = _some.Open(records), "some"), new LinkingOptions { Candidates = 20 });

    /// <summary>Mentions are in brackets with their label: <c>[LOC:Paris]</c>.</summary>
    private static LinkResult[] Link(EntityLinker linker, string marked, params TextRange[] withheld)
    {
        var text = "";
        var spans = new List<EntitySpan>();
        foreach (var part in marked.Split('['))
        {
            var end = part.IndexOf(']', StringComparison.Ordinal);
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (end > 0) spans.Add(new EntitySpan(part[..colon], text.Length, text.Length + end - colon - 1, 1));
            text += end > 0 ? part[(colon + 1)..end] + part[(end + 1)..] : part;
        }

        return linker.Link(text, spans, withheld);
    }

    private static string?[] Ids(LinkResult[] results) => [.. results.Select(result => result.Link?.Id)];

    [Fact]
    public void A_country_is_a_country_in_the_news_and_no_team_in_sport()
    {
        var linker = Over(One("a", "Australia", "LOC", 0.6f, "a country in the southern hemisphere"));
        Assert.Equal(["a"], Ids(Link(linker, "She moved to Perth in [LOC:Australia] last year")));
        Assert.Equal([null], Ids(Link(linker, "What a game, the coach and fans saw [ORG:Australia] beat them to win the championship")));
    }

    [Fact]
    public void The_team_is_linked_where_the_base_has_it()
    {
        var linker = Over(
            One("city", "Liverpool", "LOC", 0.8f, "a port in north west England on the Mersey"),
            One("club", "Liverpool F.C.", "ORG", 0.8f, "a football club that plays in the league", aliases: ["Liverpool"]));
        Assert.Equal(["city"], Ids(Link(linker, "The ferry across the Mersey leaves from [LOC:Liverpool] at nine")));
        Assert.Equal(["club"], Ids(Link(linker, "[ORG:Liverpool] beat them in the football league this season")));
    }

    [Fact]
    public void A_person_is_no_company_of_the_same_name()
    {
        var linker = Over(
            One("man", "Ford", "PER", 0.8f, "a president"), One("maker", "Ford Motor", "ORG", 0.8f, "maker of cars", aliases: ["Ford"]));
        Assert.Equal("man", Best(Link(linker, "President [PER:Ford] spoke")[0]));
        Assert.Equal("maker", Best(Link(linker, "[ORG:Ford] sells cars")[0]));
    }

    [Fact]
    public void Words_of_the_description_choose_between_equals()
    {
        var linker = Over(
            One("gb", "Boston", "LOC", 0.5f, "a port in Lincolnshire known for its church and fens"),
            One("us", "Boston", "LOC", 0.5f, "capital of Massachusetts near Harvard and Fenway"));
        Assert.Equal("us", Best(Link(linker, "Harvard students in [LOC:Boston], Massachusetts")[0]));
        Assert.Equal("gb", Best(Link(linker, "The church and the fens of Lincolnshire around [LOC:Boston]")[0]));
    }

    [Fact]
    public void A_place_is_sought_in_the_country_of_the_others()
    {
        var linker = Over(
            One("ca", "London", "LOC", 0.5f, country: "CA"), One("gb", "London", "LOC", 0.5f, country: "GB"),
            One("t", "Toronto", "LOC", 0.9f, country: "CA"), One("m", "Manchester", "LOC", 0.9f, country: "GB"));
        Assert.Equal("ca", Best(Link(linker, "from [LOC:Toronto] to [LOC:London]")[1]));
        Assert.Equal("gb", Best(Link(linker, "from [LOC:Manchester] to [LOC:London]")[1]));
    }

    [Theory]
    [InlineData("at [LOC:Southampton], PA today", null)]
    [InlineData("at [LOC:Southampton] , Pa. today", null)]
    [InlineData("at [LOC:Southampton], New York today", null)]
    [InlineData("at [LOC:Southampton], France today", null)]
    [InlineData("at [LOC:Southampton] - PA today", null)]
    [InlineData("at [LOC:Southampton] - great", "gb")]
    [InlineData("at [LOC:Southampton], England today", "gb")]
    [InlineData("at [LOC:Southampton], United Kingdom today", "gb")]
    [InlineData("at [LOC:Southampton], Monday noon", "gb")]
    public void A_state_or_country_behind_a_name_rules_out_places_elsewhere(string marked, string? id)
    {
        var linker = Over(One("gb", "Southampton", "LOC", 0.9f, country: "GB") with { Regions = ["England"] });
        Assert.Equal([id], Ids(Link(linker, marked)));
    }

    [Theory]
    [InlineData("They moved to [LOC:Kentucky] last year", "k")]
    [InlineData("Watching the [LOC:Kentucky] game with my brother", null)]
    [InlineData("So it is Duke vs [LOC:Kentucky] again", null)]
    public void A_place_beside_a_word_of_sport_is_a_team(string marked, string? id) =>
        Assert.Equal([id], Ids(Link(Over(One("k", "Kentucky", "LOC", 0.5f, "a state in the east")), marked)));

    [Fact]
    public void A_legal_suffix_or_a_lost_apostrophe_makes_no_other_name()
    {
        var linker = Over(One("t", "Target", "ORG"), One("m", "Macy's", "ORG"), One("f", "Fox", "ORG"));
        var results = Link(linker, "[ORG:Target Corp.] and [ORG:Macys] and [ORG:Foxes] and [LOC:Fox Corp.]");
        Assert.Equal(["t", "m", null, null], results.Select(Best));
    }

    [Fact]
    public void A_name_and_a_comma_before_it_make_a_state_of_an_abbreviation()
    {
        var linker = Over(One("city", "Los Angeles", "LOC", 0.9f, aliases: ["La."]),
            One("state", "Louisiana", "LOC", 0.9f, aliases: ["La."]));
        Assert.Equal("state", Best(Link(linker, "scores went to Baton Rouge, [LOC:La.]; and others")[0]));
        Assert.Equal("city", Best(Link(linker, "scores went to [LOC:La.] and others")[0]));
    }

    [Theory]
    [InlineData("and [PER:Homer] said so", null)]
    [InlineData("and [PER:Homer of Chios] said so", "h")]
    public void A_given_name_alone_is_nobody_that_the_base_does_not_call_famous(string marked, string? id) =>
        Assert.Equal([id], Ids(Link(Over(One("h", "Homer", "PER", 0.5f, "a poet", aliases: ["Homer of Chios"])), marked)));

    [Fact]
    public void A_given_name_of_six_letters_is_not_misspelled() =>
        Assert.Null(Best(Link(Over(One("r", "Ronaldo", "PER", 1)), "[PER:Ronald] had cake")[0]));

    [Fact]
    public void An_entity_that_the_document_names_in_full_is_meant_by_its_brief_name()
    {
        var linker = Over(One("man", "Gerald Ford", "PER", 0.9f, "a president", aliases: ["Ford"]),
            One("maker", "Ford Motor", "ORG", 0.9f, "maker of cars", aliases: ["Ford"]));
        Assert.Equal("maker", Best(Link(linker, "at the museum of [ORG:Ford]")[0]));
        Assert.Equal("man", Best(Link(linker, "[PER:Gerald Ford] lived here. At the museum of [ORG:Ford]")[1]));
    }

    [Fact]
    public void A_part_of_a_name_takes_the_sense_of_the_full_name_and_its_lack_of_one()
    {
        var linker = Over(One("h", "Paris Hilton", "PER"), One("c", "Conrad Hilton", "PER", 0.9f), One("j", "Boris Johnson", "PER", 0.9f));
        var results = Link(linker, "[PER:Paris Hilton] spoke. [PER:Hilton] left. [PER:Nobody Johnson] stayed, said [PER:Johnson] to [PER:Paris].");
        Assert.Equal(["h", "h", null, null, "h"], Ids(results));
        Assert.Equal([1, 1, 2, 2, 1], results.Select(result => result.Mention));
    }

    [Fact]
    public void Mentions_of_one_entity_share_a_number_whatever_their_words()
    {
        var linker = Over(One("ny", "New York City", "LOC", 1, aliases: ["NYC"]));
        var results = Link(linker, "in [LOC:Nowhereville] and [LOC:New York City], from [LOC:nowhereville] to [LOC:NYC]");
        Assert.Equal([null, "ny", null, "ny"], Ids(results));
        Assert.Equal([1, 2, 1, 2], results.Select(result => result.Mention));
        Assert.Equal("LOC", results[1].Link!.Type);
    }

    [Fact]
    public void What_is_withheld_is_neither_linked_nor_context_nor_numbered()
    {
        var linker = Over(
            One("ca", "London", "LOC", 0.5f, country: "CA"), One("gb", "London", "LOC", 0.52f, country: "GB"),
            One("t", "Toronto", "LOC", 0.9f, country: "CA"));
        const string marked = "from [LOC:Toronto] to [LOC:London]";
        var open = Link(linker, marked);
        var withheld = Link(linker, marked, new TextRange(5, 12));
        Assert.Equal(("ca", "gb"), (Best(open[1]), Best(withheld[1])));
        Assert.Equal((LinkState.Withheld, 0), (withheld[0].State, withheld[0].Mention));
        Assert.Null(withheld[0].Link);
        Assert.Empty(withheld[0].Candidates);
        Assert.Equal(1, withheld[1].Mention);
        Assert.DoesNotContain(withheld[1].Candidates, link => link.Id == "t");
    }

    [Fact]
    public void Words_that_are_withheld_say_nothing_about_the_rest()
    {
        var linker = Over(
            One("gb", "Boston", "LOC", 0.52f, "a port in Lincolnshire"), One("us", "Boston", "LOC", 0.5f, "near Harvard university and Fenway"));
        Assert.Equal("us", Best(Link(linker, "Harvard Fenway, [LOC:Boston]")[0]));
        Assert.Equal("gb", Best(Link(linker, "Harvard Fenway, [LOC:Boston]", new TextRange(0, 7), new TextRange(8, 14))[0]));
    }

    [Theory]
    [InlineData("Reykjavk")]
    [InlineData("Reykjaviik")]
    [InlineData("Reykajvik")]
    [InlineData("Reykjavic")]
    public void A_long_name_with_one_wrong_letter_is_a_candidate(string written)
    {
        var result = Link(Over(One("r", "Reykjavik", "LOC", 1)), $"in [LOC:{written}] today")[0];
        Assert.Equal("r", Best(result));
    }

    [Theory]
    [InlineData("Lodnon")]
    [InlineData("Romee")]
    [InlineData("Rekyjavik")]
    public void Short_names_and_the_first_three_letters_are_taken_as_they_are(string written)
    {
        var linker = Over(One("r", "Reykjavik", "LOC", 1), One("o", "Rome", "LOC", 1), One("l", "Londen", "LOC", 1));
        var result = Link(linker, $"in [LOC:{written}] today")[0];
        Assert.Equal((LinkState.Nil, 0), (result.State, result.Candidates.Count));
    }

    [Fact]
    public void Among_thousands_of_names_that_begin_alike_more_letters_must_stand()
    {
        var records = new KnowledgeRecord[3_000];
        for (var i = 0; i < records.Length; i++) records[i] = One($"x:{i}", $"Santa Place{i:0000}", "LOC", 0.9f);
        var linker = Over(records);
        Assert.Equal("x:123", Best(Link(linker, "in [LOC:Santa Place0123x] today")[0]));
        Assert.Null(Best(Link(linker, "in [LOC:Santaa Plce2123] today")[0]));
        Assert.Null(Best(Link(linker, "in [LOC:Sanza Place2123] today")[0]));
    }

    [Fact]
    public void An_alias_of_ten_thousand_entities_gives_twenty_with_some_of_the_kind_in_demand()
    {
        var records = new KnowledgeRecord[10_000];
        for (var i = 0; i < records.Length; i++)
            records[i] = One($"x:{i}", "Springfield", i is >= 100 and < 104 ? "ORG" : "LOC", 0.9f - (i * 0.00001f));
        var result = Link(Over(records), "at [ORG:Springfield]")[0];
        var ids = result.Candidates.Select(link => link.Id).Concat(result.Link is { } link ? [link.Id] : []).ToList();
        Assert.InRange(ids.Count, 5, 20);
        Assert.Contains("x:100", ids);
    }

    [Fact]
    public void A_megabyte_that_is_one_mention_is_nobodys_name()
    {
        var text = new string('a', 1_000_000);
        var result = Assert.Single(Over(One("a", "A", "LOC")).Link(text, [new EntitySpan("LOC", 0, text.Length, 1)]));
        Assert.Equal((LinkState.Nil, 1), (result.State, result.Mention));
    }

    [Theory]
    [InlineData("القاهرة")]
    [InlineData("ירושלים")]
    [InlineData("🎉🎉🎉")]
    [InlineData("?!")]
    public void Names_in_any_script_and_none_are_linked_or_nil_without_harm(string name)
    {
        var linker = Over(One("c", "القاهرة", "LOC", 1, aliases: ["ירושלים"]));
        Assert.Equal(name[0] > '\u0500' && name[0] < '\u2000' ? "c" : null, Best(Link(linker, $"in [LOC:{name}] today")[0]));
    }

    [Fact]
    public void The_same_document_gives_the_same_links_on_every_desk()
    {
        var linker = Over(
            One("ca", "London", "LOC", 0.5f, country: "CA"), One("gb", "London", "LOC", 0.6f, country: "GB"),
            One("t", "Toronto", "LOC", 0.9f, country: "CA"));
        var first = Link(linker, "from [LOC:Toronto] to [LOC:London] and [PER:London]");
        Parallel.For(0, 64, _ =>
        {
            var again = Link(linker, "from [LOC:Toronto] to [LOC:London] and [PER:London]");
            Assert.Equal(first.Select(result => (result.Link, result.Mention)), again.Select(result => (result.Link, result.Mention)));
            Assert.Equal(first.SelectMany(result => result.Candidates), again.SelectMany(result => result.Candidates));
        });
    }

    private static string? Best(LinkResult result) => result.Link?.Id ?? (result.Candidates.Count > 0 ? result.Candidates[0].Id : null);
}
