using Confluent.Kafka;
using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>Reads a dead-letter topic from its beginning to the ends that its partitions have at the start. It joins no group and commits
/// nothing.</summary>
public static class DeadLetterReader
{
    /// <summary>The letters by partition and offset, each with where it stands. Aborted transactions are left out.</summary>
    /// <exception cref="KafkaFatalException">The topic is not there, or may not be read.</exception>
    /// <exception cref="KafkaException">No broker answered.</exception>
    public static IEnumerable<(TopicPartitionOffset At, DeadLetter Letter)> Read(KafkaOptions options, DeadLetterSeal? seal, CancellationToken cancel)
    {
        Error? refused = null;
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(ClientProperties.Consumer(options))
            .SetKeyDeserializer(Deserializers.ByteArray!).SetValueDeserializer(Deserializers.ByteArray!)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => { if (error.IsFatal) Volatile.Write(ref refused, error); })
            .Build();
        foreach (var partition in Partitions(consumer, options))
        {
            // One partition at a time: the output has an order, and the end of one is seen.
            consumer.Assign(new TopicPartitionOffset(partition, Offset.Beginning));
            var end = consumer.QueryWatermarkOffsets(partition, TimeSpan.FromSeconds(10)).High;
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                if (Volatile.Read(ref refused) is { } error) throw new KafkaFatalException($"{partition.Topic}: {error.Reason}");
                if (Take(consumer, partition) is not { } result) continue;
                if (result.IsPartitionEOF || result.Offset >= end) break;
                yield return (result.TopicPartitionOffset, Letter(result.Message, seal));
                if (result.Offset + 1 >= end) break;
            }
        }
    }

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
    private static TopicPartition[] Partitions(IConsumer<byte[]?, byte[]?> consumer, KafkaOptions options)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var topic = Metadata(admin, options).Topics[0];
        if (topic.Error.IsError) throw new KafkaFatalException($"{options.DeadLetter} cannot be read: {topic.Error.Reason}");
        return [.. topic.Partitions.Select(p => new TopicPartition(topic.Topic, p.PartitionId)).OrderBy(p => p.Partition.Value)];
    }

    private static Metadata Metadata(IAdminClient admin, KafkaOptions options)
    {
        try
        {
            return admin.GetMetadata(options.DeadLetter, TimeSpan.FromSeconds(10));
        }
        catch (KafkaException e) when (e.Error.IsLocalError)
        {
            var why = $"no broker of {options.BootstrapServers} (kafka:bootstrapServers) answers: {e.Error.Reason}";
            throw new KafkaException(new Error(e.Error.Code, why), e);
        }
    }

    private static DeadLetter Letter(Message<byte[]?, byte[]?> message, DeadLetterSeal? seal) =>
        DeadLetter.Read(message.Key, message.Value, [.. (message.Headers ?? []).Select(h => new RecordHeader(h.Key, h.GetValueBytes()))], seal);
}
