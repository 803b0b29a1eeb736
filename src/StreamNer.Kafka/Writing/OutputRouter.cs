using Confluent.Kafka;
using StreamNer.Flow;

namespace StreamNer.Kafka.Writing;

/// <summary>
/// Which partition an output record goes to: the source's number where the partition counts agree at start, else Java's default for keys (murmur2)
/// over the key as it
/// is written, so that other clients find it in the same place; a record written without key goes to source partition mod count. Added partitions
/// change nothing of
/// that: they are taken up where the counts are equal again, or where they differed and the written topic has not grown. Thread-safe.
/// </summary>
internal sealed class OutputRouter
{
    private const string WhenReady = "stop all workers, and start them when all topics are as they should be";
    private readonly string[] _inputs;
    private readonly string _output;
    private readonly string _deadLetter;
    private readonly string? _repair;

    // Pairs of input and written topic whose partitions have the same numbers; fixed at start, or keys would move.
    private readonly HashSet<(string Input, string Written)> _same;
    private volatile IReadOnlyDictionary<string, int> _counts;

    /// <summary>Takes the partition counts at start.</summary>
    /// <exception cref="KafkaFatalException">A topic is missing.</exception>
    public OutputRouter(KafkaOptions options, IReadOnlyDictionary<string, int> partitionCounts)
    {
        (_inputs, _output, _deadLetter) = (options.Inputs, options.Output, options.DeadLetter);
        _repair = options.Repair.Length > 0 ? options.Repair : null;
        var counts = _inputs.ToDictionary(topic => topic, topic => Count(topic, "kafka:inputs"), StringComparer.Ordinal);
        counts[_output] = Count(_output, "kafka:output");
        counts[_deadLetter] = Count(_deadLetter, "kafka:deadLetter");
        if (_repair is not null) counts[_repair] = Count(_repair, "kafka:repair");
        _counts = counts;
        var pairs = _inputs.SelectMany(input => (string[])[_output, _deadLetter], (input, written) => (input, written));
        _same = [.. pairs.Where(pair => counts[pair.input] == counts[pair.written])];

        int Count(string topic, string key) => partitionCounts.GetValueOrDefault(topic) is > 0 and var count
            ? count
            : throw new KafkaFatalException($"{key}: topic {topic} does not exist");
    }

    /// <summary>The counts in force: at start, or grown since.</summary>
    public IEnumerable<(string Topic, int Count)> Counts => _counts.Select(topic => (topic.Key, topic.Value));

    /// <summary>Whether records of this partition can be routed; if not, it is newer than the counts in force.</summary>
    public bool Covers(string input, int partition) => partition < _counts[input];

    /// <summary>
    /// Why keys could move, or records have no place, if the topics had these counts; null where nothing speaks against <see cref="Grow"/>.
    /// </summary>
    internal string? Misfit(IReadOnlyDictionary<string, int> now)
    {
        foreach (var (topic, count) in _counts)
        {
            if (now[topic] == 0) return $"topic {topic} no longer exists: create it, then start the workers";
            if (now[topic] < count) return $"{Changed(topic, now)}: topics do not shrink, so it was deleted and created again; {WhenReady}";
        }

        if (_repair is not null && now[_repair] != _counts[_repair])
            return $"{Changed(_repair, now)}: repair records would change their places; {WhenReady}";
        foreach (var input in _inputs)
            if ((Misfit(input, _output, now) ?? Misfit(input, _deadLetter, now)) is { } misfit) return misfit;
        return null;
    }

    private string? Misfit(string input, string written, IReadOnlyDictionary<string, int> now)
    {
        if (_same.Contains((input, written)))
        {
            if (now[input] == now[written]) return null;
            var (grown, other) = now[written] > _counts[written] ? (written, input) : (input, written);
            return $"{Changed(grown, now)}, but {other} has {now[other]}: keys keep their places only while both have the same count; "
                + $"add partitions to {other} too, then restart the workers";
        }

        if (now[written] != _counts[written]) return $"{Changed(written, now)}: keys would change their places; {WhenReady}";
        return now[input] == now[written]
            ? $"{Changed(input, now)}, as many as {written}: keys would change their places with a worker that starts now; {WhenReady}"
            : null;
    }

    /// <summary>Takes added partitions up. To be asked first: <c>Misfit</c>.</summary>
    internal void Grow(IReadOnlyDictionary<string, int> now) => _counts = now;

    /// <summary>Topic and partition for what became of <paramref name="record"/>.</summary>
    public TopicPartition Route(InputRecord record, OutputRecord output)
    {
        var topic = output.DeadLetter ? _deadLetter : _output;
        var count = _counts[topic];
        var at = record.Position ?? throw new InvalidOperationException("a record without position cannot go to Kafka");
        if (!_same.Contains((at.Topic, topic)))
            return new TopicPartition(topic, output.Message.Key is { } key ? (Murmur2(key) & int.MaxValue) % count : at.Partition % count);
        if (at.Partition >= count)
            throw new KafkaFatalException($"topic {at.Topic} has more than the {count} partitions of {topic}: give {topic} as many, and restart");
        return new TopicPartition(topic, at.Partition);
    }

    /// <summary>Topic and partition for the repair record of <paramref name="record"/>: by the source's partition alone, so that those of one
    /// partition stay in order.</summary>
    public TopicPartition RouteRepair(InputRecord record)
    {
        var topic = _repair ?? throw new InvalidOperationException("no topic for repair records was named");
        return new TopicPartition(topic, record.Position!.Value.Partition % _counts[topic]);
    }

    private string Changed(string topic, IReadOnlyDictionary<string, int> now) =>
        $"topic {topic} has {now[topic]} partitions and had {_counts[topic]}";

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
