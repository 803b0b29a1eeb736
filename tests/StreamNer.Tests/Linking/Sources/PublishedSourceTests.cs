using StreamNer.Linking;
using StreamNer.Linking.Sources;

namespace StreamNer.Tests.Linking.Sources;

/// <summary>The files of publishers, each in the form in which they are published, and as a table with named columns where there is one.</summary>
public sealed class PublishedSourceTests
{
    private static KnowledgeRecord Only(IEnumerable<SourceLine> lines)
    {
        var line = Assert.Single(lines);
        Assert.Null(line.Fault);
        return line.Record!;
    }

    [Fact]
    public void GeoNames_columns_have_no_names()
    {
        var city = Only(GeoNamesSource.Read(SomeKnowledge.Lines(
            "4671654\tAustin\tAustin\tAostin,Ostin,Остин\t30.26715\t-97.74306\tP\tPPLA\tUS\t\tTX\t453\t\t\t931830\t149\t165\tUTC\t2023")));
        Assert.Equal(("geonames:4671654", "Austin", "LOC", "US", 931_830f), (city.Id, city.Name, city.Type, city.Country, city.Popularity));
        Assert.Equal(["Aostin", "Ostin", "Остин"], city.Aliases);
        Assert.Equal(["Texas", "TX", "Tex.", "United States", "USA", "US"], city.Regions);
        Assert.Equal("city in Texas, United States", city.Description);
    }

    [Fact]
    public void A_table_of_GeoNames_names_its_columns()
    {
        const string header = "geonameid\tname\tcountry\tadmin1\tfeature\tpopulation\tlon\tlat";
        var lines = GeoNamesSource.Read(SomeKnowledge.Lines(header,
            "2988507\tParis\tFR\t11\tPPLC\t2138551\t2.3488\t48.85341", "3039163\tSant Julià de Lòria\tAD\t06\tPPLA3\t8022\t1.49129\t42.46372", "1\tX",
            "5\tY\tFR\t\tPPL\tmany\t0\t0")).ToList();
        Assert.Equal(("geonames:2988507", "capital city in France"), (lines[0].Record!.Id, lines[0].Record!.Description));
        Assert.Equal("town in Andorra", lines[1].Record!.Description);
        Assert.Empty(lines[1].Record!.Regions);
        Assert.True(lines[0].Record!.Prior > 0.7f && lines[1].Record!.Prior < 0.25f);
        Assert.Equal([(4L, "2 fields where 8 are expected"), (5L, "the popularity must be a number of 0 or more")],
            lines.Skip(2).Select(line => (line.Line, line.Fault!)));
        Assert.Contains("lacks population", Assert.Throws<InvalidDataException>(() =>
            GeoNamesSource.Read(SomeKnowledge.Lines("geonameid\tname\tcountry\tadmin1\tfeature", "1\tX\tFR\t1\tP")).ToList()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_listed_company_has_its_number_and_tickers_and_does_not_shout()
    {
        var companies = SecTickersSource.Read(SomeKnowledge.Lines("""
            {"0":{"cik_str":320193,"ticker":"AAPL","title":"Apple Inc."},"1":{"cik_str":1067983,"ticker":"BRK-B","title":"BERKSHIRE HATHAWAY INC"},
            "2":{"cik_str":70858,"ticker":"BAC","title":"BANK OF AMERICA CORP /DE/"},"3":{"ticker":"X"},"4":[]}
            """)).ToList();
        Assert.Equal(("sec:0000320193", "Apple Inc.", "ORG"), (companies[0].Record!.Id, companies[0].Record!.Name, companies[0].Record!.Type));
        Assert.Equal(["BRK-B", "BRK.B"], companies[1].Record!.Tickers);
        Assert.Equal(["Apple Inc.", "Berkshire Hathaway Inc", "Bank of America Corp"], companies.Take(3).Select(company => company.Record!.Name));
        Assert.True(companies[0].Record!.Prior > companies[1].Record!.Prior);
        Assert.Equal([(4L, "the id is empty"), (5L, "expected a JSON object")], companies.Skip(3).Select(company => (company.Line, company.Fault!)));
    }

    [Fact]
    public void An_instance_of_WordNet_is_an_entity_and_a_kind_is_not()
    {
        var lines = WordNetSource.Read(SomeKnowledge.Lines(
            "  1 This software and database is being provided to you, the LICENSEE,",
            "08970180 15 n 02 Paris 0 City_of_Light 0 002 @i 08537708 n 0000 #p 08946187 n 0000 | the capital and largest city of France; and more",
            "08537708 15 n 01 city 0 001 @ 08242255 n 0000 | a large town",
            "11225661 18 n 03 Obama 0 Barack_Obama 0 President_Obama 0 001 @i 10488016 n 0000 | a president", "12 x")).ToList();
        Assert.Equal(("wordnet:08970180-n", "Paris", "LOC", "the capital and largest city of France"),
            (lines[0].Record!.Id, lines[0].Record!.Name, lines[0].Record!.Type, lines[0].Record!.Description));
        Assert.Equal(["City of Light"], lines[0].Record!.Aliases);
        Assert.Equal(("PER", "Barack Obama"), (lines[1].Record!.Type, lines[1].Record!.Name));
        Assert.Equal(["President Obama"], lines[1].Record!.Aliases);
        Assert.Equal((5L, "not a synset"), (lines[2].Line, lines[2].Fault));
    }

    [Fact]
    public void A_gloss_of_WordNet_says_in_which_state_a_town_is_and_what_a_state_is_called()
    {
        static string Synset(string file, string name, string gloss) => $"0000000{name.Length} {file} n 01 {name} 0 001 @i 08537708 n 0000 | {gloss}";
        var records = WordNetSource.Read(SomeKnowledge.Lines(
            Synset("15", "Mobile", "a port in southwestern Alabama on Mobile Bay"), Synset("15", "Lyon", "a city in east-central France"),
            Synset("15", "Alabama", "a state in the southeastern United States"), Synset("17", "Alabama", "a river in Alabama"),
            Synset("06", "Yale_University", "a university in Connecticut"), Synset("06", "Bastille", "a fortress in Paris"),
            Synset("15", "Albany", "the state capital of New York"), Synset("15", "New_York", "a Mid-Atlantic state"),
            Synset("15", "New_York", "the largest city in the United States"), Synset("15", "Alabama", "a town in New York")))
            .Select(line => line.Record!).ToList();
        Assert.Equal(["US", "FR", "", "", "", "", "US", "", "US", "US"], records.Select(record => record.Country));
        Assert.Equal(["Alabama", "AL", "Ala."], records[0].Regions);
        Assert.Empty(records[1].Regions);
        Assert.Equal(["AL", "Ala."], records[2].Aliases);
        Assert.Empty(records[3].Aliases);
        Assert.True(records[2].Prior > records[3].Prior);
        // A state that is named like a city is no likelier than the city, wherever the lines stand.
        Assert.Equal(records[8].Prior, records[7].Prior);
        Assert.Equal(records[3].Prior, records[7].Prior);
        Assert.Equal(("ORG", "MISC"), (records[4].Type, records[5].Type));
    }

    [Fact]
    public void A_large_city_has_the_names_by_which_people_call_it()
    {
        var record = Only(GeoNamesSource.Read(SomeKnowledge.Lines(
            "geonameid\tname\tcountry\tadmin1\tfeature\tpopulation", "5128581\tNew York City\tUS\tNY\tPPL\t8175133")));
        Assert.Contains("NYC", record.Aliases);
        Assert.Contains("N.Y.", record.Regions);
    }

    [Fact]
    public void A_table_of_WordNet_names_its_columns()
    {
        var event1 = Only(WordNetSource.Read(SomeKnowledge.Lines(
            "offset\ttype\tlexfile\tlabel\taliases\thypernym\tgloss",
            "00060548\tEVENT\t4\tHegira\tHegira|Hejira\tescape\tthe flight of Muhammad; 622")));
        Assert.Equal(("wordnet:00060548-n", "Hegira", "EVENT", "the flight of Muhammad"), (event1.Id, event1.Name, event1.Type, event1.Description));
        Assert.Equal(["Hejira"], event1.Aliases);
    }

    [Fact]
    public void A_brand_comes_from_json_or_from_a_table()
    {
        const string icons = """
            [{"title":".NET","hex":"512BD4","aliases":{"aka":["dotnet"],"dup":[{"title":"ASP.NET"}],"loc":{"de-DE":"Punktnetz"}}},
            {"title":"T-Mobile","slug":"tmobile"}]
            """;
        var brands = SimpleIconsSource.Read(SomeKnowledge.Lines(icons)).Select(line => line.Record!).ToList();
        Assert.Equal(["simpleicons:dotnet", "simpleicons:tmobile"], brands.Select(brand => brand.Id));
        Assert.Equal(["dotnet", "Punktnetz", "ASP.NET"], brands[0].Aliases);
        Assert.Equal(["simpleicons:1and1", "simpleicons:aeromexico"],
            SimpleIconsSource.Read(SomeKnowledge.Lines("title\taliases", "1&1\t", "Aeroméxico\t")).Select(line => line.Record!.Id));
        Assert.Equal("AIB", Only(SimpleIconsSource.Read(SomeKnowledge.Lines("""{"icons":[{"title":"AIB"}]}"""))).Name);
        Assert.Contains("not JSON", Assert.Throws<InvalidDataException>(() => SimpleIconsSource.Read(SomeKnowledge.Lines("[", "}")).ToList()).Message,
            StringComparison.Ordinal);
        Assert.Contains("not of the form",
            Assert.Throws<InvalidDataException>(() => SimpleIconsSource.Read(SomeKnowledge.Lines("{}")).ToList()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_of_Pantheon_has_the_id_of_the_English_page()
    {
        var person = Only(PantheonSource.Read(SomeKnowledge.Lines(
            "en_curid\tname\tnumlangs\tbirthcity\tcountryCode\toccupation\tTotalPageViews\tHPI",
            "307\tAbraham Lincoln\t131\tHodgenville\tUS\tPOLITICIAN\t66145211\t27.94")));
        Assert.Equal(("enwiki:307", "Abraham Lincoln", "PER", "US", 66_145_211f),
            (person.Id, person.Name, person.Type, person.Country, person.Popularity));
        Assert.Equal("politician, born in Hodgenville, United States", person.Description);
        Assert.InRange(person.Prior, 0.8f, 0.9f);
    }

    [Fact]
    public void A_country_has_demonyms_and_neighbours()
    {
        var country = Only(CountriesSource.Read(SomeKnowledge.Lines("""
            [{"name":{"common":"Germany","official":"Federal Republic of Germany",
            "native":{"deu":{"official":"Bundesrepublik Deutschland","common":"Deutschland"}}},
            "cca2":"DE","cca3":"DEU","altSpellings":["DE"],"borders":["AUT","FRA"],"subregion":"Western Europe","area":357114,
            "demonyms":{"eng":{"f":"German","m":"German"}}}]
            """)));
        Assert.Equal(("iso3166:DE", "Germany", "country in Western Europe", "DE"), (country.Id, country.Name, country.Description, country.Country));
        Assert.Equal(["Federal Republic of Germany", "Deutschland", "Bundesrepublik Deutschland"], country.Aliases);
        Assert.Equal(["German"], country.Demonyms);
        Assert.Equal(["iso3166:DEU"], country.SameAs);
        Assert.Equal(["iso3166:AUT", "iso3166:FRA"], country.Neighbours);
    }
}
