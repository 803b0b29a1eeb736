using System.Text;
using Confluent.Kafka;
using StreamNer.Diagnostics;

namespace StreamNer.Kafka.Control;

/// <summary>
/// Writes records of one key of the control topic, each in a transaction. Whoever made the latest writer of a key is the only one who can: read the
/// record after the writer is made, and nobody changes it in between. Not thread-safe.
/// </summary>
internal sealed class ControlWriter : IDisposable
{
    private const int TimeoutMs = 15_000;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private readonly TopicPartition _partition;
    private readonly string _key;
    private readonly IProducer<byte[]?, byte[]?> _producer;

    internal ControlWriter(KafkaOptions options, TopicPartition partition, string key)
    {
        (_partition, _key) = (partition, key);
        var shortLived = options with { Transaction = options.Transaction with { TimeoutMs = TimeoutMs } };
        _producer = new ProducerBuilder<byte[]?, byte[]?>(ClientProperties.Producer(shortLived, TransactionalId(partition.Topic, key)))
            .SetKeySerializer(Serializers.ByteArray!).SetValueSerializer(Serializers.ByteArray!)
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        try
        {
            _producer.InitTransactions(s_limit);
        }
        catch
        {
            _producer.Dispose();
            throw;
        }
    }

    /// <summary>The transactional id of writers of a key.</summary>
    public static string TransactionalId(string topic, string key) => $"{topic}-{key}";

    /// <summary>Whether a writer has failed because a later one of its transactional id was made. What it had not sent yet is purged then.</summary>
    internal static bool IsFenced(Error error) => error.Code is ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch
        or ErrorCode.ConcurrentTransactions or ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight;

    /// <summary>Writes a record, final when it returns true.</summary>
    /// <param name="record">The record.</param>
    /// <param name="group">Positions of a group without members that become final with it; null for none.</param>
    /// <param name="holds">Asked when the record stands in the topic and is not yet visible: false drops it. A reader that reads to the topic's end
    /// waits meanwhile.</param>
    /// <returns>Whether it was kept.</returns>
    /// <exception cref="KafkaException">It was not written; <see cref="ErrorCode.Local_Fenced"/>: another writer of the key was made
    /// since.</exception>
    internal bool Write(ControlRecord record, (IConsumerGroupMetadata Group, IReadOnlyList<GroupPosition> Positions)? group = null,
        Func<bool>? holds = null)
    {
        _producer.BeginTransaction();
        try
        {
            _producer.ProduceAsync(_partition, new() { Key = Encoding.UTF8.GetBytes(_key), Value = record.ToBytes() }).GetAwaiter().GetResult();
            Failpoint.Reach("control.written");
            if (group is { } of) GroupOffsets.SendToTransaction(_producer, of.Positions, of.Group, s_limit);
            if (holds?.Invoke() == false)
            {
                _producer.AbortTransaction(s_limit);
                return false;
            }

            _producer.CommitTransaction(s_limit);
            return true;
        }
        catch
        {
            TryAbort();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    private void TryAbort()
    {
        try
        {
            _producer.AbortTransaction(s_limit);
        }
        catch (KafkaException)
        {
            // The broker ends it by its time-out; the exception under way says what happened.
        }
    }
}
