using StreamNer.Kafka;
using StreamNer.KafkaTests.Clusters;

namespace StreamNer.KafkaTests.Flow;

/// <summary>Partitions that are added to topics under a running group.</summary>
public sealed class TopicGrowthTests(RealKafka kafka) : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);
    private readonly string _slots = Directory.CreateTempSubdirectory("streamner-slots-").FullName;

    public void Dispose() => Directory.Delete(_slots, recursive: true);

    [Theory]
    [InlineData(MembershipProtocol.Classic)]
    [InlineData(MembershipProtocol.Consumer)]
    public async Task Partitions_added_to_all_topics_are_taken_up(MembershipProtocol protocol)
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 2) with { GroupProtocol = protocol };
        await using var worker = TestWorker.Start(options, slots: _slots);
        await Eventually.True(() => worker.Flow.Source.Joined, "it has joined");
        await SomeTopics.Grow(cluster, 3, options.Output, options.DeadLetter, options.Inputs[0]);
        for (var p = 0; p < 3; p++) await cluster.Produce(options.Inputs[0], [.. Account.Messages(10), Account.Message("reject")], p);
        await Eventually.True(() => worker.Counts.Total == 33, "the added partition is read too", s_limit);
        Assert.True((await worker.Stop()).Drained);

        // Each record has its source's number.
        Assert.All(cluster.ReadCommitted(options.Output).GroupBy(record => record.Partition.Value), partition => Assert.Equal(10, partition.Count()));
        Assert.Equal([0, 1, 2], cluster.ReadCommitted(options.DeadLetter).Select(record => record.Partition.Value));
        Assert.Contains(worker.Events, entry => entry.Name == "kafka.topic_grown");
    }

    [Fact]
    public async Task Partitions_added_to_an_input_alone_are_taken_up_where_keys_decide()
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 2, written: 5);
        await using var worker = TestWorker.Start(options, slots: _slots);
        await Eventually.True(() => worker.Flow.Source.Joined, "it has joined");
        await cluster.Produce(options.Inputs[0], [Account.Message("a", "key")], 0);
        await SomeTopics.Grow(cluster, 3, options.Inputs[0]);
        await cluster.Produce(options.Inputs[0], [Account.Message("b", "key")], 2);
        await Eventually.True(() => worker.Counts.Total == 2, "the added partition is read too", s_limit);
        Assert.Single(cluster.ReadCommitted(options.Output).Select(record => record.Partition.Value).Distinct());
    }

    [Theory]
    [InlineData(2, "add partitions to")]
    [InlineData(3, "keys would change their places")]
    public async Task Growth_by_which_keys_could_move_stops_the_worker_with_the_reason(int written, string reason)
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 2, written);
        await using var worker = TestWorker.Start(options, slots: _slots);
        await Eventually.True(() => worker.Flow.Source.Joined, "it has joined");
        await SomeTopics.Grow(cluster, 3, options.Inputs[0]);
        await cluster.Produce(options.Inputs[0], Account.Messages(10), 2);
        var failure = await Assert.ThrowsAsync<KafkaFatalException>(() => worker.Running.WaitAsync(s_limit));
        Assert.Contains($"topic {options.Inputs[0]} has 3 partitions and had 2", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Empty(cluster.ReadCommitted(options.Output));
    }
}
