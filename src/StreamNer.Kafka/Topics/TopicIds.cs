using System.Collections.Concurrent;
using Confluent.Kafka;

namespace StreamNer.Kafka.Topics;

/// <summary>
/// The ids of the topics as this worker knows them: what it reads, writes and commits belongs to these. Thread-safe.
/// </summary>
internal sealed class TopicIds(IEnumerable<KeyValuePair<string, string>> atStart)
{
    private readonly ConcurrentDictionary<string, string> _ids = new(atStart, StringComparer.Ordinal);

    /// <summary>Whether the brokers have ids at all.</summary>
    public bool Known => !_ids.Values.All(id => id.Length == 0);

    /// <summary>Empty where the brokers have no ids.</summary>
    public string Of(string topic) => _ids.GetValueOrDefault(topic, "");

    /// <summary>
    /// Offsets with the ids they are committed under. To be made before the epochs are checked: a topic that is replaced afterwards ends the epochs
    /// first, so that no position of an old topic is committed under the id of a new one.
    /// </summary>
    public List<GroupPosition> Noted(IEnumerable<(TopicPartition Partition, long Offset)> positions) =>
        [.. positions.Select(position => new GroupPosition(position.Partition, position.Offset, OffsetNote.Of(Of(position.Partition.Topic))))];

    /// <summary>The topic was made anew, and this worker goes on with the new one.</summary>
    public void Became(string topic, string id) => _ids[topic] = id;
}
