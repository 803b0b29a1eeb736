using System.Text;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Pii;
using StreamNer.Tests.Flow;
using StreamNer.Tests.Pii;

namespace StreamNer.Tests.Kafka;

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
