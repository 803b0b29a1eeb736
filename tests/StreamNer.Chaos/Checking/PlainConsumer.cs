using Confluent.Kafka;

namespace StreamNer.Chaos.Checking;

/// <summary>The consumer that the checker reads topics with: <c>read_committed</c>, from the beginning, without a group's help.</summary>
internal static class PlainConsumer
{
    /// <summary>Connects when partitions are assigned to it by hand; ends of partitions are reported.</summary>
    public static IConsumer<byte[]?, byte[]?> Create(string bootstrap) => new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
    {
        BootstrapServers = bootstrap,
        GroupId = "chaos-checker",
        IsolationLevel = IsolationLevel.ReadCommitted,
        EnableAutoCommit = false,
        EnablePartitionEof = true,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        FetchWaitMaxMs = 50,
        ReconnectBackoffMaxMs = 1_000,
    }).SetKeyDeserializer(Deserializers.ByteArray!).SetValueDeserializer(Deserializers.ByteArray!).SetLogHandler((_, _) => { })
        .SetErrorHandler((_, _) => { }).Build();
}
