using Confluent.Kafka;
using StreamNer.Kafka;
using StreamNer.Kafka.Topics;

namespace StreamNer.KafkaTests.Clusters;

public sealed class OwnedAdminTests
{
    [Fact]
    public void A_client_that_lives_is_seen_to_live_and_one_that_has_ended_to_have_ended()
    {
        Assert.True(OwnedAdmin.IsSeen);
        using var cluster = new EmbeddedCluster();
        using var admin = new OwnedAdmin(new AdminClientBuilder(new AdminClientConfig { BootstrapServers = cluster.BootstrapServers }));
        Assert.False(admin.Ended);
        Assert.Single(admin.Client.GetMetadata(TimeSpan.FromSeconds(20)).Brokers);
        admin.Client.Dispose();
        Assert.True(admin.Ended);

        // A second end of the client would end this process.
        admin.Dispose();
    }
}
