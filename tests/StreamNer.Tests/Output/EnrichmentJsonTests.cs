using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Output;

public sealed class EnrichmentJsonTests
{
    internal static readonly Provenance Made = new("s1", "tiny@abc", "kb1", "r1", "default", "e1", "full");

    [Fact]
    public void A_full_record_has_every_field_in_the_contracts_order_on_one_line()
    {
        var record = Record("Ada lives in [CITY].") with
        {
            Document = new Document("Ada lives in Paris.") { Id = "7", Source = new("raw", 3, 9_007_199_254_740_993, 1_700_000_000_123) },
            Entities =
            [
                new("PER", 0, 3, 0, 3, "Ada", 0.998f)
                {
                    LinkState = LinkState.Linked, Link = new("Q7259", "Ada Lovelace", 0.75f, "PER"),
                    Candidates = [new("Q1", "Ada (river)", 0.1f, "")], Mention = 1,
                },
                new("LOC", 13, 18, 13, 19, "[CITY]", 1f) { LinkState = LinkState.Withheld, Link = new("Q90", "Paris", 1f, "LOC") },
            ],
            Pii = [new("CITY", 13, 18, 13, 19, "list", "tag")],
        };

        Assert.Equal(
            """
            {"text":"Ada lives in [CITY].","entities":[{"label":"PER","start":0,"end":3,"outputStart":0,"outputEnd":3,"text":"Ada","score":0.998,
            "origin":"model","linkState":"linked","link":{"id":"Q7259","name":"Ada Lovelace","score":0.75,"type":"PER"},
            "candidates":[{"id":"Q1","name":"Ada (river)","score":0.1,"type":""}],"mention":1},
            {"label":"LOC","start":13,"end":18,"outputStart":13,"outputEnd":19,"text":"[CITY]","score":1,"origin":"model","linkState":"withheld","link":null,"candidates":[],
            "mention":0}],
            "pii":[{"type":"CITY","start":13,"end":18,"outputStart":13,"outputEnd":19,"detector":"list","action":"tag"}],"offsetUnit":"code_point",
            "source":{"topic":"raw","partition":3,"offset":9007199254740993,"timestampMs":1700000000123},"id":"7",
            "provenance":{"snapshot":"s1","model":"tiny@abc","knowledgeBase":"kb1","rules":"r1","policy":"default","engine":"e1","tier":"full",
            "degraded":false,"degradedReason":""}}
            """.ReplaceLineEndings(""),
            Line(record));
    }

    [Fact]
    public void A_record_without_findings_or_source_writes_empty_arrays_and_null() =>
        Assert.StartsWith(@"{""text"":"""",""entities"":[],""pii"":[],""offsetUnit"":""code_point"",""source"":null,""id"":"""",""provenance"":{",
            Line(Record("")), StringComparison.Ordinal);

    [Theory]
    [InlineData("tab\tquote\"slash\\", @"tab\tquote\""slash\\")]
    [InlineData("line\r\nfeed\f\b", """line\r\nfeed\f\b""")]
    [InlineData("nul\0 esc\u001b del\u007f", """nul\u0000 esc\u001b del""" + "\u007f")]
    [InlineData("Zürich 東京 😀 <a href='x'>&\u2028\u00a0\ufeff", "Zürich 東京 😀 <a href='x'>&\u2028\u00a0\ufeff")]
    [InlineData("\U0010ffff\u0378", "\U0010ffff\u0378")]
    public void Text_stays_as_it_is_but_for_what_json_demands(string text, string written) =>
        Assert.StartsWith($$"""{"text":"{{written}}",""", Line(Record(text)), StringComparison.Ordinal);

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character_and_does_not_throw()
    {
        // Not InlineData: attributes are stored as UTF-8, which has no lone surrogates.
        foreach (var (text, read) in new[]
        {
            ("\ud800", "\ufffd"), ("a\udc00b", "a\ufffdb"), ("😀\ud83d", "😀\ufffd"), ("\ud83d\ud83d\ude00\n", "\ufffd😀\n"),
        })
        {
            Assert.Equal(read, JsonDocument.Parse(Line(Record(text))).RootElement.GetProperty("text").GetString());
        }
    }

    [Fact]
    public void Every_utf16_unit_reads_back_alone_and_in_a_long_text()
    {
        var all = string.Concat(Enumerable.Range(0, 0x10000).Where(c => c is < 0xD800 or > 0xDFFF).Select(c => (char)c));
        Assert.Equal(all, JsonDocument.Parse(Line(Record(all))).RootElement.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0f)]
    [InlineData(0.99999994f)]
    [InlineData(1e-7f)]
    [InlineData(0.33333334f)]
    public void A_score_is_the_shortest_number_that_reads_back(float score)
    {
        var written = Entities(Record("x") with { Entities = [new("PER", 0, 1, 0, 1, "x", score)] })[0].GetProperty("score").GetRawText();
        Assert.Equal(score, float.Parse(written, CultureInfo.InvariantCulture));
        Assert.Equal(score.ToString("R", CultureInfo.InvariantCulture), written);
    }

    [Fact]
    public void A_score_that_is_no_number_is_null() =>
        Assert.Equal(JsonValueKind.Null,
            Entities(Record("x") with { Entities = [new("PER", 0, 1, 0, 1, "x", float.NaN)] })[0].GetProperty("score").ValueKind);

    [Fact]
    public void Every_enum_value_has_a_word()
    {
        Assert.Equal(["code_point", "utf16", "utf8"], Enum.GetValues<OffsetUnit>().Select(EnrichmentJson.Word));
        Assert.Equal(["model", "rules"], Enum.GetValues<Origin>().Select(EnrichmentJson.Word));
        Assert.Equal(["linked", "nil", "skipped", "withheld"], Enum.GetValues<LinkState>().Select(EnrichmentJson.Word));
    }

    [Fact]
    public void A_rejected_line_names_its_code_stage_and_detail()
    {
        var to = new ArrayBufferWriter<byte>();
        EnrichmentJson.Write(new Failure(FailureKind.TooLong, FailureStage.Tokenise), to);
        Assert.Equal("""{"error":"too_long","stage":"tokenise","detail":null}""", Encoding.UTF8.GetString(to.WrittenSpan));
        to.ResetWrittenCount();
        EnrichmentJson.Write(Failure.Decoding(FailureDetail.JsonWrongType), to);
        Assert.Equal("""{"error":"invalid_record","stage":"decode","detail":"json.wrong_type"}""", Encoding.UTF8.GetString(to.WrittenSpan));
    }

    internal static Enrichment Record(string text) => new(new Document(text), text, OffsetUnit.CodePoint, [], [], Made);

    internal static string Line(Enrichment record)
    {
        var to = new ArrayBufferWriter<byte>();
        EnrichmentJson.Write(record, to);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(to.WrittenSpan);
    }

    private static JsonElement[] Entities(Enrichment record) =>
        [.. JsonDocument.Parse(Line(record)).RootElement.GetProperty("entities").EnumerateArray()];
}
