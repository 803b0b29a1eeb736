using StreamNer.Linking;

namespace StreamNer.Tests.Linking;

/// <summary>The aliases that an entity has, each by the kind that the file states and that a mention sees.</summary>
public sealed class AliasFormTests : IDisposable
{
    private readonly SomeKnowledge _some = new();

    public void Dispose() => _some.Dispose();

    private static KnowledgeRecord Person(string name, string country = "") => new("p:1", name) { Type = "PER", Country = country };

    private static KnowledgeRecord Firm(string name) => new("o:1", name) { Type = "ORG" };

    private AliasKind? Kind(KnowledgeRecord record, string mention)
    {
        using var file = _some.Open(record);
        var matches = file.Find(mention);
        return matches.Count == 0 ? null : matches[0].Kind;
    }

    [Fact]
    public void No_alias_made_by_rule_weighs_as_much_as_one_that_a_source_states()
    {
        var kinds = Enum.GetValues<AliasKind>();
        Assert.Equal(AliasKinds.Count, kinds.Length);
        var stated = kinds.Where(kind => kind.IsStated()).Min(kind => kind.Weight());
        Assert.Equal([AliasKind.Name, AliasKind.Stated, AliasKind.Handle, AliasKind.Cashtag, AliasKind.Demonym],
            kinds.Where(kind => kind.IsStated()));
        Assert.All(kinds.Where(kind => !kind.IsStated()), kind => Assert.InRange(kind.Weight(), 0.01f, stated - 0.01f));
        // Of two kinds that give the same key, the one that comes first stays: it must be the weightier one.
        Assert.Equal(kinds.OrderByDescending(kind => kind.Weight()), kinds);
    }

    [Theory]
    [InlineData("Zürich", "zürich", AliasKind.Name)]
    [InlineData("Zürich", "Zurich", AliasKind.Accents)]
    [InlineData("Zürich", "Zu\u0308rich", AliasKind.Accents)]
    [InlineData("Zürich", "Zuerich", AliasKind.Transliteration)]
    [InlineData("Zurich", "Zürich", AliasKind.Accents)]
    [InlineData("Łódź", "Lodz", AliasKind.Accents)]
    [InlineData("Москва", "Moskva", AliasKind.Transliteration)]
    [InlineData("Αθήνα", "Athina", AliasKind.Transliteration)]
    [InlineData("Großräschen", "Grossraeschen", AliasKind.Transliteration)]
    [InlineData("New York City", "#NewYorkCity", AliasKind.Hashtag)]
    [InlineData("New York City", "#newyorkcity", AliasKind.Hashtag)]
    [InlineData("東京", "Dongjing", null)]
    internal void Spellings_of_a_name_are_known(string name, string mention, AliasKind? kind) =>
        Assert.Equal(kind, Kind(SomeKnowledge.Place("a:1", name), mention));

    [Theory]
    [InlineData("Austin, TX", AliasKind.Region)]
    [InlineData("Austin Texas", AliasKind.Region)]
    [InlineData("Austin", AliasKind.Name)]
    [InlineData("TX", null)]
    internal void A_place_goes_by_its_name_and_region(string mention, AliasKind? kind) =>
        Assert.Equal(kind, Kind(SomeKnowledge.Place("a:1", "Austin") with { Regions = ["TX", "Texas"] }, mention));

    [Theory]
    [InlineData("Apple Inc.", "Apple", AliasKind.LegalSuffix)]
    [InlineData("Siemens AG", "Siemens", AliasKind.LegalSuffix)]
    [InlineData("Alibaba Group Holding Ltd", "Alibaba", AliasKind.LegalSuffix)]
    [InlineData("Banco Santander, S.A.", "banco santander", AliasKind.LegalSuffix)]
    [InlineData("Novo Nordisk A/S", "Novo Nordisk", AliasKind.LegalSuffix)]
    [InlineData("AMAZON COM INC", "Amazon", AliasKind.LegalSuffix)]
    [InlineData("First Corp", "First", null)]
    [InlineData("Inc", "Inc", AliasKind.Name)]
    [InlineData("World Health Organization", "WHO", AliasKind.Acronym)]
    [InlineData("World Health Organization", "who", AliasKind.Acronym)]
    [InlineData("Bank of the Ozarks", "BO", null)]
    [InlineData("International Business Machines Corp", "IBM", AliasKind.Acronym)]
    [InlineData("International Business Machines Corp", "IBMC", null)]
    internal void An_organization_goes_by_shorter_names(string name, string mention, AliasKind? kind) => Assert.Equal(kind, Kind(Firm(name), mention));

    [Theory]
    [InlineData("Barack Obama", "", "Obama", AliasKind.Surname)]
    [InlineData("Barack Obama", "", "B. Obama", AliasKind.Initials)]
    [InlineData("Barack Obama", "", "Barack", null)]
    [InlineData("John Fitzgerald Kennedy", "", "J.F. Kennedy", AliasKind.Initials)]
    [InlineData("John Fitzgerald Kennedy", "", "J. F. Kennedy", AliasKind.Initials)]
    [InlineData("Martin Luther King, Jr.", "", "King", AliasKind.Surname)]
    [InlineData("Vincent van Gogh", "", "van Gogh", AliasKind.Surname)]
    [InlineData("Vincent van Gogh", "", "Gogh", AliasKind.Surname)]
    [InlineData("José Muñoz", "", "Munoz", AliasKind.Surname)]
    [InlineData("Mao Zedong", "CN", "Mao", AliasKind.Surname)]
    [InlineData("Mao Zedong", "CN", "Zedong", null)]
    [InlineData("Elizabeth II", "", "II", null)]
    [InlineData("Joan of Arc", "", "Arc", null)]
    [InlineData("Madonna", "", "Madonna", AliasKind.Name)]
    internal void A_person_goes_by_surname_and_initials(string name, string country, string mention, AliasKind? kind) =>
        Assert.Equal(kind, Kind(Person(name, country), mention));

    [Fact]
    public void Only_persons_have_surnames_and_only_organizations_lose_suffixes()
    {
        Assert.Null(Kind(SomeKnowledge.Place("a:1", "Port Moresby"), "Moresby"));
        Assert.Null(Kind(SomeKnowledge.Place("a:1", "Sierra Nevada Co"), "Sierra Nevada"));
        Assert.Null(Kind(Person("World Health Organization"), "WHO"));
    }

    [Theory]
    [InlineData("$AAPL", AliasKind.Cashtag)]
    [InlineData("AAPL", AliasKind.Ticker)]
    [InlineData("aapl", AliasKind.Ticker)]
    [InlineData("@apple", AliasKind.Handle)]
    [InlineData("Cupertinian", AliasKind.Demonym)]
    internal void Tickers_handles_and_demonyms_are_known_by_their_kind(string mention, AliasKind kind) =>
        Assert.Equal(kind,
            Kind(new KnowledgeRecord("o:1", "Fruit")
            {
                Type = "ORG",
                Tickers = ["AAPL"],
                Handles = ["@Apple"],
                Demonyms = ["Cupertinian"]
            }, mention));

    [Theory]
    [InlineData("NATO", AliasKind.Name)]
    [InlineData("NATO's", AliasKind.Name)]
    [InlineData("nato", AliasKind.Case)]
    [InlineData("Nato", AliasKind.Case)]
    internal void An_abbreviation_in_other_letters_is_worth_less(string mention, AliasKind kind) => Assert.Equal(kind, Kind(Firm("NATO"), mention));

    [Fact]
    public void A_stated_alias_comes_before_one_by_rule_of_an_equally_likely_entity()
    {
        using var file = _some.Open(
            new KnowledgeRecord("p:1", "Clara Washington") { Type = "PER", Popularity = 9 },
            new KnowledgeRecord("l:1", "Washington") { Type = "LOC" });
        Assert.Equal(["l:1", "p:1"], SomeKnowledge.Ids(file, "Washington"));
    }

    [Fact]
    public void Keys_are_found_from_any_text_on()
    {
        using var file = _some.Open(SomeKnowledge.Place("a:1", "bb", "dd", "ff"));
        Assert.Equal((0, 0, 1, 2, 3), (file.KeyFrom("aa"u8), file.KeyFrom("bb"u8), file.KeyFrom("bbb"u8), file.KeyFrom("e"u8), file.KeyFrom("g"u8)));
        Assert.Equal("dd"u8.ToArray(), file.KeyUtf8(1).ToArray());
        Assert.Equal((1, AliasKind.Stated), (file.MatchesOf(1).Count, file.MatchesOf(1)[0].Kind));
    }
}
