using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Confluent.Kafka;
using StreamNer.Kafka;
using StreamNer.Kafka.Topics;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Metering;

namespace StreamNer.KafkaTests.Flow;

/// <summary>An input topic that is deleted and created again, or whose offsets point beyond its end: while a worker runs, and between two
/// runs.</summary>
public sealed class TopicReplacedTests(RealKafka kafka) : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);
    private readonly string _slots = Directory.CreateTempSubdirectory("streamner-slots-").FullName;

    public void Dispose() => Directory.Delete(_slots, recursive: true);

    [Theory]
    [InlineData(500)]
    [InlineData(100)]
    public async Task A_running_worker_stops_and_commits_nothing_of_the_new_topic(int records)
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 1);
        await cluster.Produce(options.Inputs[0], Account.Messages(300), 0);
        await using var worker = TestWorker.Start(options, slots: _slots);
        await Eventually.True(() => worker.Counts.Total == 300, "the old topic is read");
        await SomeTopics.Replace(cluster, options.Inputs[0]);
        await cluster.Produce(options.Inputs[0], Account.Messages(records, "new"), 0);
        var failure = await Assert.ThrowsAsync<KafkaFatalException>(() => worker.Running.WaitAsync(s_limit));
        Assert.Contains($"topic {options.Inputs[0]} was deleted and created again", failure.Message, StringComparison.Ordinal);
        Assert.Contains("kafka:onTopicReplaced", failure.Message, StringComparison.Ordinal);
        await worker.DisposeAsync();
        Assert.Equal(-1, Committed(cluster, options).Offset);
        Assert.Equal(300, cluster.ReadCommitted(options.Output).Count);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(100)]
    public async Task A_running_worker_reads_the_new_topic_from_its_beginning_where_it_is_told_to(int records)
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 1) with { OnTopicReplaced = OnTopicReplaced.Restart };
        await cluster.Produce(options.Inputs[0], Account.Messages(300), 0);
        var replaced = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var listener = Replacements(options, replaced);
        await using var worker = TestWorker.Start(options, slots: _slots);
        await Eventually.True(() => worker.Counts.Total == 300, "the old topic is read");
        await SomeTopics.Replace(cluster, options.Inputs[0]);
        await cluster.Produce(options.Inputs[0], Account.Messages(records, "new"), 0);
        await Eventually.True(() => Committed(cluster, options).Offset == records, "the new topic is read", s_limit);
        Assert.True((await worker.Stop()).Drained);
        var offsets = Account.Sources(cluster.ReadCommitted(options.Output)).Select(source => source.Offset);
        Assert.Equal([.. Enumerable.Range(0, 300).Select(n => (long)n), .. Enumerable.Range(0, records).Select(n => (long)n)], offsets);
        Assert.Contains(worker.Events, entry => entry.Name == "kafka.topic_replaced");
        Assert.Equal([(options.Inputs[0], 1)], replaced.Where(topic => topic.Value > 0).Select(topic => (topic.Key, topic.Value)));
        Assert.Equal(3, replaced.Count);
    }

    [Theory]
    [InlineData(500, OnTopicReplaced.Stop)]
    [InlineData(100, OnTopicReplaced.Stop)]
    [InlineData(500, OnTopicReplaced.Restart)]
    [InlineData(100, OnTopicReplaced.Restart)]
    public async Task A_restart_notices_that_the_groups_offsets_are_those_of_another_topic(int records, OnTopicReplaced mode)
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 1) with { OnTopicReplaced = mode };
        await cluster.Produce(options.Inputs[0], Account.Messages(records), 0);

        // Brokers delete a group's offsets together with a topic, but not where they were away, nor what is committed afterwards.
        var stale = new GroupPosition(new(options.Inputs[0], 0), 300, OffsetNote.Of("AAAAAAAAAAAAAAAAAAAAAQ"));
        Commit(cluster, options, stale);
        await using var worker = TestWorker.Start(options, slots: _slots);
        if (mode == OnTopicReplaced.Stop)
        {
            var failure = await Assert.ThrowsAsync<KafkaFatalException>(() => worker.Running.WaitAsync(s_limit));
            Assert.Contains($"topic {options.Inputs[0]} was deleted and created again since offset 300", failure.Message, StringComparison.Ordinal);
            await worker.DisposeAsync();
            Assert.Equal(stale, Committed(cluster, options));
            Assert.Empty(cluster.ReadCommitted(options.Output));
            return;
        }

        await Eventually.True(() => Committed(cluster, options).Offset == records && worker.Counts.Total == records, "the new topic is read",
            s_limit);
        Assert.True((await worker.Stop()).Drained);
        Assert.Equal(Enumerable.Range(0, records).Select(n => (long)n),
            Account.Sources(cluster.ReadCommitted(options.Output)).Select(source => source.Offset));
    }

    [Theory]
    [InlineData(OffsetReset.Earliest, OnTopicReplaced.Stop)]
    [InlineData(OffsetReset.Latest, OnTopicReplaced.Stop)]
    [InlineData(OffsetReset.Earliest, OnTopicReplaced.Restart)]
    public async Task A_log_that_ends_below_the_groups_position_is_taken_for_truncated(OffsetReset reset, OnTopicReplaced mode)
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 1) with { OffsetReset = reset, OnTopicReplaced = mode };
        await cluster.Produce(options.Inputs[0], Account.Messages(100), 0);
        Commit(cluster, options, new(new(options.Inputs[0], 0), 300, null));
        await using var worker = TestWorker.Start(options, slots: _slots);
        if (mode == OnTopicReplaced.Restart)
        {
            await Eventually.True(() => Committed(cluster, options).Offset == 100, "it is read from its beginning", s_limit);
            return;
        }

        var failure = await Assert.ThrowsAsync<KafkaFatalException>(() => worker.Running.WaitAsync(s_limit));
        Assert.Contains("was truncated", failure.Message, StringComparison.Ordinal);
        await worker.DisposeAsync();
        Assert.Equal(300, Committed(cluster, options).Offset);
        Assert.Empty(cluster.ReadCommitted(options.Output));
    }

    [Fact]
    public async Task A_topic_created_again_between_two_runs_is_read_from_its_beginning_since_its_offsets_went_with_it()
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 1);
        await cluster.Produce(options.Inputs[0], Account.Messages(300), 0);
        await using (var first = TestWorker.Start(options with { UntilEnd = true }, slots: _slots)) await first.Running.WaitAsync(s_limit);
        await SomeTopics.Replace(cluster, options.Inputs[0]);
        await cluster.Produce(options.Inputs[0], Account.Messages(500, "new"), 0);
        await using var second = TestWorker.Start(options, slots: _slots);
        await Eventually.True(() => second.Counts.Total == 500, "all of the new topic is read", s_limit);
        Assert.Contains(second.Events, entry => entry.Name == "kafka.position" && entry.Message.Contains("from offset 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_output_topic_created_again_is_said_and_written_to()
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 1);
        await cluster.Produce(options.Inputs[0], Account.Messages(10), 0);
        await using var worker = TestWorker.Start(options, slots: _slots);
        await Eventually.True(() => worker.Counts.Total == 10, "it works");
        await SomeTopics.Replace(cluster, options.Output);
        await Eventually.True(() => worker.Events.Any(entry => entry.Name == "kafka.topic_replaced"), "it is said", s_limit);
        await cluster.Produce(options.Inputs[0], Account.Messages(10), 0);
        await Eventually.True(() => worker.Counts.Total == 20, "it goes on", s_limit);
        Assert.Equal(10, cluster.ReadCommitted(options.Output).Count);
    }

    // Every worker of this process has a meter of the same name; the topics are this test's own.
    private static MeterListener Replacements(KafkaOptions options, ConcurrentDictionary<string, long> replaced)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == MetricTable.TopicsReplaced.Name) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, times, tags, _) =>
        {
            var topic = (string)tags[0].Value!;
            if (topic == options.Inputs[0] || options.Written.Contains(topic)) replaced.AddOrUpdate(topic, times, (_, before) => before + times);
        });
        listener.Start();
        return listener;
    }

    private static GroupPosition Committed(KafkaCluster cluster, KafkaOptions options)
    {
        using var consumer = Member(cluster, options);
        return GroupOffsets.Committed(consumer, [new(options.Inputs[0], 0)], TimeSpan.FromSeconds(20))[0];
    }

    private static void Commit(KafkaCluster cluster, KafkaOptions options, GroupPosition position)
    {
        using var consumer = Member(cluster, options);
        GroupOffsets.Commit(consumer, [position]);
    }

    private static IConsumer<byte[], byte[]> Member(KafkaCluster cluster, KafkaOptions options) =>
        new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig(cluster.Client()) { GroupId = options.Group, EnableAutoCommit = false }).Build();
}
