using System.Text;
using Confluent.Kafka;
using StreamNer.Kafka;

namespace StreamNer.Tests.Kafka;

public sealed class MembershipTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-slots-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Free_names_are_taken_in_order_and_come_back()
    {
        var first = InstanceSlot.Take("g", folder: _folder);
        using var second = InstanceSlot.Take("g", folder: _folder);
        using var otherGroup = InstanceSlot.Take("h", folder: _folder);
        Assert.EndsWith("-0", first.Name, StringComparison.Ordinal);
        Assert.EndsWith("-1", second.Name, StringComparison.Ordinal);
        Assert.Equal(first.Name, otherGroup.Name);
        first.Dispose();
        using var again = InstanceSlot.Take("g", folder: _folder);
        Assert.Equal(first.Name, again.Name);
    }

    [Fact]
    public void A_name_in_use_is_refused()
    {
        using var first = InstanceSlot.Take("g", "pod-3", _folder);
        Assert.Contains("--instance", Assert.Throws<KafkaFatalException>(() => InstanceSlot.Take("g", "pod-3", _folder)).Message, StringComparison.Ordinal);
    }

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
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = "127.0.0.1:1", GroupId = "g" }).SetLogHandler((_, _) => { }).Build();
        Assert.Equal((-1, "", false), (GroupGeneration.Of(consumer.ConsumerGroupMetadata).Generation, GroupGeneration.Of(consumer.ConsumerGroupMetadata).MemberId, GroupGeneration.Of(consumer.ConsumerGroupMetadata).IsMember));
    }

    [Theory]
    [InlineData(10, 30, -1, 5_000, 20, 15)]
    [InlineData(10, 30, 5_000, 12_000, 20, 15)]
    [InlineData(30, 30, -1, 0, 0, 0)]
    public void Lag_counts_records_to_the_last_stable_offset_and_the_age_of_the_oldest(long committed, long stable, long oldestMs, long behindMs, long records, double seconds)
    {
        var lag = LagProbe.Of(new PartitionView("raw", 1, committed, oldestMs < 0, -1, oldestMs), stable, 20_000, behindMs);
        Assert.Equal(new PartitionLag("raw", 1, records, seconds), lag);
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(10, -1)]
    [InlineData(10, -1001)]
    public void Unknown_offsets_give_no_lag(long committed, long stable) =>
        Assert.Null(LagProbe.Of(new PartitionView("raw", 1, committed, true, -1, -1), stable, 0, 0));

    [Fact]
    public void Control_records_at_the_end_are_no_lag() =>
        Assert.Equal(0, LagProbe.Of(new PartitionView("raw", 1, 10, true, 11, -1), 11, 0, 0)!.Value.Records);

    [Fact]
    public void Metadata_of_another_layout_is_an_error() => Assert.Throws<NotSupportedException>(() => GroupGeneration.Of(new Unknown()));

    private sealed class Unknown : IConsumerGroupMetadata;
}
