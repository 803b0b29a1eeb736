using Confluent.Kafka;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Writing;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Kafka.Reading;

public sealed class EndOfInputTests
{
    private static readonly TopicPartition s_partition = new("raw", 0);
    private readonly FakeClock _time = new();
    private readonly Membership _membership = new();

    [Theory]
    [InlineData(MembershipProtocol.Classic)]
    [InlineData(MembershipProtocol.Consumer)]
    public void A_member_that_is_given_no_partition_has_nothing_to_do_after_ten_seconds(MembershipProtocol protocol)
    {
        var end = End(protocol);
        Assert.False(IsOverAfter(end, seconds: 60));
        _membership.Assigned();
        end.Assigned([]);
        Assert.False(IsOverAfter(end, seconds: 0));
        Assert.False(IsOverAfter(end, seconds: 9));
        Assert.True(IsOverAfter(end, seconds: 2));
    }

    [Theory]
    [InlineData(MembershipProtocol.Classic)]
    [InlineData(MembershipProtocol.Consumer)]
    public void A_worker_that_the_group_has_lost_is_not_done_until_it_is_a_member_again(MembershipProtocol protocol)
    {
        var end = End(protocol);
        _membership.Assigned();
        end.Assigned([s_partition]);
        _time.Advance(TimeSpan.FromMinutes(1));
        _membership.Lost();
        Assert.False(IsOverAfter(end, seconds: 0));
        Assert.False(IsOverAfter(end, seconds: 60));
        _membership.Looked(new GroupGeneration(7, "member"), _membership.Losses);
        Assert.False(IsOverAfter(end, seconds: 0));
        Assert.True(IsOverAfter(end, seconds: 11));
    }

    [Fact]
    public void A_revocation_is_followed_by_an_assignment_under_the_classic_protocol_however_long_the_rebalance_takes()
    {
        var end = End(MembershipProtocol.Classic);
        _membership.Assigned();
        end.Assigned([s_partition]);
        end.Revoked();
        Assert.False(IsOverAfter(end, seconds: 0));
        Assert.False(IsOverAfter(end, seconds: 60));
        end.Assigned([]);
        Assert.False(IsOverAfter(end, seconds: 0));
        Assert.True(IsOverAfter(end, seconds: 11));
    }

    [Fact]
    public void Under_the_consumer_protocol_no_assignment_follows_a_revocation_that_leaves_nothing()
    {
        var end = End(MembershipProtocol.Consumer);
        _membership.Assigned();
        end.Assigned([s_partition]);
        end.Revoked();
        Assert.False(IsOverAfter(end, seconds: 0));
        Assert.True(IsOverAfter(end, seconds: 11));
    }

    [Fact]
    public void A_partition_that_comes_back_is_read_from_the_groups_position_whatever_was_reached_before()
    {
        var end = End(MembershipProtocol.Classic);
        end.Assigned([s_partition]);
        end.Learn([s_partition], _ => 10);
        end.Reached(s_partition, 10);
        Assert.True(end.IsOver([s_partition], _ => 4));
        end.Assigned([s_partition]);
        Assert.False(end.IsOver([s_partition], _ => -1));
        Assert.False(end.IsBeyond(s_partition, 9));
        Assert.False(end.IsOver([s_partition], _ => 4));
        Assert.True(end.IsBeyond(s_partition, 10));
        Assert.True(end.IsOver([s_partition], _ => 10));
    }

    private EndOfInput End(MembershipProtocol protocol) => new(_membership, protocol, _time);

    private bool IsOverAfter(EndOfInput end, int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return end.IsOver([], _ => throw new InvalidOperationException("there is no partition"));
    }
}
