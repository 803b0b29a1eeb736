using System.Text;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Writing;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;
using StreamNer.Tests.Flow;
using StreamNer.Tests.Pii.Keys;

namespace StreamNer.Tests.Kafka.Records;

public sealed class OutputEncoderTests
{
    private static readonly KafkaOptions s_topics = new() { Inputs = ["raw"], Output = "enriched", DeadLetter = "dlq" };

    private readonly OutputEncoder _encoder = Encoder(new PiiOptions { Key = IdentifierAction.Pseudonym });

    private static OutputEncoder Encoder(PiiOptions options) => new(
        EnrichmentCodec.Unframed(new()), new DeadLetterCodec("g", 1 << 20, new FakeClock()),
        new RecordIdentifiers(new PolicyBook(options, KeyRingTests.Ring()), KeyRingTests.Ring()), "s1");

    private static InputRecord Record(string? key) =>
        new()
        {
            Key = key is null ? null : Encoding.UTF8.GetBytes(key),
            Value = [1],
            Position = new("raw", 1, 7, 0),
            Document = new Document("text")
        };

    [Fact]
    public void Enriched_records_and_tombstones_of_a_key_have_the_same_pseudonym_and_dead_letters_the_original()
    {
        var record = Record("ada@example.org");
        var enriched = _encoder.Encode(record, Some.Enriched(record));
        var tombstone = _encoder.Encode(record, Outcome.Tombstone.Instance);
        Assert.StartsWith("[KEY~a~", Encoding.UTF8.GetString(enriched.Message.Key!), StringComparison.Ordinal);
        Assert.Equal(enriched.Message.Key, tombstone.Message.Key);
        Assert.Null(tombstone.Message.Value);
        Assert.Equal(record.Key, _encoder.Encode(record, new Outcome.Rejected(new(FailureKind.Policy, FailureStage.Redact))).Message.Key);
        Assert.Null(_encoder.Encode(Record(null), Some.Enriched(record)).Message.Key);
        Assert.Equal(record.Key, Encoder(new PiiOptions()).Encode(record, Some.Enriched(record)).Message.Key);
    }

    [Fact]
    public void What_cannot_be_encoded_becomes_a_dead_letter_with_the_original()
    {
        var record = Record("ada");
        var broken = ((Outcome.Enriched)Some.Enriched(record)).Enrichment with { Text = null! };
        var output = _encoder.Encode(record, new Outcome.Enriched(broken));
        Assert.True(output.DeadLetter);
        Assert.Equal(record.Value, output.Message.Value);
        var failure = Assert.IsType<Outcome.Rejected>(output.Instead).Failure;
        Assert.Equal((FailureKind.Internal, FailureStage.Write, "System.ArgumentNullException"), (failure.Kind, failure.Stage, failure.Exception));
        Assert.Contains("streamner.dlq.exception=System.ArgumentNullException", EnrichmentCodecTests.Headers(output.Message));
    }

    [Fact]
    public void A_dead_letter_that_cannot_be_made_with_its_content_is_made_without()
    {
        var limit = () => (long)Throw();
        var encoder = new OutputEncoder(
            EnrichmentCodec.Unframed(new()), new DeadLetterCodec("g", limit, new FakeClock()),
            new RecordIdentifiers(new PolicyBook(new(), KeyRing.Empty), KeyRing.Empty), "s1");
        var output = encoder.Encode(Record("ada"), new Outcome.Rejected(new(FailureKind.TooLong, FailureStage.Tokenise)));
        Assert.True(output.DeadLetter);
        Assert.Null(output.Message.Key);
        Assert.Null(output.Message.Value);
        var headers = EnrichmentCodecTests.Headers(output.Message);
        Assert.Contains("streamner.dlq.reason=internal", headers);
        Assert.Contains("streamner.dlq.value=omitted", headers);
        Assert.Contains("streamner.dlq.key=omitted", headers);
        Assert.Contains("streamner.dlq.offset=7", headers);

        static int Throw() => throw new ArithmeticException("text");
    }

    [Fact]
    public void Where_counts_differ_the_partition_is_that_of_the_key_as_written()
    {
        var record = Record("ada@example.org");
        var enriched = _encoder.Encode(record, Some.Enriched(record));
        Assert.Equal((OutputRouter.Murmur2(enriched.Message.Key) & int.MaxValue) % 1_000, Partition(1_000, enriched));
        Assert.Equal(1, Partition(4, enriched));
        Assert.Equal(1, Partition(1_000, Encoder(new PiiOptions { Key = IdentifierAction.Remove }).Encode(record, Some.Enriched(record))));

        int Partition(int count, OutputRecord output) =>
            new OutputRouter(s_topics, new Dictionary<string, int>(StringComparer.Ordinal) { ["raw"] = 4, ["enriched"] = count, ["dlq"] = 4 })
                .Route(record, output).Partition.Value;
    }
}
