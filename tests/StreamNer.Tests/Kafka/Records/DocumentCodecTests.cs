using System.Text;
using StreamNer.Configuration;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Kafka.Records;

public sealed class DocumentCodecTests
{
    private static readonly SourcePosition s_at = new("raw", 3, 42, 1_700_000_000_000);

    [Theory]
    [InlineData("")]
    [InlineData("   \t\r\n")]
    [InlineData("nul \0 and [SEP] and [CLS]")]
    [InlineData("\ufeffmark, \uffff, 東京 😀, e\u0301")]
    public void Any_valid_text_is_a_document_unchanged(string text)
    {
        var record = Decode(new(), Bytes(text));
        Assert.Equal(text, record.Document!.Text);
        Assert.Equal(s_at, record.Document.Source);
        Assert.Null(record.Failure);
    }

    [Theory]
    [InlineData("ff")]
    [InlineData("61c3")]
    [InlineData("c0af")]
    [InlineData("eda080")]
    [InlineData("eda0bdedb880")]
    [InlineData("f4908080")]
    [InlineData("80")]
    [InlineData("616263e282")]
    public void Invalid_utf8_is_invalid_text_in_every_format(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.Equal(FailureKind.InvalidText, Fails(new(), bytes));
        Assert.Equal(FailureKind.InvalidText, Fails(new() { Format = InputFormat.Json }, [.. Bytes("{\"text\":\""), .. bytes, .. Bytes("\"}")]));
        Assert.Equal(FailureKind.InvalidText,
            Fails(new() { Format = InputFormat.Json }, [.. Bytes("{\"text\":\"ok\",\"other\":\""), .. bytes, .. Bytes("\"}")]));
        Assert.Equal(FailureKind.InvalidText, Fails(new() { Format = InputFormat.Protobuf }, [0x0A, (byte)bytes.Length, .. bytes]));
        Assert.Equal(FailureKind.InvalidText, Fails(new() { Format = InputFormat.Protobuf }, [0x12, (byte)bytes.Length, .. bytes]));
    }

    [Fact]
    public void Large_texts_are_documents()
    {
        var word = new string('x', 1_000_000);
        var text = string.Concat(Enumerable.Repeat("some words here ", 93_750));
        Assert.Equal(word, Decode(new(), Bytes(word)).Document!.Text);
        Assert.Equal(text, Decode(new() { Format = InputFormat.Json }, Bytes($$"""{"text":"{{text}}"}""")).Document!.Text);
    }

    [Fact]
    public void A_null_value_is_a_tombstone_and_an_empty_one_is_not()
    {
        foreach (var format in Enum.GetValues<InputFormat>())
        {
            Assert.True(Decode(new() { Format = format }, null).IsTombstone);
            Assert.False(Decode(new() { Format = format }, []).IsTombstone);
        }

        Assert.Equal("", Decode(new(), []).Document!.Text);
        Assert.Equal("", Decode(new() { Format = InputFormat.Protobuf }, []).Document!.Text);
        Assert.Equal(FailureKind.InvalidRecord, Fails(new() { Format = InputFormat.Json }, []));
    }

    [Fact]
    public void Key_value_and_headers_are_carried_as_they_are()
    {
        byte[] value = [0xFF];
        RecordHeader[] headers = [new("a", [1]), new("a", [2]), new("b", null), new("", [])];
        foreach (byte[]? key in new byte[]?[] { null, [], [7] })
        {
            var record = new DocumentCodec(new()).Decode(s_at, key, value, headers, epoch: 5, arrived: 99);
            Assert.Same(key, record.Key);
            Assert.Same(value, record.Value);
            Assert.Equal(headers, record.Headers);
            Assert.Equal((5, 99L, s_at), (record.Epoch, record.Arrived, record.Position!.Value));
            Assert.Equal((key?.Length ?? 0) + 1 + 5, record.Bytes);
            Assert.Equal(Failure.Decoding(FailureDetail.Utf8), record.Failure);
        }
    }

    [Fact]
    public void The_tenant_header_counts_only_when_it_is_there_once_and_readable()
    {
        var options = new InputOptions { TenantHeader = "tenant", Format = InputFormat.Json, JsonTenantField = "tenant" };
        Assert.Equal("acme", Tenant(new RecordHeader("other", [1]), new RecordHeader("tenant", Bytes("acme"))));
        Assert.Equal("", Tenant());
        Assert.Equal("", Tenant(new RecordHeader("tenant", Bytes("acme")), new RecordHeader("tenant", Bytes("acme"))));
        Assert.Equal("", Tenant(new RecordHeader("tenant", null)));
        Assert.Equal("", Tenant(new RecordHeader("tenant", [0xFF])));
        Assert.Equal("", Tenant(new RecordHeader("Tenant", Bytes("acme"))));

        string Tenant(params RecordHeader[] headers) =>
            new DocumentCodec(options).Decode(s_at, null, Bytes("""{"text":"x","tenant":"weaker"}"""), headers).Document!.Tenant;
    }

    [Theory]
    [InlineData("input:jsonField", "")]
    [InlineData("input:jsonField", "a..b")]
    [InlineData("input:jsonField", ".a")]
    [InlineData("input:jsonField", @"a\b")]
    [InlineData("input:jsonField", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q")]
    public void A_path_that_is_no_path_is_a_mistake_in_the_configuration(string key, string path)
    {
        var errors = new List<OptionError>();
        new InputOptions { Format = InputFormat.Json, JsonField = path }.Validate(errors);
        Assert.Equal(key, Assert.Single(errors).Key);
    }

    private static FailureKind? Fails(InputOptions options, byte[] value)
    {
        var record = Decode(options, value);
        Assert.Null(record.Document);
        Assert.Equal(FailureStage.Decode, record.Failure!.Value.Stage);
        if (record.Failure.Value.Kind == FailureKind.InvalidText) Assert.Equal(FailureDetail.Utf8, record.Failure.Value.Detail);
        return record.Failure.Value.Kind;
    }

    private static InputRecord Decode(InputOptions options, byte[]? value) => new DocumentCodec(options).Decode(s_at, [1], value, []);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
