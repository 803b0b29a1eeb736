using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace StreamNer.Tests.Host.Cli;

public sealed class KbCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kb").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, params string[] lines)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    private string Base(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task A_base_is_built_from_several_sources_and_looked_into()
    {
        var table = Write("a.tsv", "id\tname\ttype\taliases\tprior", "w:Q60\tNew York City\tLOC\tNYC\t0.9", "w:Q1\tX\tORG\t\t2");
        var packed = Base("b.jsonl.gz");
        await using (var gzip = new GZipStream(File.Create(packed), CompressionLevel.Fastest))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes("""{"id":"w:Q2","name":"Nyc Records","type":"ORG","aliases":["NYC"]}""" + "\n"));

        var built = await ChildProgram.Run("kb", "build", "--out", Base("x.kb"), table, packed);
        Assert.Equal(0, built.ExitCode);
        Assert.Contains("a.tsv, line 3: the prior must be above 0 and at most 1", built.Error, StringComparison.Ordinal);
        Assert.Contains("2 records, 1 lines skipped", built.Error, StringComparison.Ordinal);

        var found = await ChildProgram.Run("kb", "find", Base("x.kb"), "nyc");
        Assert.Equal(["w:Q60", "w:Q2"], found.Lines.Select(line => (string)JsonNode.Parse(line)!["id"]!));
        var byId = await ChildProgram.Run("kb", "find", Base("x.kb"), "w:Q60", "--aliases");
        Assert.Equal(["new york city name", "nyc stated", "newyorkcity hashtag"],
            JsonNode.Parse(byId.Output)!["aliases"]!.AsArray().Select(alias => $"{alias!["alias"]} {alias["kind"]}"));
        Assert.Equal(1, (await ChildProgram.Run("kb", "find", Base("x.kb"), "nobody")).ExitCode);

        var stats = JsonNode.Parse((await ChildProgram.Run("kb", "stats", Base("x.kb"))).Output)!;
        Assert.Equal((2, 5, 1, 2), ((int)stats["entities"]!, (int)stats["aliases"]!, (int)stats["types"]!["ORG"]!, (int)stats["schemes"]!["w"]!));
        Assert.Equal((2, 2, 2), ((int)stats["aliasKinds"]!["name"]!, (int)stats["aliasKinds"]!["stated"]!, (int)stats["aliasKinds"]!["hashtag"]!));
        Assert.Equal(2, (int)stats["mostEntities"]!["nyc"]!);
        var inspected = JsonNode.Parse((await ChildProgram.Run("kb", "inspect", Base("x.kb"))).Output)!;
        Assert.Equal((string?)stats["version"], (string?)inspected["version"]);
    }

    [Fact]
    public async Task Two_bases_are_compared_by_id()
    {
        await ChildProgram.Run("kb", "build", "--out", Base("old.kb"), Write("a.tsv", "id\tname\taliases", "a:1\tX\t", "a:2\tY\t", "a:3\tZ\t"));
        await ChildProgram.Run("kb", "build", "--out", Base("new.kb"), Write("b.tsv", "id\tname\taliases", "a:1\tX\t", "a:3\tZ\tZed", "a:4\tW\t"));
        var diff = JsonNode.Parse((await ChildProgram.Run("kb", "diff", Base("old.kb"), Base("new.kb"))).Output)!;
        foreach (var (sort, id) in new[] { ("added", "a:4"), ("removed", "a:2"), ("changed", "a:3") })
            Assert.Equal([id], diff[sort]!["ids"]!.AsArray().Select(node => (string)node!));
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_the_old_base_stays()
    {
        var good = Write("a.tsv", "id\tname", "a:1\tX");
        Assert.Equal(0, (await ChildProgram.Run("kb", "build", "--out", Base("x.kb"), good)).ExitCode);
        var bytes = await File.ReadAllBytesAsync(Base("x.kb"));

        await Refused(1, "bad.tsv, line 2: 1 field where 2 columns are named", "kb", "build", "--strict", "--out", Base("x.kb"),
            Write("bad.tsv", "id\tname", "a:1"));
        await Refused(1, "the sources hold no entity", "kb", "build", "--out", Base("x.kb"), Write("none.tsv", "id\tname"));
        await Refused(1, "plain.tsv, line 1: expected column names", "kb", "build", "--out", Base("x.kb"), Write("plain.tsv", "a:1\tX"));
        await Refused(1, "cannot be written", "kb", "build", "--out", Path.Combine(_folder, "no", "x.kb"), good);
        await Refused(2, "its ending does not say its form", "kb", "build", "--out", Base("x.kb"), Write("a.dat", "id\tname"));
        await Refused(2, "no such file", "kb", "build", "--out", Base("x.kb"), Base("not.tsv"));
        await Refused(1, "is not a knowledge base", "kb", "inspect", good);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Base("x.kb")));

        await File.WriteAllBytesAsync(Base("x.kb"), bytes[..^1]);
        await Refused(1, "it was cut short or added to", "kb", "find", Base("x.kb"), "X");
    }

    [Fact]
    public async Task A_build_that_does_not_fit_into_memory_says_so_and_leaves_the_old_base()
    {
        Assert.Equal(0, (await ChildProgram.Run("kb", "build", "--out", Base("x.kb"), Write("a.tsv", "id\tname", "a:1\tX"))).ExitCode);
        var bytes = await File.ReadAllBytesAsync(Base("x.kb"));
        var many = Write("many.tsv", [.. Enumerable.Range(0, 200_000).Select(i => $"a:{i}\tName of {i}").Prepend("id\tname")]);
        var full =
            await ChildProgram.RunWith(ReadOnlyMemory<byte>.Empty, [("DOTNET_GCHeapHardLimit", "0x3000000")], "kb", "build", "--out", Base("x.kb"), many);
        Assert.Equal(1, full.ExitCode);
        Assert.Contains("out of memory after", full.Error, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Base("x.kb")));
        Assert.Empty(Directory.GetFiles(_folder, "*.part"));
    }

    [Fact]
    public async Task Sources_of_every_form_and_packing_make_one_base()
    {
        var cities = Base("cities.txt.gz");
        await using (var gzip = new GZipStream(File.Create(cities), CompressionLevel.Fastest))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes("1\tAustin\tAustin\t\t0\t0\tP\tPPLA\tUS\t\tTX\t\t\t\t931830\t\t\t\t\n"));
        // "id<TAB>name<LF>a:1<TAB>Packed<LF>" by the bzip2 of Python.
        var packed = Base("b.tsv.bz2");
        await File.WriteAllBytesAsync(packed,
            Convert.FromBase64String("QlpoOTFBWSZTWWY/lAYAAAfLAAAwIBBAAC4rIAAxANABBGNBp4U0CJBfKJBm+F3JFOFCQZj+UBg="));
        var built = await ChildProgram.Run("kb", "build", "--out", Base("x.kb"), $"geonames:{cities}", packed,
            "sec:" + Write("sec.json", """{"0":{"cik_str":320193,"ticker":"AAPL","title":"Apple Inc."}}"""),
            "wikidata:" + Write("w.json", "[",
                """{"id":"Q312","labels":{"en":{"value":"Apple"}},"claims":{"P5531":[{"mainsnak":{"datavalue":{"value":"0000320193"}}}]}},""", "]"));
        Assert.Equal(0, built.ExitCode);
        Assert.Contains("4 records, 0 lines skipped; merged: 1 by id", built.Error, StringComparison.Ordinal);
        foreach (var (mention, id) in new[] { ("Austin, TX", "geonames:1"), ("packed", "a:1"), ("$AAPL", "sec:0000320193"),
            ("wikidata:Q312", "sec:0000320193") })
            Assert.Equal(id, (string?)JsonNode.Parse((await ChildProgram.Run("kb", "find", Base("x.kb"), mention)).Output)!["id"]);
    }

    [Fact]
    public async Task A_damaged_base_stops_the_start_with_its_reason()
    {
        Assert.Equal(0, (await ChildProgram.Run("kb", "build", "--out", Base("x.kb"), Write("a.tsv", "id\tname", "a:1\tX"))).ExitCode);
        var bytes = await File.ReadAllBytesAsync(Base("x.kb"));
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(Base("x.kb"), bytes);
        await Refused(2, "linking:knowledgeBase", "annotate", "--set", $"linking:knowledgeBase={Base("x.kb")}");
    }

    private static async Task Refused(int code, string reason, params string[] arguments)
    {
        var result = await ChildProgram.Run(arguments);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Equal(code, result.ExitCode);
    }
}
