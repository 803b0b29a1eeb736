using System.Text;
using Confluent.Kafka;
using StreamNer.KafkaTests.Clusters;

namespace StreamNer.KafkaTests;

public sealed class RealKafkaTests(RealKafka kafka, RealRegistry registry)
{
    [Fact]
    public async Task What_is_produced_is_read_back_and_what_is_aborted_is_not()
    {
        var cluster = await kafka.Shared();
        var topic = await cluster.CreateTopic("fixture", 3);
        await cluster.Produce(topic, [Message("a"), Message("b")], partition: 2);
        var config = new ProducerConfig(cluster.Client()) { TransactionalId = topic };
        using (var producer = new ProducerBuilder<byte[]?, byte[]?>(config).SetKeySerializer(Serializers.ByteArray!)
            .SetValueSerializer(Serializers.ByteArray!).Build())
        {
            producer.InitTransactions(TimeSpan.FromSeconds(20));
            producer.BeginTransaction();
            await producer.ProduceAsync(topic, Message("aborted"));
            producer.AbortTransaction();
        }

        Assert.Equal(["2/0:a", "2/1:b"],
            cluster.ReadCommitted(topic).Select(r => $"{r.Partition.Value}/{r.Offset.Value}:{Encoding.UTF8.GetString(r.Message.Value!)}"));
    }

    [Fact]
    public async Task The_registry_lists_its_subjects()
    {
        using var http = new HttpClient();
        var url = await registry.Url();
        Assert.StartsWith("[", await http.GetStringAsync(new Uri($"{url.AbsoluteUri}/subjects")), StringComparison.Ordinal);
    }

    private static Message<byte[]?, byte[]?> Message(string value) => new() { Value = Encoding.UTF8.GetBytes(value) };
}
