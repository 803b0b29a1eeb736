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
        await cluster.CreateTopics(1, (input + ".enriched", []), (input + ".dlq", []));
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

    [Fact]
    public async Task The_death_of_the_last_broker_is_noticed_and_its_return_too_under_both_protocols()
    {
        await using var cluster = await kafka.Own();
        await using var classic = TestWorker.Start(await Topics(cluster, MembershipProtocol.Classic), slots: _slots);
        await using var consumer = TestWorker.Start(await Topics(cluster, MembershipProtocol.Consumer), slots: _slots);
        await Both(IsBack, "has joined");

        await cluster.Run("pause-broker", "1");
        await Both(IsCutOff, "notices a frozen broker");
        await cluster.Run("resume-broker", "1");
        await Both(IsBack, "is back");

        await cluster.Run("kill-broker", "1");
        await Both(IsCutOff, "notices a dead broker");
        await Both(worker => worker.Flow.Lag.Lags.Count == 0, "shows no old figure of lag");
        await cluster.Run("start-broker", "1");
        await Both(IsBack, "is back");
        Assert.All([classic, consumer], worker => Assert.True(worker.Flow.Source.Heartbeat.Overdue < TimeSpan.FromSeconds(10)));

        Task Both(Func<TestWorker, bool> condition, string what) => Task.WhenAll(
            Eventually.True(() => condition(classic), $"the worker of the classic protocol {what}", s_long),
            Eventually.True(() => condition(consumer), $"the worker of the new protocol {what}", s_long));

        static bool IsCutOff(TestWorker worker) => worker.Flow.Watch is { Brokers.IsLost: true, Coordinator.IsLost: true };

        // With its partition: a worker that has none shows no lag anyway.
        static bool IsBack(TestWorker worker) =>
            worker.Flow.Source.Joined && worker.Flow.Watch is { Brokers.IsLost: false, Coordinator.IsLost: false } && worker.Flow.Lag.Lags.Count == 1;
    }
}
