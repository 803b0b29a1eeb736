using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.KafkaTests.Flow;

/// <summary>What only a real broker can show, verified by a reader of its own under <c>read_committed</c>.</summary>
public sealed class RealFlowTests(RealKafka kafka) : IDisposable
{
    private readonly string _slots = Directory.CreateTempSubdirectory("streamner-slots-").FullName;

    public void Dispose() => Directory.Delete(_slots, recursive: true);

    [Fact]
    public async Task Two_worker_processes_killed_five_times_write_every_record_exactly_once_in_order()
    {
        var cluster = await kafka.Shared();

        // A commit for each batch: the more commits, the more kills fall into one.
        var options = (await Topics(cluster, 6)) with { Transaction = new() { IntervalMs = 0 } };
        const int Each = 4_000;
        for (var p = 0; p < 6; p++) await cluster.Produce(options.Inputs[0], Account.Messages(Each), p);
        var random = new Random(7);
        var workers = new[] { Start(options), Start(options) };
        try
        {
            for (var i = 0; i < 5; i++)
            {
                var before = Final(cluster, options);
                await Eventually.True(() => Final(cluster, options) > before + 500, "work goes on", TimeSpan.FromSeconds(60));
                var victim = random.Next(2);
                await workers[victim].Kill();
                workers[victim] = Start(options);
            }

            await Eventually.True(() => Final(cluster, options) == 6 * Each, "all is committed", TimeSpan.FromSeconds(90));
            foreach (var worker in workers) worker.Signal("TERM");
            foreach (var worker in workers) Assert.Equal(0, (await worker.Ended()).Code);
        }
        finally
        {
            foreach (var worker in workers) await worker.DisposeAsync();
        }

        Assert.Equal(Sequence(6, Each), Account.Sources(cluster.ReadCommitted(options.Output)));
    }

    [Theory]
    [InlineData(MembershipProtocol.Classic)]
    [InlineData(MembershipProtocol.Consumer)]
    public async Task Partitions_move_between_two_workers_without_loss_doubles_or_disorder(MembershipProtocol protocol)
    {
        var cluster = await kafka.Shared();
        var options = (await Topics(cluster, 4)) with { GroupProtocol = protocol };
        for (var p = 0; p < 4; p++) await cluster.Produce(options.Inputs[0], Account.Messages(1_000), p);
        await using var first = TestWorker.Start(options, Slow, slots: _slots);
        await Eventually.True(() => first.Counts.Total > 100, "the first works");
        await using var second = TestWorker.Start(options, Slow, slots: _slots);
        Assert.NotEqual(first.Flow.Instance, second.Flow.Instance);
        await Eventually.True(() => second.Events.Any(e => e.Name == "kafka.assigned" && e.Message.Length > 0), "the second has partitions");

        // The first may have finished while the second joined: there must be work for both.
        for (var p = 0; p < 4; p++) await cluster.Produce(options.Inputs[0], Account.Messages(1_000), p);
        await Eventually.True(() => second.Counts.Total > 100, "the second works");
        Assert.True((await first.Stop()).Drained);
        var before = second.Counts.Total;
        await Eventually.True(() => first.Counts.Total + second.Counts.Total == 8_000, "the second finishes alone", TimeSpan.FromSeconds(60));
        Assert.True(second.Counts.Total > before);
        Assert.True((await second.Stop()).Drained);
        Assert.Equal(Sequence(4, 2_000), Account.Sources(cluster.ReadCommitted(options.Output)));
        Assert.Equal(8_000, Final(cluster, options));
        Assert.Contains(first.Events, e => e.Name == "kafka.revoked" && e.Message.Contains("all committed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_whose_transactional_id_is_taken_stops_naming_the_setting_and_writes_nothing_more()
    {
        var cluster = await kafka.Shared();
        var options = (await Topics(cluster, 2)) with { Instance = "same" };
        await cluster.Produce(options.Inputs[0], Account.Messages(2_000), 0);
        await cluster.Produce(options.Inputs[0], Account.Messages(2_000), 1);
        await using var first = TestWorker.Start(options, Slow, slots: _slots);
        await Eventually.True(() => first.Counts.Total > 100, "the first works");
        Assert.Contains("--instance", Assert.Throws<KafkaFatalException>(() => TestWorker.Start(options, slots: _slots)).Message,
            StringComparison.Ordinal);

        // On another host no lock can tell: the broker does.
        await using var second = TestWorker.Start(options, slots: Path.Combine(_slots, "elsewhere"));
        var failure = await Assert.ThrowsAsync<KafkaFatalException>(() => first.Running.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("--instance", failure.Message, StringComparison.Ordinal);
        await first.DisposeAsync();
        await Eventually.True(() => Final(cluster, options) == 4_000, "the second finishes", TimeSpan.FromSeconds(60));
        Assert.True((await second.Stop()).Drained);
        Assert.Equal(Sequence(2, 2_000), Account.Sources(cluster.ReadCommitted(options.Output)));
    }

    [Fact]
    public async Task A_worker_frozen_beyond_its_session_writes_nothing_when_it_wakes()
    {
        var cluster = await kafka.Shared();
        var options = (await Topics(cluster, 2)) with
        {
            Consumer = new(StringComparer.Ordinal) { ["session.timeout.ms"] = "6000" },
            Transaction = new() { IntervalMs = 1_000, TimeoutMs = 5_000 },
        };
        await cluster.Produce(options.Inputs[0], Account.Messages(3_000), 0);
        await cluster.Produce(options.Inputs[0], Account.Messages(3_000), 1);
        await using var frozen = Start(options);
        await Eventually.True(() => Final(cluster, options) > 200, "it works", TimeSpan.FromSeconds(60));
        await Eventually.True(
            () =>
            {
                frozen.Signal("STOP");
                if (HasOpenTransaction(cluster, options)) return true;
                frozen.Signal("CONT");
                return false;
            },
            "it is frozen with a transaction open");
        await using var other = TestWorker.Start(options, slots: _slots);
        await Eventually.True(() => Final(cluster, options) == 6_000, "the other has finished", TimeSpan.FromSeconds(90));
        frozen.Signal("CONT");
        await cluster.Produce(options.Inputs[0], Account.Messages(200), 0);
        await cluster.Produce(options.Inputs[0], Account.Messages(200), 1);
        await Eventually.True(() => Final(cluster, options) == 6_400, "the rest is done", TimeSpan.FromSeconds(60));
        if (!frozen.HasExited) frozen.Signal("TERM");
        await frozen.Ended();
        await other.Stop();
        Assert.Equal(Sequence(2, 3_200), Account.Sources(cluster.ReadCommitted(options.Output)));
    }

    [Fact]
    public async Task A_transaction_that_the_broker_has_given_up_is_written_again_by_a_new_producer()
    {
        var cluster = await kafka.Shared();
        var options = (await Topics(cluster, 1)) with { UntilEnd = true, Transaction = new() { TimeoutMs = 1_000 } };
        await cluster.Produce(options.Inputs[0], Account.Messages(500), 0);
        var (encode, stalls) = (TestWorker.Encode(options.Group), 1);
        using var never = new ManualResetEventSlim();
        await using var worker = TestWorker.Start(options, encode: (record, outcome) =>
        {
            // The broker looks for such transactions once a second or, by default, every ten.
            if (record.Position!.Value.Offset == 250 && Interlocked.Decrement(ref stalls) == 0) never.Wait(TimeSpan.FromSeconds(12));
            return encode(record, outcome);
        }, slots: _slots);
        Assert.Equal(500, (await worker.Running.WaitAsync(TimeSpan.FromSeconds(90))).Counts.Total);
        Assert.Contains(worker.Events, e => e.Name == "kafka.rebuild");
        Assert.Equal(Sequence(1, 500), Account.Sources(cluster.ReadCommitted(options.Output)));
    }

    [Fact]
    public async Task Tombstones_rejected_and_missing_keys_end_where_they_should()
    {
        var cluster = await kafka.Shared();
        var options = (await Topics(cluster, 1)) with { UntilEnd = true };
        await cluster.Produce(options.Inputs[0],
            [Account.Message("fine"), Account.Message(null, "gone"), Account.Message("reject", "k"), new() { Value = [0xc3, 0x28] },
            Account.Message("")], 0);
        await using var worker = TestWorker.Start(options, slots: _slots);
        var counts = (await worker.Running).Counts;
        Assert.Equal((2, 1, 2), (counts.Enriched, counts.Tombstones, counts.Rejected));
        Assert.Equal([2L, 3L], Account.DeadSources(cluster.ReadCommitted(options.DeadLetter)).Select(s => s.Offset));
        Assert.Equal(3, cluster.ReadCommitted(options.Output).Count);
        Assert.Equal(5, Final(cluster, options));
    }

    [Fact]
    public async Task A_record_that_the_broker_refuses_is_found_among_its_neighbours_and_becomes_a_dead_letter()
    {
        var cluster = await kafka.Shared();
        var options = (await Topics(cluster, 1, ("max.message.bytes", "2000"))) with { UntilEnd = true };
        var random = new Random(3);
        var large = string.Concat(Enumerable.Range(0, 8_000).Select(_ => (char)random.Next(33, 126)));
        await cluster.Produce(options.Inputs[0],
            [.. Account.Messages(20), Account.Message(large, "large"), .. Account.Messages(20), Account.Message(large, "large too"),
            Account.Message("last", "k")], 0);
        await using var worker = TestWorker.Start(options, slots: _slots);
        var counts = (await worker.Running).Counts;
        Assert.Equal((41, 2), (counts.Enriched, counts.RejectedBy(FailureKind.OversizeOutput)));
        Assert.Equal([20L, 41L], Account.DeadSources(cluster.ReadCommitted(options.DeadLetter)).Select(s => s.Offset));
        Assert.Equal(Enumerable.Range(0, 43).Select(o => (long)o).Except([20, 41]),
            Account.Sources(cluster.ReadCommitted(options.Output)).Select(s => s.Offset));
    }

    [Fact]
    public async Task A_record_without_key_for_a_compacted_topic_becomes_a_dead_letter()
    {
        var cluster = await kafka.Shared();
        var options = (await Topics(cluster, 1, ("cleanup.policy", "compact"))) with { UntilEnd = true };
        await cluster.Produce(options.Inputs[0], [Account.Message("a", "1"), Account.Message("no key"), Account.Message("b", "2")], 0);
        await using var worker = TestWorker.Start(options, slots: _slots);
        var counts = (await worker.Running).Counts;
        Assert.Equal((2, 1), (counts.Enriched, counts.RejectedBy(FailureKind.InvalidRecord)));
        Assert.Equal([1L], Account.DeadSources(cluster.ReadCommitted(options.DeadLetter)).Select(s => s.Offset));
    }

    [Fact]
    public async Task An_output_topic_that_grows_stops_the_worker()
    {
        var cluster = await kafka.Shared();
        var options = await Topics(cluster, 2);
        await using var worker = TestWorker.Start(options, slots: _slots);
        await Eventually.True(() => worker.Flow.Source.Joined, "it has joined");
        using (var admin = cluster.Admin())
            await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = options.Output, IncreaseTo = 3 }]);
        var failure = await Assert.ThrowsAsync<KafkaFatalException>(() => worker.Running.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains($"{options.Output} has 3 partitions and had 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aborted_input_and_control_records_neither_count_nor_hold_the_end_back_and_lag_ends_at_zero()
    {
        var cluster = await kafka.Shared();
        var options = await Topics(cluster, 1);
        var config = new ProducerConfig(cluster.Client()) { TransactionalId = options.Inputs[0] };
        using (var producer = new ProducerBuilder<byte[]?, byte[]?>(config).SetKeySerializer(Serializers.ByteArray!)
            .SetValueSerializer(Serializers.ByteArray!).Build())
        {
            producer.InitTransactions(TimeSpan.FromSeconds(20));
            for (var i = 0; i < 6; i++)
            {
                producer.BeginTransaction();
                for (var n = 0; n < 10; n++) producer.Produce(options.Inputs[0], Account.Message($"{i} {n}"));
                if (i % 2 == 0) producer.CommitTransaction();
                else producer.AbortTransaction();
            }
        }

        await using var stays = TestWorker.Start(options, slots: _slots);
        await Eventually.True(() => stays.Counts.Total == 30, "the committed ones are done");
        await Eventually.True(() => stays.Flow.Lag.Lags is [{ Records: 0, Seconds: 0 }], "the lag is zero");
        await stays.Stop();
        await using var ends = TestWorker.Start(options with { UntilEnd = true, Group = options.Group + "-2" }, slots: _slots);
        Assert.Equal(30, (await ends.Running.WaitAsync(TimeSpan.FromSeconds(60))).Counts.Total);
    }

    [Fact]
    public async Task Lag_is_shown_in_records_and_seconds_while_work_waits()
    {
        var cluster = await kafka.Shared();
        var options = await Topics(cluster, 1);
        await cluster.Produce(options.Inputs[0], Account.Messages(10).Select(m =>
        {
            m.Timestamp = new Timestamp(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000, TimestampType.CreateTime);
            return m;
        }));
        var gate = new TaskCompletionSource();
        await using var worker = TestWorker.Start(options, async (batch, _) =>
        {
            await gate.Task;
            return TestWorker.Outcomes(batch);
        }, slots: _slots);
        await Eventually.True(() => worker.Flow.Lag.Lags is [{ Records: 10, Seconds: >= 60 and < 120 }], "the lag is seen");
        gate.SetResult();
        await Eventually.True(() => worker.Flow.Lag.Lags is [{ Records: 0, Seconds: 0 }], "the lag is gone");
    }

    [Fact]
    public async Task A_broker_that_dies_and_comes_back_costs_time_only()
    {
        await using var cluster = await kafka.Own();
        var options = await Topics(cluster, 2);
        await cluster.Produce(options.Inputs[0], Account.Messages(3_000), 0);
        await cluster.Produce(options.Inputs[0], Account.Messages(3_000), 1);
        await using var worker = TestWorker.Start(options, Slow, slots: _slots);
        await Eventually.True(() => worker.Counts.Total > 300, "it works");
        await cluster.Run("kill-broker", "1");
        await cluster.Run("start-broker", "1");
        await Eventually.True(() => worker.Counts.Total == 6_000, "all is done", TimeSpan.FromSeconds(120));
        Assert.True((await worker.Stop()).Drained);
        Assert.Equal(Sequence(2, 3_000), Account.Sources(cluster.ReadCommitted(options.Output)));
    }

    private WorkerProcess Start(KafkaOptions options) => WorkerProcess.Start(options, batchMs: 50, _slots);

    private static async ValueTask<IReadOnlyList<Outcome>> Slow(MicroBatch batch, CancellationToken cancel)
    {
        await Task.Delay(80, cancel);
        return TestWorker.Outcomes(batch);
    }

    private static IEnumerable<(int Partition, long Offset)> Sequence(int partitions, int each) =>
        Enumerable.Range(0, partitions).SelectMany(p => Enumerable.Range(0, each).Select(o => (p, (long)o)));

    private static async Task<KafkaOptions> Topics(KafkaCluster cluster, int partitions, params (string, string)[] output)
    {
        var input = await cluster.CreateTopic("raw", partitions, ("max.message.bytes", "4000000"));
        return TestWorker.Options(
            cluster.BootstrapServers, input, await cluster.CreateTopic("enriched", partitions, output),
            await cluster.CreateTopic("dlq", partitions, ("max.message.bytes", "5000000")), KafkaCluster.UniqueName("group"))
            with
        { Client = cluster.Client().Where(p => p.Key != "bootstrap.servers").ToDictionary(StringComparer.Ordinal) };
    }

    /// <summary>Whether records on the output topic wait for the end of their transaction.</summary>
    private static bool HasOpenTransaction(KafkaCluster cluster, KafkaOptions options)
    {
        return Ends(IsolationLevel.ReadCommitted) < Ends(IsolationLevel.ReadUncommitted);

        long Ends(IsolationLevel isolation)
        {
            using var consumer =
                new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig(cluster.Client()) { GroupId = options.Group, IsolationLevel = isolation })
                .Build();
            return Enumerable.Range(0, 2).Sum(p =>
                consumer.QueryWatermarkOffsets(new TopicPartition(options.Output, p), TimeSpan.FromSeconds(20)).High.Value);
        }
    }

    /// <summary>
    /// The sum of the group's committed offsets; those of open transactions do not count and are not waited for. 0 while a new cluster's coordinator
    /// is not there yet.
    /// </summary>
    private static long Final(KafkaCluster cluster, KafkaOptions options)
    {
        var config = new ConsumerConfig(cluster.Client())
        {
            GroupId = options.Group,
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadUncommitted
        };
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).Build();
        var partitions = Enumerable.Range(0, 6).Select(p => new TopicPartition(options.Inputs[0], p));
        try
        {
            return consumer.Committed(partitions, TimeSpan.FromSeconds(20)).Sum(c => Math.Max(0, c.Offset.Value));
        }
        catch (KafkaException e) when (e.Error.Code
            is ErrorCode.NotCoordinatorForGroup or ErrorCode.GroupLoadInProgress or ErrorCode.GroupCoordinatorNotAvailable)
        {
            return 0;
        }
    }
}
