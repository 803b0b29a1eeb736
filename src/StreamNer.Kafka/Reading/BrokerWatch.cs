using Confluent.Kafka;
using StreamNer.Kafka.Writing;
using StreamNer.Lifetime;

namespace StreamNer.Kafka.Reading;

/// <summary>
/// Asks the brokers, over the consumer's own connections, whether they are there: any broker for one topic's metadata, the group's coordinator for
/// one committed offset. Error call-backs of the client are only hints (they come late, and none says that all is well again); an answer is proof.
/// </summary>
internal sealed class BrokerWatch : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_ask = TimeSpan.FromSeconds(2);

    // Three questions, or 10 s less one pause and one question.
    private static readonly TimeSpan s_brokersSilent = TimeSpan.FromSeconds(7);

    // When a broker dies its groups move to another one within about 10 s; that is no reason to be not ready.
    private static readonly TimeSpan s_coordinatorSilent = TimeSpan.FromSeconds(15);
    private readonly Leased<IConsumer<byte[]?, byte[]?>> _client;
    private readonly Membership _membership;
    private readonly string _topic;
    private readonly TopicPartition _nobodys;
    private readonly BackgroundLoop _loop;

    internal BrokerWatch(KafkaOptions options, Leased<IConsumer<byte[]?, byte[]?>> client, Membership membership, TimeProvider time)
    {
        (_client, _membership) = (client, membership);
        _topic = options.Inputs[0];

        // A partition that nobody commits: a run of another worker that is being committed, or hangs, would hold the answer back.
        _nobodys = new TopicPartition(_topic, int.MaxValue);
        (Brokers, Coordinator) = (new Contact(s_brokersSilent, time), new Contact(s_coordinatorSilent, time));
        _loop = new BackgroundLoop(Run);
    }

    /// <summary>Contact with any broker.</summary>
    public Contact Brokers { get; }

    /// <summary>Contact with the broker that leads the group.</summary>
    public Contact Coordinator { get; }

    /// <summary>Ends it. A question under way may go on for a while; the consumer lives until it has ended.</summary>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private void Run(CancellationToken stop)
    {
        using var client = _client.Take();
        var consumer = client.Value;
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var pause = TimeSpan.Zero;
        while (!stop.WaitHandle.WaitOne(pause))
        {
            var losses = _membership.Losses;
            _membership.Looked(GroupGeneration.Of(consumer.ConsumerGroupMetadata), losses);

            // Not the admin client's call for a group's offsets: when it times out while the coordinator is looked for, librdkafka 2.16 fails an
            // assertion.
            var answered = Ask(Brokers, () => admin.GetMetadata(_topic, s_ask)) && Ask(Coordinator, () => consumer.Committed([_nobodys], s_ask));

            // A question without an answer has taken its time already.
            pause = answered ? s_pause : TimeSpan.FromMilliseconds(100);
        }
    }

    /// <summary>False without an answer. A refusal is an answer: what it means for the worker is found out where it matters.</summary>
    private static bool Ask(Contact contact, Func<object> question)
    {
        try
        {
            question();
        }
        catch (KafkaException e) when (e is not TopicPartitionOffsetException && e.Error.IsLocalError)
        {
            return false;
        }
        catch (KafkaException)
        {
            // It was refused, as a whole or for the partition.
        }

        contact.Answered();
        return true;
    }
}
