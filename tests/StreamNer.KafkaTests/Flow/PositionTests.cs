using Confluent.Kafka;
using StreamNer.Kafka;
using StreamNer.KafkaTests.Clusters;

namespace StreamNer.KafkaTests.Flow;

/// <summary>Which positions a group has while nothing, or nothing more, is to be read.</summary>
public sealed class PositionTests(RealKafka kafka) : IDisposable
{
    private readonly string _slots = Directory.CreateTempSubdirectory("streamner-slots-").FullName;

    public void Dispose() => Directory.Delete(_slots, recursive: true);

    [Theory]
    [InlineData(Delivery.ExactlyOnce)]
    [InlineData(Delivery.AtLeastOnce)]
    public async Task What_is_produced_while_an_idle_worker_restarts_is_read_although_it_begins_at_the_latest(Delivery delivery)
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 2) with { Delivery = delivery, OffsetReset = OffsetReset.Latest };
        await cluster.Produce(options.Inputs[0], Account.Messages(5, "before"), 0);
        await using (var first = TestWorker.Start(options, slots: _slots))
        {
            await Eventually.True(() => Committed(cluster, options) is [5, 0], "the beginnings are committed");
            Assert.True((await first.Stop()).Drained);
            Assert.Equal(0, first.Counts.Total);
        }

        for (var p = 0; p < 2; p++) await cluster.Produce(options.Inputs[0], Account.Messages(10), p);
        await using var second = TestWorker.Start(options, slots: _slots);
        await Eventually.True(() => Committed(cluster, options) is [15, 10], "all is committed");
        Assert.Equal(20, second.Counts.Total);
    }

    [Theory]
    [InlineData(Delivery.ExactlyOnce)]
    [InlineData(Delivery.AtLeastOnce)]
    public async Task A_group_that_has_read_transactional_input_to_its_end_has_no_lag_for_outside_tools(Delivery delivery)
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 1) with { Delivery = delivery };
        using var producer = Transactional(cluster, options.Inputs[0]);
        Write(producer, options.Inputs[0], 10, commit: true);
        await using var worker = TestWorker.Start(options, slots: _slots);

        // Ten records and the mark of their commit.
        await Eventually.True(() => Committed(cluster, options) is [11], "the end is committed");
        Assert.Equal(10, worker.Counts.Total);
        Write(producer, options.Inputs[0], 5, commit: false);
        await Eventually.True(() => Committed(cluster, options) is [17], "the end behind aborted records is committed");
        Assert.Equal(10, worker.Counts.Total);
        if (cluster.HasCommands) Assert.Equal("0", await LagByGroupTool(cluster, options.Group));
    }

    [Fact]
    public async Task An_end_is_not_committed_while_a_record_before_it_is_open()
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 1);
        using var producer = Transactional(cluster, options.Inputs[0]);
        Write(producer, options.Inputs[0], 10, commit: true);
        var gate = new TaskCompletionSource();
        await using var worker = TestWorker.Start(options, async (batch, _) =>
        {
            await gate.Task;
            return TestWorker.Outcomes(batch);
        }, slots: _slots);

        // The beginning is committed, and the probe, which looks as often, has seen the end.
        await Eventually.True(() => Committed(cluster, options) is [0], "the beginning is committed");
        await Eventually.True(() => worker.Flow.Lag.Lags is [{ Records: 11 }], "the end is seen");
        Assert.True(Committed(cluster, options) is [0], "an end is committed while records are open");
        gate.SetResult();
        await Eventually.True(() => Committed(cluster, options) is [11], "the end is committed");
    }

    [Fact]
    public async Task Reading_to_the_end_leaves_no_lag_behind()
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 2) with { UntilEnd = true, ProbeSeconds = 3_600 };
        using var producer = Transactional(cluster, options.Inputs[0]);
        Write(producer, options.Inputs[0], 10, commit: true);
        await using var worker = TestWorker.Start(options, slots: _slots);
        Assert.Equal(10, (await worker.Running.WaitAsync(TimeSpan.FromSeconds(60))).Counts.Total);
        Assert.True(Committed(cluster, options) is [11, 0]);
    }

    [Fact]
    public async Task Each_offset_names_the_topic_it_belongs_to()
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 1) with { UntilEnd = true };
        await cluster.Produce(options.Inputs[0], Account.Messages(3), 0);
        await using var worker = TestWorker.Start(options, slots: _slots);
        await worker.Running.WaitAsync(TimeSpan.FromSeconds(60));
        using var admin = cluster.Admin();
        var id = (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(options.Inputs))).TopicDescriptions[0].TopicId.ToString();
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig(cluster.Client()) { GroupId = options.Group }).Build();
        var position = GroupOffsets.Committed(consumer, [new(options.Inputs[0], 0)], TimeSpan.FromSeconds(20))[0];
        Assert.Equal((3L, $"streamner/1 topic={id}"), (position.Offset, position.Metadata));
    }

    /// <summary>The group's offsets by partition, by a client of its own; -1 for none.</summary>
    private static long[] Committed(KafkaCluster cluster, KafkaOptions options)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig(cluster.Client())
        {
            GroupId = options.Group,
            IsolationLevel = IsolationLevel.ReadUncommitted,
        }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(options.Inputs[0],
            TimeSpan.FromSeconds(20)).Topics[0].Partitions.ConvertAll(p => new TopicPartition(options.Inputs[0], p.PartitionId));
        var found = GroupOffsets.Committed(consumer, partitions, TimeSpan.FromSeconds(20));
        return [.. found.OrderBy(p => p.Partition.Partition.Value).Select(p => p.Offset)];
    }

    private static async Task<string> LagByGroupTool(KafkaCluster cluster, string group)
    {
        var lines = (await cluster.Run("groups", "describe", group)).Split('\n').Select(line => line.Split(' ',
            StringSplitOptions.RemoveEmptyEntries));
        return lines.First(columns => columns.Length > 5 && columns[0] == group)[5];
    }

    private static IProducer<byte[]?, byte[]?> Transactional(KafkaCluster cluster, string id)
    {
        var producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig(cluster.Client()) { TransactionalId = id })
            .SetKeySerializer(Serializers.ByteArray!).SetValueSerializer(Serializers.ByteArray!).Build();
        producer.InitTransactions(TimeSpan.FromSeconds(20));
        return producer;
    }

    private static void Write(IProducer<byte[]?, byte[]?> producer, string topic, int count, bool commit)
    {
        producer.BeginTransaction();
        foreach (var message in Account.Messages(count)) producer.Produce(new TopicPartition(topic, 0), message);
        producer.Flush(TimeSpan.FromSeconds(20));
        if (commit) producer.CommitTransaction();
        else producer.AbortTransaction();
    }
}
