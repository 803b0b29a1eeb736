using System.Text;
using Confluent.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Registry;
using StreamNer.V1;

namespace StreamNer.Tests.Kafka.Records;

public sealed class WireTests
{
    [Theory]
    [InlineData("0000000007" + "00" + "0a0178", 7, "0", "0a0178")]
    [InlineData("0000000007" + "0200" + "0a0178", 7, "0", "0a0178")]
    [InlineData("007fffffff" + "040204", int.MaxValue, "1,2", "")]
    [InlineData("0000000001" + "0280" + "01", 1, "64", "")]
    [InlineData("0000000001" + "00", 1, "0", "")]
    public void A_framed_value_is_split(string hex, int id, string indexes, string message)
    {
        Span<int> path = stackalloc int[ConfluentFrame.MaxIndexes];
        Assert.True(ConfluentFrame.TryRead(Convert.FromHexString(hex), out var schemaId, path, out var count, out var rest));
        Assert.Equal((id, indexes, message.ToUpperInvariant()), (schemaId, string.Join(',', path[..count].ToArray()), Convert.ToHexString(rest)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0000000001")] // no indexes
    [InlineData("0100000001" + "00")] // another magic byte
    [InlineData("0000000001" + "01")] // a negative count
    [InlineData("0000000001" + "0201")] // a negative index
    [InlineData("0000000001" + "0402")] // fewer indexes than counted
    [InlineData("0000000001" + "22")] // 17 indexes
    [InlineData("0000000001" + "feffffff0f")] // 2^31 - 1 indexes
    [InlineData("0000000001" + "80808080808001")] // a count above 32 bits
    [InlineData("0000000001" + "80")] // a number without end
    public void A_value_that_is_not_so_framed_is_refused(string hex)
    {
        Span<int> path = stackalloc int[ConfluentFrame.MaxIndexes];
        Assert.False(ConfluentFrame.TryRead(Convert.FromHexString(hex), out _, path, out _, out _));
    }

    [Fact]
    public void Our_frame_is_magic_id_and_the_short_path() => Assert.Equal("000102030400", Convert.ToHexString(ConfluentFrame.Header(0x01020304)));

    [Fact]
    public void A_descriptor_leads_by_its_indexes_to_a_message()
    {
        var raw = RegisteredSchema.Parse("PROTOBUF", SchemaRegistry.Base64(RawText.Descriptor.File));
        Assert.Equal("streamner.v1.RawText", raw.MessageAt([0]));
        Assert.Null(raw.MessageAt([1]));
        Assert.Null(raw.MessageAt([0, 0]));
        var enriched = RegisteredSchema.Parse("PROTOBUF", SchemaRegistry.Base64(EnrichedText.Descriptor.File));
        Assert.Equal("streamner.v1.EnrichedText", enriched.MessageAt([0]));
        Assert.Equal("streamner.v1.Source", enriched.MessageAt([1]));
        Assert.Equal("streamner.v1.DeadLetterEnvelope.Header",
            RegisteredSchema.Parse("PROTOBUF", SchemaRegistry.Base64(DeadLetterEnvelope.Descriptor.File)).MessageAt([0, 0]));
    }

    [Theory]
    [InlineData("AVRO", "\"string\"")]
    [InlineData(null, "\"string\"")]
    [InlineData("PROTOBUF", "////")]
    [InlineData("PROTOBUF", "")]
    [InlineData("PROTOBUF", "no such thing {{{ message X { } }")]
    [InlineData("PROTOBUF", "message 'unended")]
    public void Another_kind_of_schema_leads_nowhere(string? type, string schema) =>
        Assert.NotEqual("streamner.v1.RawText", RegisteredSchema.Parse(type, schema).MessageAt([0]));

    [Fact]
    public void The_text_of_a_schema_leads_by_its_indexes_to_a_message()
    {
        const string Schema = """
            // message Comment { }
            syntax = "proto3"; /* message Block { } */
            package streamner.v1;
            option java_package = "message Text { }";
            enum Kind { A = 0; option allow_alias = true; }
            message First { message Inner { message Deep {} } oneof either { string message = 1; int32 package = 2; } message Second {} }
            service S { rpc Call(First) returns (RawText) { option deprecated = true; } }
            message RawText { option (x) = { a: 1 }; string text = 1; reserved "}", '\'}'; }
            """;
        var schema = RegisteredSchema.Parse("PROTOBUF", Schema);
        Assert.Equal("streamner.v1.First", schema.MessageAt([0]));
        Assert.Equal("streamner.v1.First.Inner.Deep", schema.MessageAt([0, 0, 0]));
        Assert.Equal("streamner.v1.First.Second", schema.MessageAt([0, 1]));
        Assert.Equal("streamner.v1.RawText", schema.MessageAt([1]));
        Assert.Null(schema.MessageAt([2]));
        Assert.Equal("RawText", RegisteredSchema.Parse("PROTOBUF", "message RawText{}").MessageAt([0]));
    }

    [Fact]
    public void Our_own_proto_files_lead_the_same_way_as_text()
    {
        foreach (var name in new[] { "raw_text.proto", "enriched_text.proto", "dead_letter.proto" })
        {
            var file = new[] { RawText.Descriptor.File, EnrichedText.Descriptor.File, DeadLetterEnvelope.Descriptor.File }.Single(f =>
                f.Name.EndsWith(name, StringComparison.Ordinal));
            var outline = ProtoOutline.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Proto", name)));
            for (var i = 0; i < file.MessageTypes.Count; i++) Assert.Equal(file.MessageTypes[i].FullName, outline.MessageAt([i]));
        }
    }

    [Fact]
    public void A_size_is_what_the_format_says()
    {
        // 61 for the batch; length 1; attributes, timestamp, offset 3; key -1; value -1; header count 1.
        Assert.Equal(61 + 1 + 3 + 1 + 1 + 1, RecordSize.InBatch(new()));
        Assert.Equal(61 + 1 + 3 + 2 + 3 + 1, RecordSize.InBatch(new() { Key = [1], Value = [1, 2] }));
        Assert.Equal(61 + 2 + 3 + 1 + (2 + 64) + 1, RecordSize.InBatch(new() { Value = new byte[64] }));
        var headers = new Headers { { "é", null }, { "a", Encoding.UTF8.GetBytes("xyz") } };
        Assert.Equal(61 + 1 + 3 + 1 + 1 + 1 + (1 + 2 + 1) + (1 + 1 + 1 + 3), RecordSize.InBatch(new() { Headers = headers }));
    }
}
