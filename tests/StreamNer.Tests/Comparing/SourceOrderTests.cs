using StreamNer.Comparing;

namespace StreamNer.Tests.Comparing;

public sealed class SourceOrderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-order-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static PlacedValue Value(string topic, int partition, long offset, byte mark, bool replaces = false) =>
        new(new(topic, partition, offset), replaces, [mark, 0, (byte)offset]);

    private List<PlacedValue> Ordered(long memory, IEnumerable<PlacedValue> values, out SourceOrder order)
    {
        order = new SourceOrder(memory, _folder);
        foreach (var value in values) order.Add(value);
        return [.. order.Read()];
    }

    [Theory]
    [InlineData(1L << 30, false)]
    [InlineData(4_000, true)]
    public void Records_come_out_by_source_whatever_order_they_went_in(long memory, bool spills)
    {
        var draw = new Random(7);
        var places = Enumerable.Range(0, 2_000).Select(i => new RecordPlace(i % 3 == 0 ? "b" : "a", i % 4, i * 5_000_000_000L)).ToList();
        var shuffled = places.OrderBy(_ => draw.Next()).Select(at => new PlacedValue(at, false, BitConverter.GetBytes(at.Offset))).ToList();
        var read = Ordered(memory, shuffled, out var order);
        using (order)
        {
            Assert.Equal(places.Order(), read.Select(value => value.At));
            Assert.All(read, value => Assert.Equal(value.At.Offset, BitConverter.ToInt64(value.Value)));
            Assert.Equal((spills, 0), (order.SpilledBytes > 0, order.Superseded));
        }
    }

    [Theory]
    [InlineData(1L << 30)]
    [InlineData(150)]
    public void Of_one_source_the_newest_is_kept_and_one_that_replaces_beats_a_later_repetition(long memory)
    {
        var read = Ordered(
            memory,
            [
                Value("raw", 0, 1, 1), Value("raw", 0, 2, 1), Value("raw", 0, 3, 1), Value("raw", 0, 2, 2), Value("raw", 0, 3, 2, replaces: true),
                Value("raw", 0, 3, 3),
            ],
            out var order);
        using (order)
        {
            Assert.Equal([(1, 1), (2, 2), (3, 2)], read.Select(value => ((int)value.At.Offset, (int)value.Value[0])));
            Assert.Equal(3, order.Superseded);
        }
    }

    [Fact]
    public void Nothing_stays_behind_when_the_process_is_killed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files that are open have a name there until they are closed");
        using var order = new SourceOrder(100, _folder);
        for (var i = 0; i < 10; i++) order.Add(Value("raw", 0, i, 1));
        Assert.True(order.SpilledBytes > 0);
        Assert.Empty(Directory.GetFiles(_folder));
    }
}
