using StreamNer.Host.Exposition;
using StreamNer.Kafka;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Tests.Host;

namespace StreamNer.KafkaTests.Flow;

/// <summary>A worker whose intake a person has paused: it stays a member, and what comes to it waits.</summary>
public sealed class PauseTests(RealKafka kafka) : IDisposable
{
    private readonly string _slots = Directory.CreateTempSubdirectory("streamner-slots-").FullName;

    public void Dispose() => Directory.Delete(_slots, recursive: true);

    [Theory]
    [InlineData(MembershipProtocol.Classic)]
    [InlineData(MembershipProtocol.Consumer)]
    public async Task A_pause_lasts_over_a_rebalance_and_nothing_is_lost_by_it(MembershipProtocol protocol)
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 2) with { GroupProtocol = protocol };
        await using var worker = TestWorker.Start(options, slots: _slots);
        using var metrics = new PrometheusExposition(worker.Telemetry);
        await Produce(cluster, options, "first");
        await Eventually.True(() => worker.Counts.Total == 100, "it works");
        Assert.Equal(0, metrics.Value("streamner_intake_paused"));
        worker.Intake.Pause();
        await Eventually.True(() => worker.Events.Any(entry => entry.Name == "kafka.paused"), "the intake is shut");
        Assert.Equal(1, metrics.Value("streamner_intake_paused"));

        await Produce(cluster, options, "second");
        await Eventually.True(() => Waiting(worker) == 100, "all records wait");
        await using (var other = TestWorker.Start(options, slots: _slots))
        {
            await Eventually.True(() => other.Counts.Total == 50, "the other worker has taken a partition over");
            Assert.True((await other.Stop()).Drained);
        }

        // Both partitions are the paused worker's again, and one of them came to it while it was paused.
        await Produce(cluster, options, "third");
        await Eventually.True(() => worker.Flow.Lag.Lags.Count == 2 && Waiting(worker) == 150, "the partition that came back waits too");
        Assert.Equal(100, worker.Counts.Total);
        Assert.True(worker.Flow.Source.Joined);
        worker.Intake.Resume();
        await Eventually.True(() => worker.Counts.Total == 250, "the rest is read");
        Assert.Equal(0, metrics.Value("streamner_intake_paused"));
        Assert.True((await worker.Stop()).Drained);
        Assert.Equal(300, Account.Sources(cluster.ReadCommitted(options.Output)).Distinct().Count());
        Assert.Equal(300, cluster.ReadCommitted(options.Output).Count);
    }

    private static long Waiting(TestWorker worker) => worker.Flow.Lag.Lags.Sum(lag => lag.Records);

    private static async Task Produce(KafkaCluster cluster, KafkaOptions options, string what)
    {
        for (var partition = 0; partition < 2; partition++) await cluster.Produce(options.Inputs[0], Account.Messages(50, what), partition);
    }
}
