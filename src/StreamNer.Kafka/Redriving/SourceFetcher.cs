using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Kafka.Reading;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Redriving;

/// <summary>Reads single records again by their coordinates. It joins no group and commits nothing. Not thread-safe.</summary>
internal sealed class SourceFetcher(KafkaOptions options) : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly IConsumer<byte[]?, byte[]?> _consumer = new ConsumerBuilder<byte[]?, byte[]?>(ClientProperties.Consumer(options))
        .SetKeyDeserializer(Deserializers.ByteArray!).SetValueDeserializer(Deserializers.ByteArray!)
        .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    /// <summary>The record; null when retention or compaction has taken it, or its topic is gone.</summary>
    /// <exception cref="KafkaException">No broker answered within 30 s.</exception>
    public (byte[]? Key, byte[]? Value, IReadOnlyList<RecordHeader> Headers)? Fetch(SourcePosition at, CancellationToken cancel)
    {
        var partition = new TopicPartition(at.Topic, at.Partition);
        try
        {
            var range = _consumer.QueryWatermarkOffsets(partition, s_limit);
            if (at.Offset < range.Low.Value || at.Offset >= range.High.Value) return null;
            _consumer.Assign(new TopicPartitionOffset(partition, at.Offset));
            var since = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(since) < s_limit)
            {
                cancel.ThrowIfCancellationRequested();
                if (_consumer.Consume(TimeSpan.FromMilliseconds(200)) is not { } result || result.TopicPartition != partition) continue;
                if (result.IsPartitionEOF || result.Offset.Value != at.Offset) return null;
                return (result.Message.Key, result.Message.Value, result.Message.RecordHeaders());
            }
        }
        catch (KafkaException e)
            when (e.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownPartition or ErrorCode.Local_UnknownTopic)
        {
            return null;
        }

        throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"{partition.Name()}, offset {at.Offset}: the brokers do not answer"));
    }

    /// <inheritdoc/>
    public void Dispose() => _consumer.Dispose();
}
