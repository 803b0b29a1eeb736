using StreamNer.Linking;
using StreamNer.Output;

namespace StreamNer.Tests.Linking;

public sealed class KnowledgeFileTests : IDisposable
{
    private readonly SomeKnowledge _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void What_was_written_is_read_again()
    {
        var record = new KnowledgeRecord("wikidata:Q60", "New York City")
        {
            Type = "LOC",
            Country = "US",
            Aliases = ["NYC", "The Big Apple"],
            SameAs = ["geonames:5128581"],
            Neighbours = ["wikidata:Q1384"],
            Description = "largest city of the United States",
            Prior = 0.9f,
            Popularity = 8_804_190,
        };
        using var file = _some.Open(record, SomeKnowledge.Place("wikidata:Q1384", "New York"));
        var read = file.Entity(file.IndexOf("wikidata:Q60")!.Value);
        Assert.Equal((record.Id, record.Name, record.Type, record.Country), (read.Id, read.Name, read.Type, read.Country));
        Assert.Equal((record.Description, record.Prior, record.Popularity), (read.Description, read.Prior, read.Popularity));
        Assert.Equal(record.SameAs, read.SameAs);
        Assert.Equal(record.Neighbours, read.Neighbours);
        Assert.Equal([("new york city", AliasKind.Name), ("big apple", AliasKind.Stated), ("nyc", AliasKind.Stated)], file.AliasesOf(0).Take(3));
        Assert.Equal(2, file.Count);
    }

    [Fact]
    public void An_entity_is_read_in_place()
    {
        using var file = _some.Open(
            new KnowledgeRecord("a:1", "Zürich")
            {
                Type = "LOC",
                Country = "CH",
                Description = "a city",
                Neighbours = ["a:2", "a:9"],
                Popularity = 7
            },
            SomeKnowledge.Place("a:2", "Bern"));
        var entity = file[0];
        Assert.Equal(("a:1", "Zürich", "LOC", "CH", "a city", 0.5f, 7f),
            (entity.Id, entity.Name, entity.Type, entity.Country, entity.Description, entity.Prior, entity.Popularity));
        Assert.Equal([1], entity.Neighbours.ToArray());
        Assert.Equal("Zürich"u8.ToArray(), entity.NameUtf8.ToArray());
        Assert.Equal("a city"u8.ToArray(), entity.DescriptionUtf8.ToArray());
        Assert.Same(entity.Type, file[1].Type);
        Assert.Empty(file[1].Neighbours.ToArray());
        Assert.Throws<InvalidDataException>(() => file[2]);
        Assert.Throws<InvalidDataException>(() => file[-1]);
    }

    [Fact]
    public void Aliases_are_numbered_in_the_order_of_their_bytes()
    {
        using var file = _some.Open(SomeKnowledge.Place("a:1", "zeta", "\ufb01x", "\U00010428y", "alpha", "alphabet"));
        var keys = Enumerable.Range(0, file.Keys).Select(i => file.KeyUtf8(i).ToArray()).ToList();
        Assert.True(keys.Count >= 5);
        for (var i = 1; i < keys.Count; i++) Assert.True(keys[i - 1].AsSpan().SequenceCompareTo(keys[i]) < 0, file.Key(i).Alias);
    }

    [Theory]
    [InlineData("nyc")]
    [InlineData("the N.Y.C.'s")]
    [InlineData("#Big-Apple")]
    [InlineData("new  york\tcity")]
    public void A_mention_is_folded_as_aliases_are(string mention)
    {
        using var file = _some.Open(SomeKnowledge.Place("a:1", "New York City", "NYC", "Big Apple"));
        Assert.Equal(["a:1"], SomeKnowledge.Ids(file, mention));
    }

    [Theory]
    [InlineData("ירושלים")]
    [InlineData("القاهرة")]
    [InlineData("東京")]
    [InlineData("Ærø 😀")]
    [InlineData("𝒩𝓎")]
    public void Names_in_any_script_are_found(string name)
    {
        using var file = _some.Open(SomeKnowledge.Place("a:1", "Other"), SomeKnowledge.Place("a:2", name));
        Assert.Equal(["a:2"], SomeKnowledge.Ids(file, name));
        Assert.Equal(name, file.Entity(1).Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?!")]
    [InlineData("😀")]
    [InlineData("nobody")]
    [InlineData("\ud800")]
    public void A_mention_that_nobody_goes_by_finds_nothing(string mention)
    {
        using var file = _some.Open(SomeKnowledge.Place("a:1", "Somebody"));
        Assert.Empty(SomeKnowledge.Ids(file, mention));
    }

    [Fact]
    public void An_id_of_another_scheme_leads_to_the_same_entity()
    {
        using var file = _some.Open(SomeKnowledge.Place("a:1", "X"), new KnowledgeRecord("a:2", "Y") { SameAs = ["b:7", "c:9"] });
        Assert.Equal((1, 1, 0), (file.IndexOf("b:7"), file.IndexOf("c:9"), file.IndexOf("a:1")));
        Assert.Null(file.IndexOf("b:8"));
        Assert.Null(file.IndexOf(""));
    }

    [Fact]
    public void Entities_of_one_alias_come_likeliest_first()
    {
        using var file = _some.Open(
            new KnowledgeRecord("a:1", "Paris") { Prior = 0.2f }, new KnowledgeRecord("a:2", "Paris") { Prior = 0.9f },
            new KnowledgeRecord("a:3", "Paris") { Prior = 0.2f, Popularity = 5 }, new KnowledgeRecord("a:4", "Paris") { Prior = 0.2f });
        Assert.Equal(["a:2", "a:3", "a:1", "a:4"], SomeKnowledge.Ids(file, "paris"));
    }

    [Fact]
    public void Every_alias_of_many_entities_is_found()
    {
        var records = Enumerable.Range(0, 20_000).Select(i => SomeKnowledge.Place($"n:{i}", $"Name {i}", $"alias{i}", "shared")).ToArray();
        using var file = _some.Open(records);
        for (var i = 0; i < records.Length; i++)
        {
            Assert.Equal(i, file.IndexOf($"n:{i}"));
            Assert.Equal([$"n:{i}"], SomeKnowledge.Ids(file, $"ALIAS{i}"));
        }

        Assert.Equal(20_000, file.Find("shared").Count);
    }

    [Fact]
    public void An_entity_may_have_a_hundred_thousand_aliases()
    {
        using var file =
            _some.Open(SomeKnowledge.Place("a:1", "X", [.. Enumerable.Range(0, 100_000).Select(i => $"x{i}")]), SomeKnowledge.Place("a:2", "Y"));
        Assert.Equal(["a:1"], SomeKnowledge.Ids(file, "X99999"));
        Assert.Equal(100_002, file.Keys);
        Assert.Equal(100_001, file.AliasesOf(0).Count);
    }

    [Fact]
    public void Looking_up_allocates_nothing()
    {
        using var file = _some.Open(SomeKnowledge.Place("a:1", "New York City", "NYC"));
        const int rounds = 20;
        var found = 0;
        var least = long.MaxValue;
        for (var round = 0; round < rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
            {
                found += file.Find("the N.Y.C.'s").Count + file.Find("nobody at all").Count;
                found += file.Find("NÝC").Count;
                if (file[0].Prior > 1 || file[0].Type.Length != 3 || file[0].NameUtf8.Length != 13 || file[0].Neighbours.Length > 0) found++;
            }

            // A collection that another test brings about counts what is left of the thread's room as allocated.
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.Equal(rounds * 2_000, found);
    }

    [Fact]
    public void A_megabyte_is_nobodys_name()
    {
        var long1 = new string('a', 1 << 20);
        var builder = SomeKnowledge.Builder(SomeKnowledge.Place("a:1", "X", long1), SomeKnowledge.Place("a:2", "aa"));
        KnowledgeWriter.WriteFile(_some.File, builder);
        using var file = KnowledgeFile.Open(_some.File);
        Assert.Empty(SomeKnowledge.Ids(file, long1));
        Assert.Equal(1, builder.Report.AliasesDropped);
        Assert.Equal(2, file.Keys);
    }

    [Fact]
    public void The_same_records_give_the_same_bytes()
    {
        using (_some.Open(SomeKnowledge.Place("a:1", "X", "Y"), SomeKnowledge.Place("a:2", "Y"))) { }
        var first = File.ReadAllBytes(_some.File);
        using (_some.Open(SomeKnowledge.Place("a:1", "X", "Y"), SomeKnowledge.Place("a:2", "Y"))) { }
        Assert.Equal(first, File.ReadAllBytes(_some.File));
        using var other = _some.Open(SomeKnowledge.Place("a:1", "X", "Z"), SomeKnowledge.Place("a:2", "Y"));
        Assert.NotEqual(first, File.ReadAllBytes(_some.File));
    }

    [Fact]
    public void A_base_that_is_replaced_stays_as_it_was_for_its_readers()
    {
        using var old = _some.Open(SomeKnowledge.Place("a:1", "X"));
        using var now = _some.Open(SomeKnowledge.Place("a:2", "X"));
        Assert.Equal(["a:1"], SomeKnowledge.Ids(old, "x"));
        Assert.Equal(["a:2"], SomeKnowledge.Ids(now, "x"));
        Assert.NotEqual(old.Version, now.Version);
    }

    [Fact]
    public void A_mapped_base_links_like_one_in_memory()
    {
        using var file = _some.Open(new KnowledgeRecord("Q60", "New York City") { Type = "LOC", Prior = 1, Aliases = ["NYC"] });
        var linker = new EntityLinker(new KnowledgeBase(file, "mine"), new LinkingOptions());
        Assert.Equal("Q60", linker.Link("NYC", "LOC").Link?.Id);
        Assert.Equal(LinkState.Nil, linker.Link("nobody", "LOC").State);
    }
}
