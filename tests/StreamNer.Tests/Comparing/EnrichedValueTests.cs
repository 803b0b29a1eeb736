using Google.Protobuf;
using StreamNer.Comparing;
using StreamNer.Kafka.Records;
using StreamNer.Output;
using StreamNer.Pipeline;
using static StreamNer.Tests.Comparing.SomeOutput;

namespace StreamNer.Tests.Comparing;

/// <summary>What the codecs write is read back the same, in each form.</summary>
public sealed class EnrichedValueTests
{
    private static readonly Enrichment s_full = new(
        new Document("") { Id = "7", Source = new SourcePosition("raw", 3, 9_007_199_254_740_993, 1_700_000_000_123) }, "Ada in [CITY] \u00e9😀\"",
        OffsetUnit.Utf16,
        [
            new Entity("PER", 0, 3, 0, 3, "Ada", 0.998f)
            {
                LinkState = LinkState.Linked, Mention = 1,
                Link = new("Q7259", "Ada Lovelace", 0.75f, "PER"), Candidates = [new("Q1", "Ada (river)", 0.1f, "LOC")],
            },
            new Entity("LOC", 7, 12, 7, 13, "[CITY]", 1f) { LinkState = LinkState.Withheld, Origin = Origin.Rules },
            new Entity("ORG", 14, 15, 14, 15, "é", 0f) { LinkState = LinkState.Nil, Mention = 2 },
        ],
        [new PiiFinding("CITY", 7, 12, 7, 13, "list", "tag")],
        new Provenance("s", "m", "k", "r", "p", "e", Provenance.RulesOnlyTier) { DegradedReason = Provenance.ModelDown });

    public static TheoryData<string> Forms => ["json", "bare", "framed"];

    private static byte[] Written(string form) => form switch
    {
        "json" => Line(s_full),
        "bare" => EnrichedTexts.From(s_full).ToByteArray(),
        _ => [.. ConfluentFrame.Header(77), .. EnrichedTexts.From(s_full).ToByteArray()],
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_value_is_read_back_as_it_was_written(string form)
    {
        var value = Written(form);
        Assert.Equal(new RecordPlace("raw", 3, 9_007_199_254_740_993), EnrichedValue.PlaceOf(value));
        var read = EnrichedValue.Read(value).Made!;
        Assert.Equal(Line(s_full), Line(read));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_value_that_is_cut_short_is_refused(string form)
    {
        var value = Written(form);
        Assert.Throws<FormatException>(() => EnrichedValue.Read(value.AsMemory(0, value.Length - 5)));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 2, 2, 10 })]
    [InlineData(new byte[] { 0xff, 0xff })]
    [InlineData(new byte[] { (byte)'{' })]
    public void What_is_no_enriched_record_is_refused(byte[] value) => Assert.Throws<FormatException>(() => EnrichedValue.PlaceOf(value));
}
