using Confluent.Kafka;
using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>
/// Which partition an output record goes to, fixed at start: the source's number where the partition counts agree, else Java's default for
/// keys (murmur2) over the key as it is written, so that other clients find it in the same place; a record written without key goes to source
/// partition mod count.
/// </summary>
public sealed class OutputRouter
{
    private readonly Dictionary<string, int> _inputs;
    private readonly (string Topic, int Count) _output;
    private readonly (string Topic, int Count) _deadLetter;
    private readonly (string Topic, int Count)? _repair;

    /// <summary>Takes the partition counts at start.</summary>
    /// <exception cref="KafkaFatalException">A topic is missing.</exception>
    public OutputRouter(KafkaOptions options, IReadOnlyDictionary<string, int> partitionCounts)
    {
        _inputs = options.Inputs.ToDictionary(topic => topic, topic => Count(topic, "kafka:inputs"), StringComparer.Ordinal);
        _output = (options.Output, Count(options.Output, "kafka:output"));
        _deadLetter = (options.DeadLetter, Count(options.DeadLetter, "kafka:deadLetter"));
        if (options.Repair.Length > 0) _repair = (options.Repair, Count(options.Repair, "kafka:repair"));

        int Count(string topic, string key) => partitionCounts.GetValueOrDefault(topic) is > 0 and var count
            ? count
            : throw new KafkaFatalException($"{key}: topic {topic} does not exist");
    }

    /// <summary>The counts it was made with.</summary>
    public IEnumerable<(string Topic, int Count)> Counts =>
        [.. _inputs.Select(input => (input.Key, input.Value)), _output, _deadLetter, .. _repair is { } repair
            ? [repair]
            : Array.Empty<(string, int)>()];

    /// <summary>Topic and partition for what became of <paramref name="record"/>.</summary>
    public TopicPartition Route(InputRecord record, OutputRecord output)
    {
        var (topic, count) = output.DeadLetter ? _deadLetter : _output;
        var at = record.Position ?? throw new InvalidOperationException("a record without position cannot go to Kafka");
        if (_inputs[at.Topic] == count)
        {
            if (at.Partition >= count)
                throw new KafkaFatalException(
                    $"topic {at.Topic} has grown beyond the {count} partitions it had at start: give {topic} as many and restart");
            return new TopicPartition(topic, at.Partition);
        }

        return new TopicPartition(topic, output.Message.Key is { } key ? (Murmur2(key) & int.MaxValue) % count : at.Partition % count);
    }

    /// <summary>Topic and partition for the repair record of <paramref name="record"/>: by the source's partition alone, so that those of one
    /// partition stay in order.</summary>
    public TopicPartition RouteRepair(InputRecord record)
    {
        var (topic, count) = _repair ?? throw new InvalidOperationException("no topic for repair records was named");
        return new TopicPartition(topic, record.Position!.Value.Partition % count);
    }

    /// <summary>MurmurHash2, 32 bits, seed 0x9747b28c, as in Kafka's Java client.</summary>
    public static int Murmur2(ReadOnlySpan<byte> data)
    {
        const uint M = 0x5bd1e995;
        var hash = 0x9747b28c ^ (uint)data.Length;
        while (data.Length >= 4)
        {
            var k = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(data) * M;
            k ^= k >> 24;
            hash = (hash * M) ^ (k * M);
            data = data[4..];
        }

        if (data.Length == 3) hash ^= (uint)data[2] << 16;
        if (data.Length >= 2) hash ^= (uint)data[1] << 8;
        if (data.Length >= 1) hash = (hash ^ data[0]) * M;
        hash = (hash ^ (hash >> 13)) * M;
        return (int)(hash ^ (hash >> 15));
    }
}
