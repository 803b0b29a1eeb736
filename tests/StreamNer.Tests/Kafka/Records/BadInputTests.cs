using System.Text;
using Google.Protobuf;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Topics;
using StreamNer.Kafka.Writing;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;
using StreamNer.Tests.Flow;
using StreamNer.Tests.Output;

namespace StreamNer.Tests.Kafka.Records;

public sealed class BadInputTests
{
    private static readonly SourcePosition s_at = new("raw", 0, 1, 2);
    private const long Limit = 1_048_588;

    /// <summary>Each kind of bad input, its bytes by format, and where it ends: the enriched topic, or the dead-letter topic with a code.</summary>
    public static TheoryData<string, InputFormat, string?, string> BadInputs() => new()
    {
        { "invalid UTF-8", InputFormat.Text, "ff", "dead letter: invalid_text at decode" },
        { "invalid UTF-8", InputFormat.Json, Hex("{\"text\":\"") + "ff" + Hex("\"}"), "dead letter: invalid_text at decode" },
        { "invalid UTF-8", InputFormat.Protobuf, "0a01ff", "dead letter: invalid_text at decode" },
        { "empty", InputFormat.Text, "", "enriched" },
        { "empty", InputFormat.Json, Hex("""{"text":""}"""), "enriched" },
        { "empty", InputFormat.Protobuf, "", "enriched" },
        { "whitespace only", InputFormat.Text, Hex(" \t\r\n"), "enriched" },
        { "U+0000", InputFormat.Text, Hex("a\0b"), "enriched" },
        { "U+0000", InputFormat.Json, Hex("""{"text":"a\u0000b"}"""), "enriched" },
        { "lone surrogate in a JSON escape", InputFormat.Json, Hex("""{"text":"\ud83d"}"""), "dead letter: invalid_text at decode" },
        { "[SEP] in text", InputFormat.Text, Hex("a [SEP] b"), "enriched" },
        { "corrupt Protobuf", InputFormat.Protobuf, "0a05ff", "dead letter: invalid_record at decode" },
        { "framed Protobuf without a registry", InputFormat.Protobuf, "00000000010a0178", "dead letter: invalid_record at decode" },
        { "JSON without the field", InputFormat.Json, Hex("""{"body":"x"}"""), "dead letter: invalid_record at decode" },
        { "JSON with another type", InputFormat.Json, Hex("""{"text":5}"""), "dead letter: invalid_record at decode" },
        { "broken JSON", InputFormat.Json, Hex("""{"text":"x" """), "dead letter: invalid_record at decode" },
        { "null value", InputFormat.Text, null, "tombstone" },
        { "null value", InputFormat.Json, null, "tombstone" },
        { "null value", InputFormat.Protobuf, null, "tombstone" },
    };

    [Theory]
    [MemberData(nameof(BadInputs))]
    public void Each_bad_input_ends_where_the_contract_says(string what, InputFormat format, string? hex, string end)
    {
        // Key and headers of the awkward kinds come along each time: none of them changes where a record ends.
        foreach (byte[]? key in new byte[]?[] { null, [], [0xFF] })
        {
            RecordHeader[] headers = [new("twice", [1]), new("twice", [2]), new("none", null)];
            var input = new DocumentCodec(new() { Format = format })
                .Decode(new("raw", 0, 1, 2), key, hex is null ? null : Convert.FromHexString(hex), headers);
            var record = Ends(input, Limit);
            Assert.True(end == End(record), $"{what}: {End(record)}");
            Assert.Same(key, record.Message.Key);
            if (record.DeadLetter)
            {
                Assert.Same(input.Value, record.Message.Value);
                Assert.Equal(["twice=\u0001", "twice=\u0002", "none=null"], EnrichmentCodecTests.Headers(record.Message)[..3]);
            }
        }
    }

    [Theory]
    [InlineData(1_500_000)] // 1.5 MB of text
    [InlineData(1_048_000)]
    public void An_output_that_would_be_oversize_is_a_dead_letter_with_that_code(int bytes)
    {
        var input = new DocumentCodec(new()).Decode(new("raw", 0, 1, 2), null, new byte[bytes].Select(_ => (byte)'x').ToArray(), []);
        var record = Ends(input, Limit);
        var fits = RecordSize.InBatch(EnrichmentCodec.Unframed(new()).Encode(input, Enriched(input), input.Key)) <= Limit;
        Assert.Equal(fits ? "enriched" : "dead letter: oversize_output at write", End(record));
        Assert.Equal(bytes > Limit, !fits);
    }

    [Fact]
    public void The_limit_is_exact_and_a_letter_names_the_snapshot_that_enriched_it()
    {
        var input = new DocumentCodec(new()).Decode(new("raw", 0, 1, 2), [1], Encoding.UTF8.GetBytes("some text"), []);
        var size = RecordSize.InBatch(EnrichmentCodec.Unframed(new()).Encode(input, Enriched(input), input.Key));
        Assert.Equal("enriched", End(Ends(input, size)));
        var letter = Ends(input, size - 1);
        Assert.Equal("dead letter: oversize_output at write", End(letter));
        Assert.Contains("streamner.dlq.snapshot=s1", EnrichmentCodecTests.Headers(letter.Message));
    }

    [Fact]
    public void A_small_text_with_an_id_key_or_header_that_does_not_fit_is_found_before_it_is_sent()
    {
        const string End = "dead letter: oversize_output at write";
        Assert.Equal(End,
            BadInputTests.End(Ends(new DocumentCodec(new() { Format = InputFormat.Protobuf })
            .Decode(s_at, null, new V1.RawText { Id = new string('i', 50_000), Text = "x" }.ToByteArray(), []), 50_000)));
        Assert.Equal(End, BadInputTests.End(Ends(new DocumentCodec(new()).Decode(s_at, new byte[50_000], [], []), 50_000)));
        Assert.Equal(End, BadInputTests.End(Ends(new DocumentCodec(new()).Decode(s_at, null, [], [new("trace", new byte[50_000])]), 50_000)));
    }

    private static string End(OutputRecord record)
    {
        if (!record.DeadLetter) return record.Message.Value is null ? "tombstone" : "enriched";
        string Header(string name) => Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes("streamner.dlq." + name));
        return $"dead letter: {Header("reason")} at {Header("stage")}";
    }

    private static Outcome OutcomeOf(InputRecord input) =>
        input.Failure is { } failure ? new Outcome.Rejected(failure) : input.IsTombstone
            ? Outcome.Tombstone.Instance
            : new Outcome.Enriched(Enriched(input));

    private static Enrichment Enriched(InputRecord input) => EnrichmentJsonTests.Record(input.Document!.Text) with { Document = input.Document };

    // As the writer does it: what the output topic would not take becomes a dead letter.
    private static OutputRecord Ends(InputRecord input, long limit)
    {
        var encoder = new OutputEncoder(
            EnrichmentCodec.Unframed(new() { Headers = ["trace"] }), new DeadLetterCodec("g", limit + DeadLetterCodec.Headroom, new FakeClock()),
            new RecordIdentifiers(new PolicyBook(new PiiOptions(), KeyRing.Empty), KeyRing.Empty), "s1");
        var facts = new Dictionary<string, TopicFacts>(StringComparer.Ordinal)
        {
            ["enriched"] = new("enriched") { MaxMessageBytes = limit, SizeLearned = true },
        };
        var options = new KafkaOptions { Inputs = ["raw"], Output = "enriched", DeadLetter = "dlq" };
        var topics = new WrittenTopics(options, facts, EventLog.None, new FakeClock());
        var output = encoder.Encode(input, OutcomeOf(input));
        if (output.DeadLetter || topics.Refusal(output.Message, CancellationToken.None) is not { } failure) return output;
        return encoder.Encode(input, new Outcome.Rejected(failure));
    }

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));
}
