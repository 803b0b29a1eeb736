using System.Reflection;
using Confluent.Kafka;

namespace StreamNer.Kafka.Topics;

/// <summary>
/// An admin client with connections of its own. Where Confluent.Kafka 2.16 cannot read a result, the client's poll thread destroys the queue of
/// results and the client, and ends; a request that follows, and a second end by <see cref="IDisposable.Dispose"/>, use freed memory, and the process
/// dies. Whoever asks again and again looks at <see cref="Ended"/> first.
/// </summary>
internal sealed class OwnedAdmin(AdminClientBuilder builder) : IDisposable
{
    private static readonly FieldInfo? s_poll = Type.GetType("Confluent.Kafka.AdminClient, Confluent.Kafka")
        ?.GetField("callbackTask", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>Whether this version of Confluent.Kafka lets it be seen that a client has ended by itself.</summary>
    public static bool IsSeen => s_poll is not null;

    /// <summary>The client.</summary>
    public IAdminClient Client { get; } = builder.Build();

    /// <summary>The client has ended by itself: no request of it is answered any more.</summary>
    public bool Ended => s_poll?.GetValue(Client) is Task { IsCompleted: true };

    /// <summary>Ends it, unless it has ended.</summary>
    public void Dispose()
    {
        if (!Ended) Client.Dispose();
    }
}
