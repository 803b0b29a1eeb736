using Confluent.Kafka;

namespace StreamNer.Chaos.Checking;

/// <summary>
/// Asks the brokers once: committed offsets, and the stable and end offsets of all partitions. What has no answer now is not sampled. One caller at a
/// time.
/// </summary>
/// <remarks>By plain clients: librdkafka 2.16 ends the process by an assertion when an admin request loses its broker.</remarks>
internal sealed class Sampler : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);
    private readonly IConsumer<byte[], byte[]> _committed;
    private readonly IConsumer<byte[], byte[]> _uncommitted;
    private readonly IAdminClient _metadata;

    /// <summary>Connects when first asked.</summary>
    public Sampler(string bootstrap)
    {
        _committed = Client(bootstrap, IsolationLevel.ReadCommitted);

        // Offsets of open transactions neither count for it nor are they waited for.
        _uncommitted = Client(bootstrap, IsolationLevel.ReadUncommitted);
        _metadata = new DependentAdminClientBuilder(_uncommitted.Handle).Build();
    }

    /// <summary>The group's committed offsets on the input; null when the brokers did not answer.</summary>
    public IReadOnlyList<CommitSample>? Commits(int partitions)
    {
        try
        {
            // The time before the question: what was committed then is in the answer.
            var at = TimeProvider.System.GetUtcNow();
            var found =
                _uncommitted.Committed(Enumerable.Range(0, partitions).Select(partition => new TopicPartition(Names.Input, partition)), s_limit);
            return [.. found.Where(entry => entry.Offset.Value >= 0)
                .Select(entry => new CommitSample(entry.Partition.Value, entry.Offset.Value, at))];
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    /// <summary>The last stable and the end offset of each partition of the three topics; null when not all answered.</summary>
    public IReadOnlyList<StableSample>? Ends(int partitions)
    {
        try
        {
            var at = TimeProvider.System.GetUtcNow();
            return [.. from topic in (string[])[Names.Input, Names.Output, Names.DeadLetter]
                       from partition in Enumerable.Range(0, partitions)
                       let place = new TopicPartition(topic, partition)
                       select new StableSample(topic, partition, End(_committed, place), End(_uncommitted, place), at)];
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    /// <summary>How many partitions the input has now; null when no broker answered.</summary>
    public int? Partitions()
    {
        try
        {
            return _metadata.GetMetadata(Names.Input, s_limit).Topics is [{ Error.IsError: false } topic] ? topic.Partitions.Count : null;
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _metadata.Dispose();
        _committed.Dispose();
        _uncommitted.Dispose();
    }

    private static long End(IConsumer<byte[], byte[]> client, TopicPartition place) => client.QueryWatermarkOffsets(place, s_limit).High.Value;

    // Never subscribed: it asks for the offsets of the group without being a member.
    private static IConsumer<byte[], byte[]> Client(string bootstrap, IsolationLevel isolation) =>
        new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = Names.Group,
            IsolationLevel = isolation,
            EnableAutoCommit = false,
            ReconnectBackoffMaxMs = 1_000,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
}
