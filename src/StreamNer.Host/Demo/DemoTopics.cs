using System.Text;
using Confluent.Kafka;

namespace StreamNer.Host.Demo;

/// <summary>Writes the sample stream into the input topic and reads the output topics back into the account.</summary>
internal sealed class DemoTopics(string servers, DemoAccount account)
{
    /// <summary>The input topic.</summary>
    public const string Input = "raw";

    /// <summary>The enriched topic.</summary>
    public const string Enriched = "enriched";

    /// <summary>The dead-letter topic.</summary>
    public const string DeadLetter = "raw.dlq";

    /// <summary>Partitions of each.</summary>
    public const int Partitions = 3;

    // The embedded cluster keeps little of a partition: never be far ahead of what has come out.
    private const int MostUnderWay = 1_000;

    /// <summary>Sends <paramref name="count"/> messages (0: until it is stopped), as fast as they come out again.</summary>
    public async Task Send(int count, CancellationToken stop)
    {
        var samples = new SampleMessages();
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = servers, LingerMs = 5 })
            .SetKeySerializer(Serializers.ByteArray!).SetValueSerializer(Serializers.ByteArray!).Build();
        for (var number = 0; (count == 0 || number < count) && !stop.IsCancellationRequested; number++)
        {
            while (account.Sent - account.Total >= MostUnderWay && !stop.IsCancellationRequested) await Task.Delay(10, CancellationToken.None);
            producer.Produce(Input,
                new Message<byte[]?, byte[]?> { Key = Encoding.UTF8.GetBytes($"user-{number % 50}"), Value = samples.Value(number) });
            account.CountSent();
        }

        producer.Flush(TimeSpan.FromSeconds(10));
    }

    /// <summary>Reads until it is stopped. Blocks: run it on a thread of its own.</summary>
    public void Read(CancellationToken stop)
    {
        using var consumer =
            new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
            {
                BootstrapServers = servers,
                GroupId = "demo-screen",
                EnableAutoCommit = false
            })
            .SetKeyDeserializer(Deserializers.ByteArray!).SetValueDeserializer(Deserializers.ByteArray!).Build();
        consumer.Assign(
            from topic in (string[])[Enriched, DeadLetter]
            from partition in Enumerable.Range(0, Partitions)
            select new TopicPartitionOffset(topic, partition, Offset.Beginning));
        while (!stop.IsCancellationRequested)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } record) continue;
            if (record.Topic == Enriched) account.AddEnriched(record.Message.Value);
            else account.AddRejected(record.Message.Headers.TryGetLastBytes("streamner.dlq.reason", out var reason)
                ? Encoding.UTF8.GetString(reason)
                : "unknown");
        }

        consumer.Close();
    }
}
