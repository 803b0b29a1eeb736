using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Topics;
using StreamNer.Kafka.Writing;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Redriving;

/// <summary>
/// Writes what became of records that are sent again. Each batch is one transaction; under at-least-once it is acknowledged by all in-sync replicas.
/// One redrive of a group at a time: a second one fences the first. Not thread-safe.
/// </summary>
internal sealed class RedriveWriter : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private readonly OutputRouter _router;
    private readonly OutcomeEncoder _encode;
    private readonly WrittenTopics _topics;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly bool _transactional;

    /// <summary>Ends what an earlier redrive has left open, so that what is read from now on is final.</summary>
    /// <param name="options">Brokers, topics written to, and the topics in which the records stood as inputs.</param>
    /// <param name="encode">What became of a record to its output record.</param>
    /// <param name="topics">What the topics written to take.</param>
    /// <param name="counts">Partition counts of all these topics.</param>
    /// <exception cref="KafkaFatalException">A topic is missing.</exception>
    /// <exception cref="KafkaException">The brokers do not answer, or refuse the transactional id.</exception>
    public RedriveWriter(KafkaOptions options, OutcomeEncoder encode, WrittenTopics topics, IReadOnlyDictionary<string, int> counts)
    {
        (_encode, _topics) = (encode, topics);
        _router = new OutputRouter(options, counts);
        _transactional = options.Delivery == Delivery.ExactlyOnce;
        var config = ClientProperties.Producer(topics.Sized, _transactional ? TransactionalId(options) : null);
        _producer = new ProducerBuilder<byte[]?, byte[]?>(config).SetKeySerializer(Serializers.ByteArray!).SetValueSerializer(Serializers.ByteArray!)
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        try
        {
            if (_transactional) _producer.InitTransactions(s_limit);
        }
        catch
        {
            _producer.Dispose();
            throw;
        }
    }

    /// <summary>How long the brokers may take for the records of a batch.</summary>
    internal TimeSpan FlushLimit { get; init; } = s_limit;

    /// <summary>The transactional id of redrives.</summary>
    public static string TransactionalId(KafkaOptions options) => options.Group + "-redrive";

    /// <summary>Writes a batch, final when it returns.</summary>
    /// <param name="batch">The records and what became of them. An enriched one gets <see cref="EnrichedTopic.ReplacesHeader"/>, with the snapshot
    /// that rejected it.</param>
    /// <param name="cancel">Ends it between two steps; the batch is then aborted.</param>
    /// <returns>What each was written as: one that the output topic would refuse is a dead letter.</returns>
    /// <exception cref="KafkaFatalException">A record was not taken; nothing of the batch was written, under at-least-once some of it may have
    /// been.</exception>
    public IReadOnlyList<Outcome> Write(IReadOnlyList<(InputRecord Record, Outcome Outcome, string Snapshot)> batch, CancellationToken cancel)
    {
        var written = new Outcome[batch.Count];
        var failed = new ConcurrentQueue<Error>();
        if (_transactional) _producer.BeginTransaction();
        try
        {
            for (var i = 0; i < batch.Count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                written[i] = Send(batch[i].Record, batch[i].Outcome, batch[i].Snapshot, failed, cancel);
            }

            Flush(cancel);
            if (failed.TryPeek(out var error))
                throw new KafkaFatalException($"a record was not written ({error.Code}): {error.Reason}", new KafkaException(error));
            if (_transactional) _producer.CommitTransaction(s_limit);
            return written;
        }
        catch when (_transactional)
        {
            // Left open it would hold readers back until its time-out.
            TryAbort();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    private Outcome Send(InputRecord record, Outcome outcome, string snapshot, ConcurrentQueue<Error> failed, CancellationToken cancel)
    {
        var output = _encode(record, outcome);
        outcome = output.Instead ?? outcome;
        if (!output.DeadLetter)
        {
            (output.Message.Headers ??= []).Add(EnrichedTopic.ReplacesHeader, Replaces(record.Position!.Value, snapshot));
            if (_topics.Refusal(output.Message, cancel) is { } failure)
            {
                outcome = new Outcome.Rejected(failure);
                output = _encode(record, outcome);
            }
        }

        var target = _router.Route(record, output);
        while (true)
        {
            try
            {
                _producer.Produce(target, output.Message, report => { if (report.Error.IsError) failed.Enqueue(report.Error); });
                return outcome;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Flush(TimeSpan.FromMilliseconds(100));
                cancel.ThrowIfCancellationRequested();
            }
            catch (ProduceException<byte[]?, byte[]?> e)
            {
                throw new KafkaFatalException($"a record cannot be written ({e.Error.Code}): {e.Error.Reason}", e);
            }
        }
    }

    // Without a transaction the client gives no record up by itself (ClientProperties.Producer).
    private void Flush(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(FlushLimit);
        try
        {
            _producer.Flush(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new KafkaFatalException($"the brokers have not taken all records within {FlushLimit.TotalSeconds:0} s");
        }
    }

    /// <summary><c>TOPIC/PARTITION/OFFSET@SNAPSHOT</c>.</summary>
    internal static byte[] Replaces(SourcePosition at, string snapshot) => Encoding.UTF8.GetBytes(
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{at.Topic}/{at.Partition}/{at.Offset}@{snapshot}"));

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
