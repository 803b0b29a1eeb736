using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Kafka.Reading;

namespace StreamNer.Kafka.Replay;

/// <summary>Reads some records of a range, to measure by. It joins no group and commits nothing.</summary>
internal static class Sample
{
    /// <summary>The first records from the middle of the range on.</summary>
    /// <param name="options">Brokers and security.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="range">The range.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="decode">Bytes to a document.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public static IReadOnlyList<InputRecord> Read(
        KafkaOptions options, string topic, PartitionRange range, int most, RecordDecoder decode, CancellationToken cancel)
    {
        var from = range.From + Math.Max(0, (range.Count() - most) / 2);
        return
        [
            .. TopicReader.Read(options, new TopicPartition(topic, range.Partition), from, range.To, cancel).Take(most)
                .Select(result => decode.Decode(result)),
        ];
    }
}
