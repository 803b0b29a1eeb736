using System.Text;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Kafka.Records;

public sealed class JsonInputTests
{
    private static readonly InputOptions s_options = new() { Format = InputFormat.Json, JsonTenantField = "who.tenant", JsonLanguageField = "lang" };

    [Fact]
    public void The_configured_fields_are_read_wherever_they_stand()
    {
        var document =
            Document(s_options,
            """{"skip":{"text":"no","deep":[[{"text":"no"}]]},"lang":"de","id":"a-1","who":{"x":[1],"tenant":"acme","text":"no"},"text":"Grüße \u00fc\ud83d\ude00\n","n":1.5e3}""");
        Assert.Equal(("Grüße ü😀\n", "a-1", "acme", "de"), (document.Text, document.Id, document.Tenant, document.Language));
    }

    [Theory]
    [InlineData("a", """{"a":"t"}""")]
    [InlineData("a.b.c", """{"a":{"b":{"c":"t"}}}""")]
    [InlineData(@"a\.b", """{"a":{"b":"no"},"a.b":"t"}""")]
    [InlineData(@"a\\.b", """{"a\\":{"b":"t"}}""")]
    [InlineData("feld mit ü", """{"feld mit \u00fc":"t"}""")]
    [InlineData("a", "\ufeff {\"a\":\"t\"} \n")]
    public void A_path_leads_to_its_field(string path, string json) =>
        Assert.Equal("t", Document(new() { Format = InputFormat.Json, JsonField = path }, json).Text);

    [Theory]
    [InlineData("""{"id":"x"}""")]
    [InlineData("""{"id":null}""", "")]
    [InlineData("""{"id":{"id":"x"}}""", "")]
    [InlineData("""{"id":true}""", "")]
    [InlineData("""{"id":12345678901234567890.50}""", "12345678901234567890.50")]
    [InlineData("""{"id":"x","id":"y"}""", "")]
    [InlineData("""{"id":"x","id":null}""", "")]
    [InlineData("""{}""", "")]
    public void An_optional_field_that_is_doubled_or_of_another_type_counts_as_absent(string json, string id = "x") =>
        Assert.Equal(id,
            Document(s_options, json.Replace("{", """{"text":"t",""", StringComparison.Ordinal).Replace(",}", "}", StringComparison.Ordinal)).Id);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Text":"t"}""")]
    [InlineData("""{"text":null}""")]
    [InlineData("""{"text":1}""")]
    [InlineData("""{"text":["t"]}""")]
    [InlineData("""{"text":{"text":"t"}}""")]
    [InlineData("""{"text":"a","text":"b"}""")]
    [InlineData("""{"text":"a","text":null}""")]
    [InlineData("""{"outer":{"text":"t"}}""")]
    [InlineData("""[{"text":"t"}]""")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("   ")]
    [InlineData("""{"text":"t" """)]
    [InlineData("""{"text":"t"}}""")]
    [InlineData("""{"text":"t"} {"text":"u"}""")]
    [InlineData("""{"text":"t",}""")]
    [InlineData("""{"text":"t"/*c*/}""")]
    [InlineData("{'text':'t'}")]
    [InlineData("{\"text\":\"line\nbreak\"}")]
    [InlineData("""{"text":"\x41"}""")]
    [InlineData("""{"text":"\u12"}""")]
    [InlineData("{\"text\":\"t")]
    [InlineData("{\"text\"")]
    [InlineData("{\"text\":")]
    [InlineData("hello")]
    public void What_does_not_hold_the_text_is_invalid_record(string json) => Assert.Equal(FailureKind.InvalidRecord, Failure(s_options, json));

    [Theory]
    [InlineData("", FailureDetail.JsonNotJson)]
    [InlineData("hello", FailureDetail.JsonNotJson)]
    [InlineData("12 monkeys", FailureDetail.JsonNotJson)]
    [InlineData("""{"text":"t"} {}""", FailureDetail.JsonNotJson)]
    [InlineData("""["t"] x""", FailureDetail.JsonNotJson)]
    [InlineData("""["t"]""", FailureDetail.JsonNotObject)]
    [InlineData(" null ", FailureDetail.JsonNotObject)]
    [InlineData("12", FailureDetail.JsonNotObject)]
    [InlineData("{}", FailureDetail.JsonNoField)]
    [InlineData("""{"Text":"t"}""", FailureDetail.JsonNoField)]
    [InlineData("""{"text":"t","text":"t"}""", FailureDetail.JsonRepeatedField)]
    [InlineData("""{"text":null}""", FailureDetail.JsonWrongType)]
    [InlineData("""{"text":["t"]}""", FailureDetail.JsonWrongType)]
    [InlineData("""{"text":1}""", FailureDetail.JsonWrongType)]
    [InlineData("""{"text":"\ud800"}""", FailureDetail.JsonLoneSurrogate)]
    public void What_is_wrong_is_told_exactly(string json, FailureDetail detail) =>
        Assert.Equal(StreamNer.Pipeline.Failure.Decoding(detail), new DocumentCodec(s_options).Decode(null, null, Encoding.UTF8.GetBytes(json), []).Failure);

    [Theory]
    [InlineData("""{"text":"\ud800"}""")]
    [InlineData("""{"text":"a\udc00b"}""")]
    [InlineData("""{"text":"\ud83dx"}""")]
    [InlineData("""{"text":"\ud83d\u0041"}""")]
    [InlineData("""{"text":"\ud83d\ud83d\ude00"}""")]
    [InlineData("""{"id":"\ud800","text":"t"}""")]
    [InlineData("""{"lang":"\udfff","text":"t"}""")]
    public void A_lone_surrogate_in_a_field_that_is_read_is_invalid_text(string json) =>
        Assert.Equal(FailureKind.InvalidText, Failure(s_options, json));

    [Fact]
    public void A_lone_surrogate_elsewhere_is_no_concern_of_ours() =>
        Assert.Equal("t", Document(s_options, """{"other":"\ud800","\udc00":1,"te\ud800":"u","text":"t"}""").Text);

    [Fact]
    public void A_path_does_not_lead_through_an_array_and_two_ways_to_it_are_ambiguous()
    {
        var options = new InputOptions { Format = InputFormat.Json, JsonField = "a.b" };
        Assert.Equal(FailureKind.InvalidRecord, Failure(options, """{"a":[{"b":"t"}]}"""));
        Assert.Equal(FailureKind.InvalidRecord, Failure(options, """{"a":{"b":"t"},"a":{"b":"u"}}"""));
        Assert.Equal("t", Document(options, """{"a":{"c":1},"a":{"b":"t"},"b":"no"}""").Text);
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        Assert.Equal("t", Document(s_options, Nested(63)).Text);
        Assert.Equal(FailureKind.InvalidRecord, Failure(s_options, Nested(64)));
        Assert.Equal(FailureKind.InvalidRecord, Failure(s_options, Nested(1_000_000)));

        static string Nested(int depth) => $$"""{"deep":{{new string('[', depth)}}{{new string(']', depth)}},"text":"t"}""";
    }

    [Fact]
    public void Every_cut_and_every_changed_byte_has_an_outcome()
    {
        var whole = """{"id":"é1","a":{"b":[1,2.5e-3,true,null,"x\n"]},"text":"Grüße \ud83d\ude00"}"""u8.ToArray();
        var codec = new DocumentCodec(s_options);
        for (var at = 0; at < whole.Length; at++)
        {
            var cut = codec.Decode(null, null, whole[..at], []);
            Assert.NotNull(cut.Failure);
            for (var value = 0; value < 256; value++)
            {
                var changed = (byte[])whole.Clone();
                changed[at] = (byte)value;
                var record = codec.Decode(null, null, changed, []);
                Assert.True(record.Document is null != record.Failure is null);
            }
        }
    }

    private static Document Document(InputOptions options, string json) =>
        new DocumentCodec(options).Decode(null, null, Encoding.UTF8.GetBytes(json), []).Document ?? throw new InvalidOperationException("rejected");

    private static FailureKind? Failure(InputOptions options, string json) =>
        new DocumentCodec(options).Decode(null, null, Encoding.UTF8.GetBytes(json), []).Failure?.Kind;
}
