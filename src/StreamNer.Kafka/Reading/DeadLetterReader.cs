using Confluent.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Redriving;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Reading;

/// <summary>Reads a dead-letter topic from its beginning to the ends that its partitions have. It joins no group and commits nothing.</summary>
internal static class DeadLetterReader
{
    /// <summary>The letters by partition and offset, each with where it stands. Aborted transactions are left out.</summary>
    /// <exception cref="KafkaFatalException">The topic is not there, or may not be read.</exception>
    /// <exception cref="KafkaException">No broker answered.</exception>
    public static IEnumerable<(TopicPartitionOffset At, DeadLetter Letter)> Read(
        KafkaOptions options, DeadLetterSeal? seal, CancellationToken cancel) =>
        TopicReader.Read(options, options.DeadLetter, cancel).Select(result => (result.TopicPartitionOffset, Letter(result.Message, seal)));

    /// <summary>The letter that stands at this place; null where there is none.</summary>
    /// <exception cref="KafkaFatalException">The topic is not there, or may not be read.</exception>
    /// <exception cref="KafkaException">No broker answered.</exception>
    public static (TopicPartitionOffset At, DeadLetter Letter)? Find(
        KafkaOptions options, DeadLetterSeal? seal, int partition, long offset, CancellationToken cancel)
    {
        using var fetcher = new SourceFetcher(options);
        if (fetcher.Fetch(new SourcePosition(options.DeadLetter, partition, offset, -1), cancel) is not { } found) return null;
        return (new TopicPartitionOffset(options.DeadLetter, partition, offset), DeadLetter.Read(found.Key, found.Value, found.Headers, seal));
    }

    private static DeadLetter Letter(Message<byte[]?, byte[]?> message, DeadLetterSeal? seal) =>
        DeadLetter.Read(message.Key, message.Value, message.RecordHeaders(), seal);
}
