using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Lifetime;

namespace StreamNer.Kafka.Topics;

/// <summary>What brokers say of topics, each answer within some seconds. One caller at a time.</summary>
internal interface ITopicAnswers : IDisposable
{
    /// <summary>Counts, and ids where the brokers have them; a topic that no broker answered for is left out.</summary>
    /// <exception cref="KafkaException">No broker answered.</exception>
    Dictionary<string, TopicLook> Looks(IReadOnlyCollection<string> topics);

    /// <summary>The oldest offset that each partition keeps; what is not answered is left out.</summary>
    Dictionary<TopicPartition, long> Begins(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>The offset that each partition's next record gets; what is not answered is left out.</summary>
    Dictionary<TopicPartition, long> Ends(IReadOnlyCollection<TopicPartition> partitions);
}

/// <summary>
/// Asks by a client of its own: on the consumer's a question would wait behind a fetch, which the broker holds open for half a second, and with it
/// each run that is to become final. The client is made with the first question.
/// </summary>
internal sealed class BrokerAnswers(KafkaOptions options, TopicIds ids, EventLog log) : ITopicAnswers
{
    private Leased<OwnedAdmin>? _admin;

    /// <summary>The longest time that an answer takes.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public Dictionary<string, TopicLook> Looks(IReadOnlyCollection<string> topics) =>
        Call(admin => ids.Known ? TopicLooks.Ask(admin, topics, Limit) : TopicLooks.Count(admin, topics, Limit));

    /// <inheritdoc/>
    public Dictionary<TopicPartition, long> Begins(IReadOnlyCollection<TopicPartition> partitions) =>
        Call(admin => TopicLooks.Begins(admin, partitions, Limit));

    /// <inheritdoc/>
    public Dictionary<TopicPartition, long> Ends(IReadOnlyCollection<TopicPartition> partitions) =>
        Call(admin => TopicLooks.Ends(admin, partitions, Limit));

    /// <summary>Ends the client, unless a call of it does not return: then it is left to that call.</summary>
    public void Dispose()
    {
        if (_admin?.Close(Limit) == false) log.Warn("kafka.abandoned", $"a call of the {_admin.Name} does not return: it is left to that call");
        _admin = null;
    }

    private static bool HasEnded(Leased<OwnedAdmin> admin)
    {
        using var lease = admin.Take();
        return lease.Value.Ended;
    }

    private T Call<T>(Func<IAdminClient, T> question)
    {
        if (_admin is not null && HasEnded(_admin)) Dispose();
        _admin ??= new(
            new OwnedAdmin(
                new AdminClientBuilder(ClientProperties.Common(options))
                    .SetErrorHandler((_, _) => { })
                    .SetLogHandler((_, message) => ClientProperties.Log(log, message))),
            "Kafka admin client");
        using var lease = _admin.Take();
        return question(lease.Value.Client);
    }
}
