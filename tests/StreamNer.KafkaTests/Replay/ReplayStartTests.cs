using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamNer.Kafka;
using StreamNer.Kafka.Replay;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Flow;

namespace StreamNer.KafkaTests.Replay;

/// <summary>How replays begin and are found again, on real Kafka.</summary>
public sealed class ReplayStartTests(RealKafka kafka)
{
    private static Task<ReplayBegun> Begin(ReplayPlan plan) => ReplayStart.Begin(plan, TestContext.Current.CancellationToken);

    private async Task<ReplayTopics> Topics(int records = 10)
    {
        var topics = await ReplayTopics.Create(await kafka.Shared());
        for (var p = 0; p < 2; p++) await topics.Cluster.Produce(topics.Raw, Account.Messages(records * (p + 1)), p);
        return topics;
    }

    private static async Task<string> Refused(ReplayPlan plan) => (await Assert.ThrowsAsync<KafkaFatalException>(() => Begin(plan))).Message;

    [Fact]
    public async Task The_range_stays_as_it_was_when_the_replay_began_and_the_group_stands_at_its_start()
    {
        var topics = await Topics();
        var preview = await ReplayStart.Preview(topics.Plan with { From = RangeBound.Parse("4") }, TestContext.Current.CancellationToken);
        Assert.Equal([new(0, 4, 10), new(1, 4, 20)], preview.Record.Ranges);
        Assert.Contains($"{topics.Next} would be created like {topics.Enriched}: 2 partitions", preview.Notes);

        var begun = await Begin(topics.Plan with { From = RangeBound.Parse("4") });
        Assert.False(begun.Resumed);
        Assert.Equal(preview.Record.Ranges, begun.Record.Ranges);
        using var admin = topics.Cluster.Admin();
        var settings = (await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = topics.Next }]))[0].Entries;
        Assert.Equal(("2097152", "123456789"), (settings["max.message.bytes"].Value, settings["retention.ms"].Value));
        var positions = await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(topics.Options.Group, null)]);
        Assert.Equal([(0, 4L), (1, 4L)],
            positions[0].Partitions.Select(one => (one.Partition.Value, one.Offset.Value)).Order());

        // What is written now lies beyond it. A worker that names no bounds takes those of the record.
        await topics.Cluster.Produce(topics.Raw, Account.Messages(5), 0);
        var resumed = await Begin(topics.Plan);
        Assert.True(resumed.Resumed);
        Assert.Equal(begun.Record.Ranges, resumed.Record.Ranges);
        Assert.Contains("--from is 5, and was 4", await Refused(topics.Plan with { From = RangeBound.Parse("5") }), StringComparison.Ordinal);
        Assert.Contains("snapshot is s2, and was s1", await Refused(topics.Plan with { Snapshot = "s2" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workers_that_begin_at_the_same_moment_agree()
    {
        var topics = await Topics();
        var begun = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Begin(topics.Plan)));
        Assert.Single(begun, one => !one.Resumed);
        Assert.Single(begun.Select(one => one.Record.StartedMs).Distinct());
    }

    [Fact]
    public async Task A_range_that_retention_has_cut_is_refused_until_that_is_allowed()
    {
        var topics = await Topics();
        await topics.Cut(1, 7);
        var plan = topics.Plan with { From = RangeBound.Parse("3") };
        Assert.Contains(
            $"{topics.Raw}[1] begins at offset 7, and 3 was asked for (4 offsets are gone)", await Refused(plan), StringComparison.Ordinal);
        var begun = await Begin(plan with { AllowCut = true });
        Assert.Equal([new(0, 3, 10), new(1, 7, 20)], begun.Record.Ranges);
        Assert.Contains(begun.Notes, note => note.Contains("4 offsets are gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_time_finds_the_first_record_of_each_partition_that_is_as_young()
    {
        var topics = await ReplayTopics.Create(await kafka.Shared());
        // Young enough that retention leaves them alone, however long the cluster has been up.
        var hour = TimeProvider.System.GetUtcNow().AddHours(-1);
        DateTimeOffset Minute(int minute) => new DateTimeOffset(hour.Year, hour.Month, hour.Day, hour.Hour, minute, 0, TimeSpan.Zero);
        RangeBound Bound(int minute) => RangeBound.Parse(Minute(minute).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture))!.Value;
        Message<byte[]?, byte[]?> At(int minute)
        {
            var message = Account.Message("text");
            message.Timestamp = new Timestamp(Minute(minute));
            return message;
        }

        await topics.Cluster.Produce(topics.Raw, [At(0), At(1), At(2), At(3)], 0);
        await topics.Cluster.Produce(topics.Raw, [At(5)], 1);
        var begun = await Begin(topics.Plan with { From = Bound(1), To = Bound(3) });
        Assert.Equal([new(0, 1, 3), new(1, 0, 0)], begun.Record.Ranges);
    }

    [Fact]
    public async Task Another_topic_of_the_same_name_is_no_part_of_the_replay()
    {
        var topics = await Topics();
        await Begin(topics.Plan);
        await SomeTopics.Replace(topics.Cluster, topics.Raw, 2);
        Assert.Contains(
            $"topic {topics.Raw} was deleted and created again since it began", await Refused(topics.Plan), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Growth_is_taken_up_only_where_records_keep_their_partition()
    {
        var topics = await Topics();
        var begun = await Begin(topics.Plan);
        await SomeTopics.Grow(topics.Cluster, 3, topics.Raw);
        Assert.Contains("add partitions to the other one", await Refused(topics.Plan), StringComparison.Ordinal);
        await SomeTopics.Grow(topics.Cluster, 3, topics.Next);
        Assert.Equal(begun.Record.Ranges, (await Begin(topics.Plan)).Record.Ranges);
    }

    [Fact]
    public async Task An_output_with_other_partitions_and_a_control_topic_that_is_not_compacted_are_refused()
    {
        var topics = await Topics();
        await topics.Cluster.CreateTopicNamed(topics.Next, 3);
        Assert.Contains(
            $"{topics.Next} (--output) has 3 partitions, and {topics.Enriched} has 2", await Refused(topics.Plan), StringComparison.Ordinal);
        var wrong = topics.Plan with { Options = topics.Options with { Control = topics.DeadLetter } };
        Assert.Contains($"kafka:control: topic '{topics.DeadLetter}' has 2 partitions", await Refused(wrong), StringComparison.Ordinal);
        var plain = await topics.Cluster.CreateTopic("plain");
        wrong = topics.Plan with { Options = topics.Options with { Control = plain } };
        Assert.Contains("has cleanup.policy delete, and retention would take its records", await Refused(wrong), StringComparison.Ordinal);
    }
}
