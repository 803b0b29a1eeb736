using System.Text;
using StreamNer.Configuration;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Output;
using StreamNer.Pipeline;
using StreamNer.Tests.Output;
using StreamNer.V1;

namespace StreamNer.Tests.Kafka.Records;

public sealed class EnrichmentCodecTests
{
    private static readonly Enrichment s_full = EnrichmentJsonTests.Record("Ada in [CITY]") with
    {
        Document = new Document("Ada in Paris") { Id = "7", Source = new("raw", 3, 42, 1_700_000_000_123) },
        OffsetUnit = StreamNer.Output.OffsetUnit.Utf16,
        Entities =
        [
            new("PER", 0, 3, 0, 3, "Ada", 0.75f) { Mention = 2, LinkState = StreamNer.Output.LinkState.Linked, Link = new("Q1", "Ada", 0.5f, "PER"),
                Candidates = [new("Q2", "Ada B", 0.25f, "PER")] },
            new("LOC", 7, 12, 7, 13, "[CITY]", 1f)
            {
                Origin = StreamNer.Output.Origin.Rules, LinkState = StreamNer.Output.LinkState.Withheld, Link = new("Q90", "Paris", 1f, "PER"), Candidates =
                    [new("Q90", "Paris", 1f, "PER")],
            },
        ],
        Pii = [new("CITY", 7, 12, 7, 13, "list", "tag")],
        Provenance = EnrichmentJsonTests.Made with { DegradedReason = "rules_only" },
    };

    [Fact]
    public void Every_field_of_the_contract_is_written()
    {
        var message = EnrichmentCodec.Unframed(new()).Encode(Input(), s_full, null);
        var read = EnrichedText.Parser.ParseFrom(message.Value);
        var expected = new EnrichedText
        {
            Source = new() { Topic = "raw", Partition = 3, Offset = 42, TimestampMs = 1_700_000_000_123 },
            Id = "7",
            Text = "Ada in [CITY]",
            OffsetUnit = V1.OffsetUnit.Utf16,
            Entities =
            {
                new V1.Entity
                {
                    Label = "PER", Start = 0, End = 3, OutputStart = 0, OutputEnd = 3, Text = "Ada", Score = 0.75f, Origin = V1.Origin.Model,
                    LinkState = V1.LinkState.Linked, Mention = 2, Link = new() { Id = "Q1", Name = "Ada", Score = 0.5f, Type = "PER" }, Candidates =
                        { new V1.Link { Id = "Q2", Name = "Ada B", Score = 0.25f, Type = "PER" } },
                },
                new V1.Entity { Label = "LOC", Start = 7, End = 12, OutputStart = 7, OutputEnd = 13, Text = "[CITY]", Score = 1,
                    Origin = V1.Origin.Rules, LinkState = V1.LinkState.Withheld },
            },
            Pii = { new V1.PiiFinding { Type = "CITY", Start = 7, End = 12, OutputStart = 7, OutputEnd = 13, Detector = "list", Action = "tag" } },
            Provenance = new()
            {
                Snapshot = "s1",
                Model = "tiny@abc",
                KnowledgeBase = "kb1",
                Rules = "r1",
                Policy = "default",
                Engine = "e1",
                Tier = "full",
                Degraded = true,
                DegradedReason = "rules_only",
            },
        };
        Assert.Equal(expected, read);
    }

    [Fact]
    public void Equal_enrichments_give_equal_bytes_in_both_formats()
    {
        foreach (var format in Enum.GetValues<OutputFormat>())
        {
            var a = EnrichmentCodec.Unframed(new() { Format = format }).Encode(Input(), s_full, null);
            var b = EnrichmentCodec.Unframed(new() { Format = format }).Encode(Input(arrived: 5), s_full with { }, null);
            Assert.Equal(a.Value, b.Value);
        }
    }

    [Fact]
    public void The_key_is_unchanged_and_the_timestamp_is_the_sources()
    {
        foreach (byte[]? key in new byte[]?[] { null, [], [1, 2] })
        {
            var message = EnrichmentCodec.Unframed(new()).Encode(Input(key), s_full, key);
            Assert.Same(key, message.Key);
            Assert.Equal(1_700_000_000_123, message.Timestamp.UnixTimestampMs);
        }

        var none = EnrichmentCodec.Unframed(new()).Encode(new InputRecord { Position = new("raw", 0, 1, -1) }, s_full, null);
        Assert.Equal(Confluent.Kafka.Timestamp.Default, none.Timestamp);
    }

    [Fact]
    public void An_unframed_value_names_its_schema_in_a_header_and_json_does_not()
    {
        var bare = EnrichmentCodec.Unframed(new()).Encode(Input(), s_full, null);
        Assert.Equal(["streamner-schema=streamner.v1.EnrichedText"], Headers(bare));
        var json = EnrichmentCodec.Unframed(new() { Format = OutputFormat.Json }).Encode(Input(), s_full, null);
        Assert.Empty(Headers(json));
        Assert.StartsWith("""{"text":"Ada in [CITY]",""", Encoding.UTF8.GetString(json.Value!), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_allowed_headers_are_copied_with_their_repetitions_and_null_values()
    {
        RecordHeader[] headers = [new("trace", [0x31]), new("secret", [0x32]), new("trace", null), new("x-a", [0x33]), new("X-b", [0x34]),
            new("x-", []), new("my-x-a", [0x35])];
        Assert.Equal(["trace=1", "trace=null", "x-a=3", "x-="], Copied(["trace", "x-*"]));
        Assert.Equal(["trace=1", "secret=2", "trace=null", "x-a=3", "X-b=4", "x-=", "my-x-a=5"], Copied(["*"]));
        Assert.Empty(Copied([]));
        Assert.Empty(Copied(["Trace"]));

        string[] Copied(string[] allowed)
        {
            var codec = EnrichmentCodec.Unframed(new() { Format = OutputFormat.Json, Headers = allowed });
            var tombstone = codec.EncodeTombstone(Input(headers: headers), null);
            var copied = Headers(codec.Encode(Input(headers: headers), s_full, null));
            Assert.Equal(copied, Headers(tombstone));
            return copied;
        }
    }

    [Fact]
    public void Names_of_ours_that_come_in_are_never_copied()
    {
        RecordHeader[] forged = [new("streamner.dlq.reason", "policy"u8.ToArray()), new("streamner-schema", "other"u8.ToArray()),
            new("streamner.dlq.sealed", null), new("fine", [0x31])];
        var codec = EnrichmentCodec.Unframed(new() { Headers = ["*", "streamner.dlq.reason"] });
        Assert.Equal(["fine=1", "streamner-schema=streamner.v1.EnrichedText"], Headers(codec.Encode(Input(headers: forged), s_full, null)));
        Assert.Equal(["fine=1"], Headers(codec.EncodeTombstone(Input(headers: forged), null)));
    }

    [Fact]
    public void A_tombstone_keeps_key_and_timestamp_and_has_no_value_and_no_schema()
    {
        var message = EnrichmentCodec.Unframed(new()).EncodeTombstone(Input(), [9]);
        Assert.Equal([9], message.Key);
        Assert.Null(message.Value);
        Assert.Empty(Headers(message));
        Assert.Equal(1_700_000_000_123, message.Timestamp.UnixTimestampMs);
    }

    [Theory]
    [InlineData("a*b")]
    [InlineData("*a")]
    [InlineData("")]
    public void A_star_elsewhere_than_at_the_end_is_a_mistake_in_the_configuration(string name)
    {
        var errors = new List<OptionError>();
        new OutputOptions { Headers = ["fine", "x-*", "*", name] }.Validate(errors);
        Assert.Equal("output:headers", Assert.Single(errors).Key);
    }

    [Fact]
    public void A_name_of_ours_in_the_list_is_a_mistake_in_the_configuration()
    {
        var errors = new List<OptionError>();
        new OutputOptions { Headers = ["streamner.dlq.reason", "streamner-*"] }.Validate(errors);
        Assert.Equal(["output:headers", "output:headers"], errors.Select(error => error.Key));
    }

    internal static string[] Headers(Confluent.Kafka.Message<byte[]?, byte[]?> message) =>
        [.. (message.Headers ?? []).Select(h => $"{h.Key}={(h.GetValueBytes() is { } value ? Encoding.UTF8.GetString(value) : "null")}")];

    private static InputRecord Input(byte[]? key = null, RecordHeader[]? headers = null, long arrived = 0) =>
        new() { Key = key, Headers = headers ?? [], Position = s_full.Document.Source, Arrived = arrived };
}
