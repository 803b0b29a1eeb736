using Confluent.Kafka;
using StreamNer.Comparing;
using StreamNer.Kafka.Records;

namespace StreamNer.Kafka.Reading;

/// <summary>A topic of enriched records as one side of a comparison.</summary>
internal static class EnrichedTopic
{
    /// <summary>The header of a record that was written in place of an earlier one: <c>TOPIC/PARTITION/OFFSET@SNAPSHOT</c>, coordinates of the source
    /// and the snapshot that made the earlier one.</summary>
    public const string ReplacesHeader = "streamner.replaces";

    /// <summary>The records of <paramref name="topic"/>, read as they are asked for.</summary>
    /// <exception cref="ComparisonException">Thrown while reading: a value is not an enriched record, or names no source.</exception>
    /// <exception cref="KafkaFatalException">Thrown while reading: the topic is not there, or may not be read.</exception>
    public static DiffInput Open(KafkaOptions options, string topic, CancellationToken cancel)
    {
        long tombstones = 0;
        return new DiffInput(topic, Values(), IsOrdered: false) { Read = EnrichedValue.Read, Tombstones = () => tombstones };

        IEnumerable<PlacedValue> Values()
        {
            foreach (var record in TopicReader.Read(options, topic, cancel))
            {
                if (record.Message.Value is { } value)
                    yield return new PlacedValue(Place(record, value), record.Message.Headers?.TryGetLastBytes(ReplacesHeader, out _) == true, value);
                else tombstones++;
            }
        }
    }

    /// <summary>Where the source of a record stood.</summary>
    /// <exception cref="ComparisonException">The value is no enriched record, or names no source.</exception>
    internal static RecordPlace Place(ConsumeResult<byte[]?, byte[]?> record, byte[] value)
    {
        try
        {
            return EnrichedValue.PlaceOf(value)
                ?? throw new ComparisonException($"{record.TopicPartition.Name()}, offset {record.Offset.Value}: names no source");
        }
        catch (FormatException e)
        {
            throw new ComparisonException($"{record.TopicPartition.Name()}, offset {record.Offset.Value}: no enriched record", e);
        }
    }
}
