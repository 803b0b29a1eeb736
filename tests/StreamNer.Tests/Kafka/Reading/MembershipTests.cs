using System.Text;
using Confluent.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Writing;

namespace StreamNer.Tests.Kafka.Reading;

public sealed class MembershipTests
{
    [Theory]
    [InlineData(7, "member-1", true)]
    [InlineData(-1, "member-1", false)]
    [InlineData(7, "", false)]
    public void Only_a_member_of_a_generation_may_commit(int generation, string member, bool may)
    {
        byte[] bytes = [.. "CGMDv2:"u8, .. BitConverter.GetBytes(generation), .. Encoding.UTF8.GetBytes($"group\0{member}\0")];
        var read = GroupGeneration.Read(bytes);
        Assert.Equal((generation, member, may), (read.Generation, read.MemberId, read.IsMember));
    }

    [Fact]
    public void The_clients_metadata_has_the_layout_we_read()
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = "127.0.0.1:1", GroupId = "g" })
            .SetLogHandler((_, _) => { }).Build();
        Assert.Equal((-1, "", false),
            (GroupGeneration.Of(consumer.ConsumerGroupMetadata).Generation, GroupGeneration.Of(consumer.ConsumerGroupMetadata).MemberId,
            GroupGeneration.Of(consumer.ConsumerGroupMetadata).IsMember));
    }

    [Fact]
    public void A_standby_worker_without_partitions_is_accepted_by_the_clients_own_view()
    {
        var membership = new Membership();
        Assert.False(membership.Accepted);
        membership.Looked(new GroupGeneration(-1, "m"), membership.Losses);
        membership.Looked(new GroupGeneration(0, "m"), membership.Losses);
        Assert.False(membership.Accepted);
        membership.Looked(new GroupGeneration(1, "m"), membership.Losses);
        Assert.True(membership.Accepted);
    }

    [Fact]
    public void A_rebalance_does_not_end_a_membership_and_a_loss_does()
    {
        var membership = new Membership();
        membership.Assigned();
        membership.Looked(new GroupGeneration(-1, "m"), membership.Losses);
        Assert.True(membership.Accepted);
        membership.Lost();
        Assert.False(membership.Accepted);
        membership.Assigned();
        membership.Looked(new GroupGeneration(-1, ""), membership.Losses);
        Assert.False(membership.Accepted);
    }

    [Fact]
    public void A_view_from_before_a_loss_does_not_count()
    {
        var membership = new Membership();
        membership.Assigned();
        var losses = membership.Losses;
        membership.Lost();
        membership.Looked(new GroupGeneration(4, "m"), losses);
        Assert.False(membership.Accepted);
    }

    [Fact]
    public void Metadata_of_another_layout_is_an_error() => Assert.Throws<NotSupportedException>(() => GroupGeneration.Of(new Unknown()));

    private sealed class Unknown : IConsumerGroupMetadata;
}
