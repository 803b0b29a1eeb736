using System.Collections.Concurrent;
using System.Globalization;
using Confluent.Kafka;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Pipeline;

namespace StreamNer.KafkaTests.Flow;

/// <summary>What the probe says of lag, against a known backlog and against Kafka's own group tool.</summary>
public sealed class LagTests(RealKafka kafka) : IDisposable
{
    private readonly string _slots = Directory.CreateTempSubdirectory("streamner-slots-").FullName;
    private readonly TaskCompletionSource _gate = new();

    public void Dispose() => Directory.Delete(_slots, recursive: true);

    private static async Task<KafkaOptions> Topics(KafkaCluster cluster, int partitions)
    {
        var input = await cluster.CreateTopic("raw", partitions);
        var options = TestWorker.Options(cluster.BootstrapServers, input, input + ".enriched", input + ".dlq", input + ".group");
        await cluster.CreateTopics(partitions, (options.Output, []), (options.DeadLetter, []));
        return options;
    }

    private static IEnumerable<Message<byte[]?, byte[]?>> Aged(int count, TimeSpan age) => Account.Messages(count).Select(message =>
    {
        message.Timestamp = new Timestamp(TimeProvider.System.GetUtcNow() - age);
        return message;
    });

    /// <summary>
    /// A worker that holds its batches until the gate opens, after the first <paramref name="free"/> of them. First in their own order, which is that
    /// of the commits: the work on several begins at once, and the fourth may begin before the first. They pass again where a run was taken back.
    /// </summary>
    private TestWorker Held(KafkaOptions options, int free = 0)
    {
        var passed = new ConcurrentDictionary<(int Partition, long Offset), bool>();
        return TestWorker.Start(options, async (batch, _) =>
        {
            var positions = batch.Records.Select(record => (record.Position!.Value.Partition, record.Position.Value.Offset)).ToList();
            if (batch.Sequence >= free && !positions.All(passed.ContainsKey)) await _gate.Task;
            foreach (var position in positions) passed[position] = true;
            return TestWorker.Outcomes(batch);
        }, slots: _slots);
    }

    private static async Task Shows(TestWorker worker, Func<IReadOnlyList<PartitionLag>, bool> expected, string what) => await Eventually.True(
        () => expected([.. worker.Flow.Lag.Lags.OrderBy(lag => lag.Partition)]), $"{what}; it shows {string.Join(", ", worker.Flow.Lag.Lags)}");

    /// <summary>The column LAG of <c>kafka-consumer-groups --describe</c>, by partition.</summary>
    private static async Task<Dictionary<int, long>> GroupTool(KafkaCluster cluster, string group)
    {
        var lines = (await cluster.Run("groups", "describe", group)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return lines.Where(columns => columns.Length > 5 && columns[0] == group && columns[5] != "-")
            .ToDictionary(columns => int.Parse(columns[2], CultureInfo.InvariantCulture), columns =>
            long.Parse(columns[5], CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_new_group_shows_the_age_of_an_old_backlog_before_anything_is_committed()
    {
        var cluster = await kafka.Shared();
        var options = await Topics(cluster, 2);
        await cluster.Produce(options.Inputs[0], Aged(10, TimeSpan.FromMinutes(4)), 0);
        await using var worker = Held(options);
        await Shows(worker, lags => lags is [{ Records: 10, Seconds: >= 240 and < 300 }, { Records: 0, Seconds: 0 }], "the backlog is seen");
        Assert.Equal(0, worker.Flow.Lag.Unknown);
        _gate.SetResult();
        await Shows(worker, lags => lags is [{ Records: 0, Seconds: 0 }, { Records: 0, Seconds: 0 }], "the lag is gone");
    }

    [Fact]
    public async Task After_a_restart_lag_begins_at_the_committed_offset_with_nothing_in_flight()
    {
        var cluster = await kafka.Shared();
        var options = await Topics(cluster, 1);
        await cluster.Produce(options.Inputs[0], Aged(10, TimeSpan.FromHours(2)));
        await using (var first = TestWorker.Start(options, slots: _slots))
        {
            await Eventually.True(() => first.Counts.Total == 10, "the first is done");
            await first.Stop();
        }

        await using (var idle = TestWorker.Start(options, slots: _slots))
        {
            await Shows(idle, lags => lags is [{ Records: 0, Seconds: 0 }], "an idle worker shows zero");
            await idle.Stop();
        }

        await cluster.Produce(options.Inputs[0], Aged(7, TimeSpan.FromMinutes(3)));

        // The decoder waits as it does for a registry: no batch is made and nothing gets in flight.
        await using var worker = TestWorker.Start(options, decode: (_, _, _, _, _, _) =>
            throw new TransientFailureException("not yet"), slots: _slots);
        await Shows(worker, lags => lags is [{ Records: 7, Seconds: >= 180 and < 240 }], "what waits is seen");
    }

    [Fact]
    public async Task The_figures_are_those_of_the_group_tool()
    {
        var cluster = await kafka.Shared();
        Assert.SkipUnless(cluster.HasCommands, "no group tool: set STREAMNER_TEST_KAFKA_LAUNCHER");
        var options = await Topics(cluster, 3);
        await cluster.Produce(options.Inputs[0], Aged(120, TimeSpan.FromSeconds(90)), 0);
        await cluster.Produce(options.Inputs[0], Aged(130, TimeSpan.FromSeconds(90)), 1);
        await using var worker = Held(options, free: 3);
        await Eventually.True(() => worker.Counts.Total > 0, "a part is committed");
        Dictionary<int, long> tool = [];
        await Eventually.True(
            async () =>
            {
                tool = await GroupTool(cluster, options.Group);
                var probe = worker.Flow.Lag.Lags.Where(lag => tool.ContainsKey(lag.Partition)).ToDictionary(lag => lag.Partition, lag => lag.Records);
                return tool.Count > 0 && tool.OrderBy(t => t.Key).SequenceEqual(probe.OrderBy(p => p.Key))
                    && worker.Flow.Lag.Lags.Sum(lag => lag.Records) == 250 - worker.Counts.Total;
            },
            "probe, tool and the worker's own count agree");
        Assert.Contains(tool.Values, lag => lag > 0);
        _gate.SetResult();
    }

    [Fact]
    public async Task A_record_from_the_future_is_zero_seconds_late()
    {
        var cluster = await kafka.Shared();
        var options = await Topics(cluster, 1);
        await cluster.Produce(options.Inputs[0], Aged(5, TimeSpan.FromMinutes(-30)));
        await using var worker = Held(options);
        await Shows(worker, lags => lags is [{ Records: 5, Seconds: 0 }], "five records, no age");
        _gate.SetResult();
    }

    [Fact]
    public async Task Records_of_an_open_transaction_count_once_it_is_committed()
    {
        var cluster = await kafka.Shared();
        var options = await Topics(cluster, 1);
        await cluster.Produce(options.Inputs[0], Aged(4, TimeSpan.FromMinutes(1)));
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig(cluster.Client()) { TransactionalId = options.Inputs[0] })
            .SetKeySerializer(Serializers.ByteArray!).SetValueSerializer(Serializers.ByteArray!).Build();
        producer.InitTransactions(TimeSpan.FromSeconds(20));
        producer.BeginTransaction();
        foreach (var message in Aged(3, TimeSpan.FromMinutes(1))) await producer.ProduceAsync(options.Inputs[0], message);
        await using var worker = Held(options);
        await Shows(worker, lags => lags is [{ Records: 4 }], "the four before the transaction are seen");

        // The commit itself takes an offset, as in the group tool.
        producer.CommitTransaction(TimeSpan.FromSeconds(20));
        await Shows(worker, lags => lags is [{ Records: 8 }], "the three of the transaction are seen too");
        _gate.SetResult();
    }

    [Fact]
    public async Task A_partition_whose_broker_is_dead_is_unknown_and_the_others_go_on()
    {
        await using var cluster = await kafka.Own(3);
        var options = await Topics(cluster, 3);
        var input = KafkaCluster.UniqueName("single");
        await cluster.Run("topic", "create", input, "--partitions", "3", "--replication", "1", "--config", "min.insync.replicas=1");
        using var admin = cluster.Admin();
        await Eventually.True(
            () => admin.GetMetadata(input, TimeSpan.FromSeconds(20)).Topics is [{ Partitions: { Count: 3 } all }] && all.TrueForAll(p => p.Leader >= 0),
            "the topic has leaders");
        var dead = admin.GetMetadata(input, TimeSpan.FromSeconds(20)).Topics[0].Partitions[0];
        for (var p = 0; p < 3; p++) await cluster.Produce(input, Account.Messages(10), p);
        await using var worker = Held(options with { Inputs = [input] });
        await Shows(worker, lags => lags is [{ Records: 10, Seconds: >= 0 }, { Records: 10, Seconds: >= 0 }, { Records: 10, Seconds: >= 0 }],
            "all three are seen");
        Assert.Equal(0, worker.Flow.Lag.Unknown);

        await cluster.Run("kill-broker", dead.Leader.ToString(CultureInfo.InvariantCulture));
        await Eventually.True(() => worker.Flow.Lag.Unknown == 1, "one is unknown", TimeSpan.FromMinutes(1));
        for (var p = 1; p < 3; p++) await cluster.Produce(input, Account.Messages(5), p);
        await Shows(worker, lags => lags is [{ Partition: 1, Records: 15 }, { Partition: 2, Records: 15 }], "the others go on");

        await cluster.Run("start-broker", dead.Leader.ToString(CultureInfo.InvariantCulture));
        await Eventually.True(() => worker.Flow.Lag.Unknown == 0, "all are known again", TimeSpan.FromMinutes(1));
        _gate.SetResult();
    }
}
