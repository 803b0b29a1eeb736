using System.IO.Pipelines;
using System.Text;
using StreamNer.Flow;
using StreamNer.Host.Lines;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Host.Lines;

public sealed class LineSourceTests
{
    private static readonly BatchBounds s_bounds = new(3, 1 << 20, 1 << 20, TimeSpan.FromMilliseconds(20));

    private static LineSource Source(Stream input, ByteBudget inFlight, int maxLineBytes = LineReader.DefaultMaxBytes) =>
        new(input, new DocumentCodec(new InputOptions()), s_bounds, inFlight, TimeProvider.System, maxLineBytes);

    private static async Task<List<InputRecord>> ReadAll(byte[] input, int maxLineBytes = LineReader.DefaultMaxBytes)
    {
        await using var source = Source(new MemoryStream(input), new ByteBudget(long.MaxValue), maxLineBytes);
        var records = new List<InputRecord>();
        while (await source.Read(CancellationToken.None) is { } batch)
        {
            Assert.InRange(batch.Records.Count, 1, 3);
            records.AddRange(batch.Records);
        }

        return records;
    }

    private static async Task<string[]> Texts(string input) =>
        [.. (await ReadAll(Encoding.UTF8.GetBytes(input))).Select(record => record.Document!.Text)];

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\nb", new[] { "a", "b" })]
    [InlineData("\n\na\n", new[] { "", "", "a" })]
    [InlineData("a\r\nb\rc\r\n", new[] { "a", "b\rc" })]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n", new[] { "1", "2", "3", "4", "5", "6", "7" })]
    public async Task Every_line_is_a_document_in_order(string input, string[] texts) => Assert.Equal(texts, await Texts(input));

    [Fact]
    public async Task A_line_longer_than_a_read_is_whole()
    {
        var word = new string('x', 1_500_000);
        Assert.Equal([word, "b"], await Texts(word + "\nb\n"));
    }

    [Fact]
    public async Task A_line_that_is_not_UTF_8_fails_and_the_next_ones_go_on()
    {
        var records = await ReadAll([.. "a\n"u8, 0xff, 0xfe, (byte)'\n', .. "b\n"u8]);
        Assert.Equal([null, FailureKind.InvalidText, null], records.Select(record => record.Failure?.Kind));
        Assert.Equal("b", records[2].Document!.Text);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("")]
    public async Task A_line_above_the_limit_is_too_long_and_not_kept(string end)
    {
        var records =
            await ReadAll(Encoding.UTF8.GetBytes("a\n" + new string('x', 300_000) + end + (end.Length > 0 ? "b\n" : "")), maxLineBytes: 1000);
        Assert.Equal(FailureKind.TooLong, records[1].Failure?.Kind);
        Assert.Equal(end.Length > 0 ? 3 : 2, records.Count);
    }

    [Theory]
    [InlineData("half a li", "ne\n")]
    [InlineData("", "half a line\n")]
    public async Task A_line_does_not_wait_for_a_slow_writer(string rest, string later)
    {
        var pipe = new Pipe();
        await using var source = Source(pipe.Reader.AsStream(), new ByteBudget(long.MaxValue));
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes("first\n" + rest));
        var batch = await source.Read(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("first", Assert.Single(batch!.Records).Document!.Text);
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(later));
        await pipe.Writer.CompleteAsync();
        Assert.Equal("half a line", Assert.Single((await source.Read(CancellationToken.None))!.Records).Document!.Text);
        Assert.Null(await source.Read(CancellationToken.None));
    }

    [Fact]
    public async Task A_stop_ends_intake_while_waiting()
    {
        await using var source = Source(new Pipe().Reader.AsStream(), new ByteBudget(long.MaxValue));
        using var stop = new CancellationTokenSource();
        var read = source.Read(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }
    [Fact]
    public async Task It_reads_no_further_while_as_many_bytes_as_may_be_are_in_flight()
    {
        var inFlight = new ByteBudget(4);
        await using var source = Source(new MemoryStream("aa\nbb\ncc\ndd\n"u8.ToArray()), inFlight);
        var first = await source.Read(CancellationToken.None);
        Assert.Equal((3, 6L), (first!.Records.Count, inFlight.Used));
        var second = source.Read(CancellationToken.None).AsTask();
        Assert.False(second.IsCompleted);
        inFlight.Release(first.Bytes);
        Assert.Equal("dd", Assert.Single((await second)!.Records).Document!.Text);
    }
}
