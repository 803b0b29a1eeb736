using StreamNer.Kafka;
using StreamNer.KafkaTests.Clusters;

namespace StreamNer.KafkaTests.Flow;

/// <summary>What a worker knows of its group and brokers while they come and go.</summary>
public sealed class MembershipTests(RealKafka kafka) : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);
    private readonly string _slots = Directory.CreateTempSubdirectory("streamner-slots-").FullName;

    public void Dispose() => Directory.Delete(_slots, recursive: true);

    private static async Task<KafkaOptions> Topics(KafkaCluster cluster, MembershipProtocol protocol)
    {
        var input = await cluster.CreateTopic("raw");
        await cluster.CreateTopicNamed(input + ".enriched");
        await cluster.CreateTopicNamed(input + ".dlq");
        return TestWorker.Options(cluster.BootstrapServers, input, input + ".enriched", input + ".dlq",
            input + ".group") with
        { GroupProtocol = protocol };
    }

    [Theory]
    [InlineData(MembershipProtocol.Classic)]
    [InlineData(MembershipProtocol.Consumer)]
    public async Task A_standby_worker_without_partitions_is_a_member(MembershipProtocol protocol)
    {
        var options = await Topics(await kafka.Shared(), protocol);
        await using var first = TestWorker.Start(options, slots: _slots);
        await Eventually.True(() => first.Flow.Source.Joined && first.Flow.Lag.Lags.Count == 1, "the first has the partition");
        await using var standby = TestWorker.Start(options, slots: _slots);
        await Eventually.True(() => standby.Flow.Source.Joined
            && first.Flow.Lag.Lags.Count + standby.Flow.Lag.Lags.Count == 1, "both are members and one has the partition");
        Assert.True(first.Flow.Source.Joined);
        Assert.Equal(0, first.Flow.Lag.Unknown + standby.Flow.Lag.Unknown);
    }

    [Theory]
    [InlineData(MembershipProtocol.Classic)]
    [InlineData(MembershipProtocol.Consumer)]
    public async Task The_death_of_the_last_broker_is_noticed_and_its_return_too(MembershipProtocol protocol)
    {
        await using var cluster = await kafka.Own();
        var options = await Topics(cluster, protocol);
        await using var worker = TestWorker.Start(options, slots: _slots);
        var (brokers, coordinator) = (worker.Flow.Watch.Brokers, worker.Flow.Watch.Coordinator);
        await Eventually.True(() => worker.Flow.Source.Joined && !brokers.IsLost, "it has joined");

        await cluster.Run("pause-broker", "1");
        await Eventually.True(() => brokers.IsLost && coordinator.IsLost, "a frozen broker is noticed", s_long);
        await cluster.Run("resume-broker", "1");
        await Eventually.True(() => worker.Flow.Source.Joined && !brokers.IsLost && !coordinator.IsLost, "it is back", s_long);

        await cluster.Run("kill-broker", "1");
        await Eventually.True(() => brokers.IsLost && coordinator.IsLost, "a dead broker is noticed", s_long);
        await Eventually.True(() => worker.Flow.Lag.Unknown == 1 || worker.Flow.Lag.Lags.Count == 0
            || !worker.Flow.Source.Joined, "no old figure of lag is left", s_long);
        await cluster.Run("start-broker", "1");
        await Eventually.True(() => worker.Flow.Source.Joined && !brokers.IsLost && !coordinator.IsLost
            && worker.Flow.Lag.Lags.Count == 1, "it is back", s_long);
        Assert.True(worker.Flow.Source.Heartbeat.Overdue < TimeSpan.FromSeconds(10));
    }
}
