using System.Text;
using StreamNer.Decoding;
using StreamNer.Linking;

namespace StreamNer.Tests.Linking;

public sealed class NameCacheTests : IDisposable
{
    private static readonly LinkingOptions Options = new() { Threshold = 0.01f, Candidates = 20 };

    private readonly SomeKnowledge _some = new();

    public void Dispose() => _some.Dispose();

    private KnowledgeFile Paris() => _some.Open(
        new KnowledgeRecord("fr", "Paris")
        {
            Type = "LOC",
            Country = "FR",
            Prior = 0.9f,
            Popularity = 2_000_000,
            Description = "capital on the Seine",
        },
        new KnowledgeRecord("tx", "Paris") { Type = "LOC", Country = "US", Regions = ["TX", "Texas"], Prior = 0.3f, Popularity = 25_000 },
        new KnowledgeRecord("who", "World Health Organization") { Type = "ORG", Aliases = ["WHO"], Prior = 0.8f },
        new KnowledgeRecord("hilton", "Paris Hilton") { Type = "PER", Prior = 0.7f });

    private static string[] Scores(EntityLinker linker, string text, string label, string mention)
    {
        var start = text.IndexOf(mention, StringComparison.Ordinal);
        var result = linker.Link(text, [new EntitySpan(label, start, start + mention.Length, 1)])[0];
        return [$"{result.Link}", .. result.Candidates.Select(one => $"{one}")];
    }

    [Fact]
    public void A_name_that_was_seen_before_means_what_it_means_to_a_linker_that_sees_it_first()
    {
        using var file = Paris();
        var knowledge = new KnowledgeBase(file, "some");
        var old = new EntityLinker(knowledge, Options);
        (string Text, string Label, string Mention)[] seen =
        [
            ("She lives in Paris, TX", "LOC", "Paris"),
            ("She lives in Paris", "LOC", "Paris"),
            ("She lives in Paris, TX", "ORG", "Paris"),
            ("Paris said so", "PER", "Paris"),
            ("who said so", "ORG", "who"),
            ("WHO said so", "ORG", "WHO"),
            ("the Seine in Paris", "LOC", "Paris"),
            ("Paris fans beat them", "LOC", "Paris"),
            ("PARIS", "LOC", "PARIS"),
        ];
        foreach (var (text, label, mention) in seen.Concat(seen).Concat(seen.Reverse()))
            Assert.Equal(Scores(new EntityLinker(knowledge, Options), text, label, mention), Scores(old, text, label, mention));
        // A name that is cached for one label, spelling or state must not answer for another.
        Assert.Equal(seen.Length, seen.Select(one => string.Join(' ', Scores(old, one.Text, one.Label, one.Mention))).Distinct().Count());
    }

    [Fact]
    public void More_names_than_there_is_room_for_are_told_apart()
    {
        var lines = Enumerable.Range(0, 20_000).Select(i => $"id{i}\tLOC\tPlace {i}\t0.9\t");
        var linker = new EntityLinker(KnowledgeBase.Load(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines))), "some"), Options);
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 20_000; i++) Assert.Equal($"id{i}", linker.Link($"Place {i}", "LOC").Link?.Id);
        }
    }

    [Fact]
    public void Threads_that_share_the_names_find_the_same()
    {
        var names = Enumerable.Range(0, 3_000).Select(i => $"Place {i}").ToArray();
        var lines = names.Select((name, i) => $"id{i}\tLOC\t{name}\t0.9\t");
        var linker = new EntityLinker(KnowledgeBase.Load(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines))), "some"), Options);
        Parallel.For(0, 30_000, i => Assert.Equal($"id{i % names.Length}", linker.Link(names[i % names.Length], "LOC").Link?.Id));
    }

    [Fact]
    public void Near_names_are_those_that_comparing_each_by_each_finds()
    {
        var random = new Random(5);
        string[] letters = ["a", "b", "c", "s", "ä"];
        var names = Enumerable.Range(0, 3_000)
            .Select(_ => "nam" + string.Concat(Enumerable.Range(0, random.Next(2, 6)).Select(_ => letters[random.Next(letters.Length)])))
            .Append("namabc" + new string('a', 121)).Append("namabc" + new string('a', 122)).Distinct().ToArray();
        using var file = _some.Open([.. names.Select(name => SomeKnowledge.Place(name, name))]);
        foreach (var name in names.Append("namabc" + new string('a', 123)).Where(name => name.Length >= NearNames.Shortest))
        {
            var utf8 = Encoding.UTF8.GetBytes(name);
            var found = new List<int>();
            for (var key = 0; (key = file.NextNear(key, file.Keys, utf8)) < file.Keys; key++) found.Add(key);
            Assert.Equal(Enumerable.Range(0, file.Keys).Where(key => NearNames.IsOneEdit(file.KeyUtf8(key), utf8)), found);
        }
    }
}
