using System.Globalization;
using Confluent.Kafka;

namespace StreamNer.Kafka.Redriving;

/// <summary>Coordinates of one partition of the repair topic that wait.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="From">The first offset that has not been looked at.</param>
/// <param name="To">The end of what can be read, exclusive.</param>
/// <param name="Tries">How often a process has begun at <paramref name="From"/> and not come further.</param>
internal readonly record struct RepairStretch(TopicPartition Partition, long From, long To, int Tries);

/// <summary>
/// How far the repair topic has been worked through: positions of the group <c>GROUP.repair</c>, which never has members. Beside a position stands
/// how often a process has begun there. Not thread-safe.
/// </summary>
internal sealed class RepairPositions : IDisposable
{
    private const string TriesPrefix = "tries=";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);
    private readonly string _topic;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;

    /// <summary>Connects.</summary>
    public RepairPositions(KafkaOptions options)
    {
        _topic = options.Repair;

        // Without members both protocols are the same to the coordinator, and the classic one needs no session.
        var own = options with { Group = Group(options), GroupProtocol = MembershipProtocol.Classic };
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(ClientProperties.Consumer(own)).SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    /// <summary>The group whose positions they are.</summary>
    public static string Group(KafkaOptions options) => options.Group + ".repair";

    /// <summary>The partitions with something to look at.</summary>
    /// <exception cref="KafkaFatalException">The topic is not there, or may not be read.</exception>
    /// <exception cref="KafkaException">No answer, or a refusal.</exception>
    public IReadOnlyList<RepairStretch> Waiting()
    {
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        var found = admin.GetMetadata(_topic, s_limit).Topics[0];
        if (found.Error.IsError) throw new KafkaFatalException($"{_topic} (kafka:repair) cannot be read: {found.Error.Reason}");
        var partitions = found.Partitions.Select(p => new TopicPartition(_topic, p.PartitionId)).OrderBy(p => p.Partition.Value).ToList();
        var waiting = new List<RepairStretch>();
        foreach (var position in GroupOffsets.Committed(_consumer, partitions, s_limit))
        {
            // A read_committed client is told the last stable offset: what stands behind an open transaction is not passed over.
            var bounds = _consumer.QueryWatermarkOffsets(position.Partition, s_limit);
            var from = Math.Max(position.Offset, bounds.Low.Value);
            if (from < bounds.High.Value)
                waiting.Add(new(position.Partition, from, bounds.High.Value, from == position.Offset ? TriesOf(position.Metadata) : 0));
        }

        return waiting;
    }

    /// <summary>Notes how far a partition has been worked through, and how often a process has begun there.</summary>
    /// <exception cref="KafkaException">It was not noted.</exception>
    public void Commit(TopicPartition partition, long offset, int tries) =>
        GroupOffsets.Commit(_consumer, [new GroupPosition(partition, offset, Note(tries))]);

    /// <inheritdoc/>
    public void Dispose() => _consumer.Dispose();

    /// <summary>What stands beside a position.</summary>
    internal static string? Note(int tries) => tries == 0 ? null : TriesPrefix + tries.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a note says; 0 where it is none of ours.</summary>
    internal static int TriesOf(string? note) =>
        note is not null && note.StartsWith(TriesPrefix, StringComparison.Ordinal)
        && int.TryParse(note.AsSpan(TriesPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var tries) ? tries : 0;
}
