using System.Text;
using Confluent.Kafka;
using StreamNer.Kafka;
using StreamNer.Kafka.Control;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Replay;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Kafka.Replay;

public sealed class ReplayRecordTests
{
    private static readonly ReplayRecord s_record = new()
    {
        Input = "raw",
        InputId = "id-1",
        Output = "enriched.v2",
        OutputId = "id-2",
        OutputPartitions = 2,
        DeadLetter = "raw.dlq",
        From = "beginning",
        To = "end",
        Snapshot = "s1",
        StartedMs = 1,
        Ranges = [new(0, 10, 30), new(1, 0, 0)],
    };

    private static readonly ReplayPlan s_plan = new()
    {
        Name = "n",
        Options = new KafkaOptions { Inputs = ["raw"], Output = "enriched.v2", DeadLetter = "raw.dlq" },
        Snapshot = "s1",
    };

    [Fact]
    public void A_record_is_read_as_it_was_written_and_has_names_that_others_can_read()
    {
        var bytes = s_record.ToBytes();
        Assert.Equal(
            """
            {"input":"raw","inputId":"id-1","output":"enriched.v2","outputId":"id-2","outputPartitions":2,"deadLetter":"raw.dlq",
            "from":"beginning","to":"end","snapshot":"s1","startedMs":1,
            "ranges":[{"partition":0,"from":10,"to":30},{"partition":1,"from":0,"to":0}],"version":1}
            """.Replace("\n", "", StringComparison.Ordinal),
            Encoding.UTF8.GetString(bytes));
        var read = ControlRecord.Parse<ReplayRecord>("replay/n", bytes);
        Assert.Equal(s_record.Ranges, read.Ranges);
        Assert.Equal(s_record with { Ranges = read.Ranges }, read);
        Assert.Equal(20, read.Total());
    }

    [Theory]
    [InlineData("no JSON", "is damaged")]
    [InlineData("null", "is damaged")]
    [InlineData("""{"version":1}""", "is damaged")]
    [InlineData("""
        {"input":"raw","inputId":"","output":"o","outputId":"","outputPartitions":2,"deadLetter":"d","from":"a","to":"b","snapshot":"s",
        "startedMs":1,"ranges":[],"version":2}
        """, "has version 2, and this program knows 1")]
    public void A_record_of_another_kind_or_a_later_version_is_refused(string value, string why)
    {
        var refused = Assert.Throws<KafkaFatalException>(() => ControlRecord.Parse<ReplayRecord>("replay/n", Encoding.UTF8.GetBytes(value)));
        Assert.StartsWith("kafka:control: the record replay/n ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_with_other_arguments_is_told_which()
    {
        Assert.Empty(s_record.Differences(s_plan, null, null));
        Assert.Empty(s_record.Differences(s_plan, "beginning", "end"));
        var other = s_plan with { Options = s_plan.Options with { Output = "elsewhere" }, Snapshot = "s2" };
        Assert.Equal(
            ["--output is elsewhere, and was enriched.v2", "--to is 17, and was end", "snapshot is s2, and was s1"],
            s_record.Differences(other, null, "17"));
    }

    [Theory]
    [InlineData(2, 2, true)]
    [InlineData(3, 3, true)]
    [InlineData(3, 2, false)]
    [InlineData(2, 3, false)]
    public void Where_records_keep_their_partition_number_both_topics_must_grow_together(int input, int output, bool fits) =>
        Assert.Equal(fits, s_record.Misfit(input, output) is null);

    [Theory]
    [InlineData(2, 5, true)]
    [InlineData(3, 5, true)]
    [InlineData(5, 5, false)]
    [InlineData(2, 6, false)]
    public void Where_keys_decide_the_output_must_stay_and_differ(int input, int output, bool fits) =>
        Assert.Equal(fits, (s_record with { OutputPartitions = 5 }).Misfit(input, output) is null);

    [Fact]
    public void Positions_beyond_the_range_or_unknown_count_as_its_bounds()
    {
        Assert.Equal(0, ReplayWatch.DoneOf(s_record, [-1, -1]));
        Assert.Equal(5, ReplayWatch.DoneOf(s_record, [15, 0]));
        Assert.Equal(20, ReplayWatch.DoneOf(s_record, [31, 7]));
    }

    [Fact]
    public void A_replay_is_over_for_a_worker_when_the_whole_group_has_reached_the_ends()
    {
        var (time, membership) = (new FakeClock(), new Membership());
        var end = new EndOfInput(membership, MembershipProtocol.Classic, time, s_record);
        TopicPartition partition = new("raw", 0), empty = new("raw", 1), added = new("raw", 2);
        membership.Assigned();
        end.Assigned([partition, empty, added]);
        Assert.True(end.IsBeyond(partition, 30));
        end.Reopen(partition);
        end.Learn([partition, empty, added], _ => throw new InvalidOperationException("the ends are fixed"));
        Assert.Equal((30, 0, 0), (end.EndOf(partition), end.EndOf(empty), end.EndOf(added)));
        Assert.False(end.IsBeyond(partition, 29));
        Assert.True(end.IsBeyond(empty, 0) && end.IsBeyond(added, 5));
        Assert.False(end.IsOver([partition, empty, added], _ => -1));
        Assert.True(end.IsOver([partition, empty, added], at => at == partition ? 30 : -1));

        Assert.False(end.IsGroupDone(_ => [29, 0]));
        Assert.False(end.IsGroupDone(_ => [30, 0]));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(end.IsGroupDone(_ => null));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(end.IsGroupDone(asked => asked.Count == 2 ? [30, 0] : []));
    }

    [Fact]
    public void A_worker_without_partitions_stands_by_until_the_group_is_done()
    {
        var (time, membership) = (new FakeClock(), new Membership());
        var end = new EndOfInput(membership, MembershipProtocol.Classic, time, s_record);
        Assert.False(end.IsOver([], _ => -1));
        membership.Assigned();
        end.Assigned([]);
        Assert.True(end.IsOver([], _ => -1));
        Assert.False(end.IsGroupDone(_ => [10, 0]));
    }
}
