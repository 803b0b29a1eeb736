using Confluent.Kafka;

namespace StreamNer.Kafka.Reading;

/// <summary>Reads a topic from its beginning to the ends that its partitions have, one partition after the other. It joins no group and commits
/// nothing.</summary>
internal static class TopicReader
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <summary>The records by partition and offset. Aborted transactions are left out, and what stands behind an open one.</summary>
    /// <param name="options">Brokers and security.</param>
    /// <param name="topic">Its name.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="KafkaFatalException">The topic is not there, or may not be read.</exception>
    /// <exception cref="KafkaException">No broker answered.</exception>
    public static IEnumerable<ConsumeResult<byte[]?, byte[]?>> Read(KafkaOptions options, string topic, CancellationToken cancel)
    {
        var refused = new Refusal();
        using var consumer = Consumer(options, refused);

        // One partition at a time: the output has an order, and the end of one is seen.
        foreach (var partition in Partitions(consumer, options, topic))
        {
            consumer.Assign(new TopicPartitionOffset(partition, Offset.Beginning));
            var end = consumer.QueryWatermarkOffsets(partition, s_limit).High;
            foreach (var result in ReadTo(consumer, partition, end, refused, cancel)) yield return result;
        }
    }

    /// <summary>The records of one partition from <paramref name="from"/>, or from the oldest kept, up to <paramref name="to"/>, exclusive, or the
    /// end.</summary>
    /// <exception cref="KafkaFatalException">The topic is not there, or may not be read.</exception>
    /// <exception cref="KafkaException">No broker answered.</exception>
    public static IEnumerable<ConsumeResult<byte[]?, byte[]?>> Read(
        KafkaOptions options, TopicPartition partition, long from, long to, CancellationToken cancel)
    {
        var refused = new Refusal();
        using var consumer = Consumer(options with { OffsetReset = OffsetReset.Earliest }, refused);
        consumer.Assign(new TopicPartitionOffset(partition, from));
        var end = Math.Min(to, consumer.QueryWatermarkOffsets(partition, s_limit).High.Value);
        if (from >= end) yield break;
        foreach (var result in ReadTo(consumer, partition, end, refused, cancel)) yield return result;
    }

    private static IEnumerable<ConsumeResult<byte[]?, byte[]?>> ReadTo(
        IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition, Offset end, Refusal refused, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (refused.Error is { } error) throw new KafkaFatalException($"{partition.Topic}: {error.Reason}");
            if (Take(consumer, partition) is not { } result) continue;
            if (result.IsPartitionEOF || result.Offset >= end) break;
            yield return result;
            if (result.Offset + 1 >= end) break;
        }
    }

    private static IConsumer<byte[]?, byte[]?> Consumer(KafkaOptions options, Refusal refused) =>
        new ConsumerBuilder<byte[]?, byte[]?>(ClientProperties.Consumer(options))
            .SetKeyDeserializer(Deserializers.ByteArray!).SetValueDeserializer(Deserializers.ByteArray!)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => { if (error.IsFatal) refused.Error = error; })
            .Build();

    private static ConsumeResult<byte[]?, byte[]?>? Take(IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition)
    {
        try
        {
            return consumer.Consume(TimeSpan.FromMilliseconds(200));
        }
        catch (ConsumeException e) when (e.Error.Code is ErrorCode.TopicAuthorizationFailed or ErrorCode.UnknownTopicOrPart)
        {
            throw new KafkaFatalException($"{partition.Topic} cannot be read: {e.Error.Reason}");
        }
    }

    // By the consumer's own connections: one question is worth no client of its own.
    private static TopicPartition[] Partitions(IConsumer<byte[]?, byte[]?> consumer, KafkaOptions options, string topic)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var found = Metadata(admin, options, topic).Topics[0];
        if (found.Error.IsError) throw new KafkaFatalException($"{topic} cannot be read: {found.Error.Reason}");
        return [.. found.Partitions.Select(p => new TopicPartition(topic, p.PartitionId)).OrderBy(p => p.Partition.Value)];
    }

    private static Metadata Metadata(IAdminClient admin, KafkaOptions options, string topic)
    {
        try
        {
            return admin.GetMetadata(topic, s_limit);
        }
        catch (KafkaException e) when (e.Error.IsLocalError)
        {
            var why = $"no broker of {options.BootstrapServers} (kafka:bootstrapServers) answers: {e.Error.Reason}";
            throw new KafkaException(new Error(e.Error.Code, why), e);
        }
    }

    /// <summary>What the client has given up for.</summary>
    private sealed class Refusal
    {
        private volatile Error? _error;

        public Error? Error
        {
            get => _error;
            set => _error = value;
        }
    }
}
