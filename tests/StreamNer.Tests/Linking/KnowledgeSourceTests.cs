using System.Text;
using StreamNer.Linking;
using StreamNer.Linking.Sources;

namespace StreamNer.Tests.Linking;

public sealed class KnowledgeSourceTests
{
    [Fact]
    public void A_table_names_its_columns_in_any_order()
    {
        var lines = TsvSource.Read(SomeKnowledge.Lines(
            "# places", "name\tid\taliases\tprior\tpopularity\tcountry\ttype\tsameAs\tneighbours\tdescription", "",
            "New York City\tw:Q60\tNYC|Big Apple\t0.9\t8.8e6\tUS\tLOC\tg:1|g:2\tw:Q1384\ta city", "X\tw:Q1\t\t\t\t\t\t\t\t")).ToList();
        Assert.All(lines, line => Assert.Null(line.Fault));
        var city = lines[0].Record!;
        Assert.Equal((4, 5), (lines[0].Line, lines[1].Line));
        Assert.Equal(("w:Q60", "New York City", "LOC", "US", "a city", 0.9f, 8.8e6f),
            (city.Id, city.Name, city.Type, city.Country, city.Description, city.Prior, city.Popularity));
        Assert.Equal(["NYC", "Big Apple"], city.Aliases);
        Assert.Equal(["g:1", "g:2"], city.SameAs);
        Assert.Equal(["w:Q1384"], city.Neighbours);
        Assert.Equal((KnowledgeRecord.DefaultPrior, 0f), (lines[1].Record!.Prior, lines[1].Record!.Popularity));
    }

    [Fact]
    public void A_table_without_known_columns_is_refused()
    {
        Assert.Contains("expected column names", Refused("w:Q60\tLOC\tNew York"), StringComparison.Ordinal);
        Assert.Contains("lack id or name", Refused("id\ttype"), StringComparison.Ordinal);
        static string Refused(string header) =>
            Assert.Throws<InvalidDataException>(() => TsvSource.Read(SomeKnowledge.Lines(header)).ToList()).Message;
    }

    [Theory]
    [InlineData("a:1", "1 field where 3 columns are named")]
    [InlineData("\tX\t1", "the id is empty")]
    [InlineData("a 1\tX\t1", "an id holds white space or a vertical bar")]
    [InlineData("a:1\t\t1", "the name is empty")]
    [InlineData("a:1\tX\tmuch", "the prior is not a number")]
    [InlineData("a:1\tX\t0", "the prior must be above 0 and at most 1")]
    [InlineData("a:1\tX\tNaN", "the prior must be above 0 and at most 1")]
    public void A_line_of_another_form_is_reported_by_its_number(string line, string fault)
    {
        var lines = TsvSource.Read(SomeKnowledge.Lines("id\tname\tprior", line, "a:2\tY\t1")).ToList();
        Assert.Equal(new SourceLine(2, null, fault), lines[0]);
        Assert.Equal("a:2", lines[1].Record!.Id);
    }

    [Fact]
    public void A_line_that_is_not_utf8_hides_no_other()
    {
        byte[] bytes = [.. "id\tname\r\na:1\tX\r\n"u8, 0xFF, (byte)'\n', .. "a:2\tY"u8];
        var lines = TsvSource.Read(new MemoryStream(bytes)).ToList();
        Assert.Equal([(2L, null), (3L, "the line is not UTF-8"), (4L, null)], lines.Select(line => (line.Line, line.Fault)));
    }

    [Fact]
    public void Lines_of_any_length_come_whole_and_too_long_ones_are_named()
    {
        var name = new string('n', 200_000);
        var text = new StringBuilder("id\tname\n").Append("a:1\t").Append(name).Append("\na:2\t").Append('x', SourceLines.LongestLine)
            .Append("\na:3\tZ\n");
        var lines = TsvSource.Read(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()))).ToList();
        Assert.Equal(3, lines.Count);
        Assert.Equal(name, lines[0].Record!.Name);
        Assert.Equal("the line is longer than 16 MiB", lines[1].Fault);
        Assert.Equal(("a:3", 4L), (lines[2].Record!.Id, lines[2].Line));
    }

    [Fact]
    public void A_json_object_holds_what_a_line_of_a_table_does()
    {
        var lines = JsonLinesSource.Read(SomeKnowledge.Lines(
            """{"id":"w:Q60","name":"New York","aliases":["NYC",null,""],"prior":0.9,"type":"LOC","country":"US","sameAs":["g:1"]}""", " ",
            """{"id":"w:Q61","name":"Y","extra":1}""", "[1]", "{", "null", """{"name":"no id"}""", """{"id":"w:Q2","name":"Z","prior":"x"}"""))
                .ToList();
        Assert.Equal(["NYC"], lines[0].Record!.Aliases);
        Assert.Equal(["g:1"], lines[0].Record!.SameAs);
        Assert.Equal([1L, 3, 4, 5, 6, 7, 8], lines.Select(line => line.Line));
        Assert.All(lines.Skip(1), line => Assert.Null(line.Record));
        Assert.Equal("the id is empty", lines[5].Fault);
        Assert.Equal("an unknown name, a value of another type or broken JSON at $.prior", lines[6].Fault);
    }

    [Fact]
    public void An_id_with_a_tab_or_a_line_end_is_refused()
    {
        foreach (var id in new[] { @"a:\t1", @"a:\n1", @"a:\u00a01" })
        {
            var line = Assert.Single(JsonLinesSource.Read(SomeKnowledge.Lines($$"""{"id":"{{id}}","name":"X"}""")));
            Assert.Equal("an id holds white space or a vertical bar", line.Fault);
        }
    }

    [Fact]
    public void Records_of_one_id_become_one_entity()
    {
        var builder = SomeKnowledge.Builder(
            SomeKnowledge.Place("a:1", "X", "one"), SomeKnowledge.Place("a:1", "Y", "two"),
            new KnowledgeRecord("b:7", "Z") { SameAs = ["a:1"], Prior = 0.9f });
        Assert.Equal((3L, 2L, 1), (builder.Report.Records, builder.Report.MergedById, builder.Count));
        var entity = builder.Finish().Single();
        Assert.Equal(("a:1", "X", 0.9f), (entity.Id, entity.Name, entity.Prior));
        Assert.Equal(["one", "Y", "two", "Z"], entity.Aliases);
        Assert.Equal(["b:7"], entity.SameAs);
    }

    [Fact]
    public void Entities_of_two_schemes_merge_by_name_type_and_country_unless_one_has_several()
    {
        static KnowledgeRecord Town(string id, string name, string country) => SomeKnowledge.Place(id, name) with { Country = country };
        var builder = SomeKnowledge.Builder(
            Town("g:1", "Paris", "FR"), Town("w:1", "PARIS", "FR"), Town("w:2", "Paris", "US"),
            Town("g:2", "Springfield", "US"), Town("g:3", "Springfield", "US"), Town("w:3", "Springfield", "US"),
            SomeKnowledge.Place("w:4", "Paris"));
        var entities = builder.Finish();
        Assert.Equal(["g:1", "w:2", "g:2", "g:3", "w:3", "w:4"], entities.Select(entity => entity.Id));
        Assert.Equal(["w:1"], entities[0].SameAs);
        Assert.Equal((1L, 1L), (builder.Report.MergedByName, builder.Report.LeftApart));
    }

    [Fact]
    public void Of_several_places_of_a_name_the_state_or_far_more_inhabitants_say_which_is_meant()
    {
        static KnowledgeRecord Town(string id, string name, float popularity = 0, params string[] regions) =>
            SomeKnowledge.Place(id, name) with { Country = "US", Popularity = popularity, Regions = regions };
        var builder = SomeKnowledge.Builder(
            Town("g:1", "Portland", 600_000, "Oregon"), Town("g:2", "Portland", 60_000, "Maine"), Town("w:1", "Portland", 0, "Maine"),
            Town("w:2", "Portland", 0, "Oregon"),
            Town("g:3", "Boise", 200_000, "Idaho"), Town("g:4", "Boise", 2_000, "Texas"), Town("w:3", "Boise"),
            Town("g:5", "Salem", 170_000, "Oregon"), Town("g:6", "Salem", 90_000, "Maine"), Town("w:4", "Salem"),
            Town("g:7", "Dover", 30_000, "Ohio"), Town("w:5", "Dover", 0, "Maine"));
        Assert.Equal(
            ["g:1 w:2", "g:2 w:1", "g:3 w:3", "g:4", "g:5", "g:6", "w:4", "g:7", "w:5"],
            builder.Finish().Select(entity => string.Join(' ', entity.SameAs.Prepend(entity.Id))));
    }

    [Fact]
    public void A_person_or_company_without_country_joins_the_only_one_of_its_name()
    {
        static KnowledgeRecord One(string id, string type, string name, string country = "", params string[] aliases) =>
            new(id, name) { Type = type, Country = country, Aliases = aliases };
        var builder = SomeKnowledge.Builder(
            One("p:1", "PER", "Gerald Ford", "US"), One("w:1", "PER", "Gerald Ford", "", "Gerald Rudolph Ford"),
            One("p:2", "PER", "George W. Bush", "US"), One("w:2", "PER", "George Bush", "", "George W. Bush", "Dubya"),
            One("p:3", "PER", "John Smith", "US"), One("p:4", "PER", "John Smith", "GB"), One("w:3", "PER", "John Smith"),
            One("s:1", "ORG", "TARGET CORP"), One("b:1", "ORG", "Target"), One("x:1", "LOC", "Target"));
        Assert.Equal(
            ["p:1 w:1", "p:2 w:2", "p:3", "p:4", "w:3", "s:1 b:1", "x:1"],
            builder.Finish().Select(entity => string.Join(' ', entity.SameAs.Prepend(entity.Id))));
    }

    [Fact]
    public void Accents_and_the_apostrophe_of_a_genitive_make_no_other_entity()
    {
        var builder = SomeKnowledge.Builder(
            SomeKnowledge.Place("g:1", "Montréal") with { Country = "CA" }, SomeKnowledge.Place("w:1", "Montreal") with { Country = "CA" },
            new KnowledgeRecord("s:1", "Mcdonalds Corp") { Type = "ORG" }, new KnowledgeRecord("b:1", "McDonald's") { Type = "ORG" });
        Assert.Equal(["g:1 w:1", "s:1 b:1"], builder.Finish().Select(entity => string.Join(' ', entity.SameAs.Prepend(entity.Id))));
    }

    [Theory]
    [InlineData(0.8f, "s:1 b:1,s:2")]
    [InlineData(0.5f, "s:1,s:2,b:1")]
    public void Of_several_companies_of_a_brief_name_one_that_is_far_the_likeliest_is_meant(float prior, string expected)
    {
        var builder = SomeKnowledge.Builder(
            new KnowledgeRecord("s:1", "Target Corp") { Type = "ORG", Prior = prior },
            new KnowledgeRecord("s:2", "Target Group Inc.") { Type = "ORG", Prior = 0.45f }, new KnowledgeRecord("b:1", "Target") { Type = "ORG" });
        Assert.Equal(expected, string.Join(',', builder.Finish().Select(entity => string.Join(' ', entity.SameAs.Prepend(entity.Id)))));
    }

    [Fact]
    public void A_strict_build_ends_at_the_first_bad_line_and_another_reports_it()
    {
        SourceLine[] lines = [new(1, new KnowledgeRecord("a:1", "X"), null), new(2, null, "odd")];
        Assert.Equal("f.tsv, line 2: odd", Assert.Throws<InvalidDataException>(() => new KnowledgeBuilder(strict: true).Add("f.tsv", lines)).Message);
        var builder = new KnowledgeBuilder();
        builder.Add("f.tsv", lines);
        Assert.Equal((1L, 1L), (builder.Report.Records, builder.Report.Skipped));
        Assert.Equal(["f.tsv, line 2: odd"], builder.Report.Faults);
    }
}
