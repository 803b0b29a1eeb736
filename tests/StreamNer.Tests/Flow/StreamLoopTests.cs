using System.Collections.Concurrent;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Flow;

public sealed class StreamLoopTests : IDisposable
{
    private readonly Telemetry _telemetry = new();
    private readonly FakeClock _clock = new();
    private readonly ListSource _source = new();
    private readonly ListSink _sink = new();
    private readonly ConcurrentQueue<LogEvent> _log = new();

    public void Dispose() => _telemetry.Dispose();

    [Fact]
    public async Task What_is_written_has_the_order_of_what_was_read_though_results_come_in_any_order()
    {
        var gates = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource()).ToArray();
        _source.Give(4, end: true);
        using var loop = Loop(new FlowOptions { Parallel = 4 }, async (batch, _) =>
        {
            await gates[batch.Sequence].Task;
            return All(batch);
        });
        var run = loop.Run(default, default);
        foreach (var gate in gates.Reverse()) gate.SetResult();
        var result = await run;
        Assert.True(result.Drained);
        Assert.Equal([0L, 1, 2, 3], _sink.Written);
        Assert.Equal(4, result.Counts.Enriched);
    }

    [Fact]
    public async Task No_more_batches_are_enriched_at_once_than_allowed()
    {
        var (now, most) = (0, 0);
        _source.Give(40, end: true);
        using var loop = Loop(new FlowOptions { Parallel = 3 }, async (batch, _) =>
        {
            var running = Interlocked.Increment(ref now);
            InterlockedMax(ref most, running);
            await Task.Yield();
            Interlocked.Decrement(ref now);
            return All(batch);
        });
        await loop.Run(default, default);
        Assert.InRange(most, 1, 3);
        Assert.Equal(40, _sink.Written.Count);
    }

    [Fact]
    public async Task A_stalled_sink_stops_reading_at_the_bytes_in_flight()
    {
        _sink.Blocked = new TaskCompletionSource();
        var source = new ListSource(limit: 1 << 16);
        source.Give(100, bytes: 1 << 15, end: true);
        using var loop = Loop(source, new FlowOptions { Parallel = 1, QueueBatches = 50 }, (batch, _) => ValueTask.FromResult(All(batch)));
        var run = loop.Run(default, default);
        await Some.Until(() => _sink.Entered > 0, "the sink is entered");
        await Some.Until(() => source.Taken == 2, "two batches fill the budget");
        _sink.Blocked.SetResult();
        Assert.Equal(100, (await run).Counts.Total);
        Assert.Equal(1 << 16, source.MostInFlight);
        Assert.Equal(0, source.InFlight.Used);
    }

    [Fact]
    public async Task A_stalled_sink_stops_reading_when_as_many_results_wait_as_may()
    {
        _sink.Blocked = new TaskCompletionSource();
        _source.Give(100, end: true);
        using var loop = Loop(new FlowOptions { Parallel = 1, QueueBatches = 2 }, (batch, _) => ValueTask.FromResult(All(batch)));
        var run = loop.Run(default, default);
        await Some.Until(() => _sink.Entered > 0 && _source.Taken >= 4, "one is written, two wait, and one has no place");
        Assert.InRange(_source.Taken, 4, 5);
        _sink.Blocked.SetResult();
        Assert.Equal(100, (await run).Counts.Total);
    }

    [Fact]
    public async Task A_failure_outside_the_data_is_retried_with_growing_pauses_and_nothing_is_rejected()
    {
        var attempts = 0;
        _source.Give(1, end: true);
        using var loop = Loop(new FlowOptions { RetryFirstMs = 100, RetryLongestMs = 250 }, (batch, _) =>
            Interlocked.Increment(ref attempts) < 4 ? throw new TransientFailureException("the model is away") : ValueTask.FromResult(All(batch)));
        var run = loop.Run(default, default);
        foreach (var pause in (int[])[100, 200, 250])
        {
            await Some.Until(() => _clock.Waiting == 1, "the pause has begun");
            Assert.True(loop.Stalled);
            var before = attempts;
            _clock.Advance(TimeSpan.FromMilliseconds(pause - 1));
            Assert.Equal(before, attempts);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            await Some.Until(() => attempts == before + 1, "the next attempt");
        }

        Assert.Equal((1, 0), ((await run).Counts.Enriched, loop.Counts.Rejected));
        Assert.False(loop.Stalled);
        Assert.Equal(3, _log.Count(e => e.Name == "flow.retry"));
    }

    [Fact]
    public async Task A_stop_finishes_what_was_read_and_commits_it()
    {
        using var stop = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        _source.Give(2, end: false);
        using var loop = Loop(new FlowOptions(), async (batch, _) =>
        {
            await gate.Task;
            return All(batch);
        });
        var run = loop.Run(stop.Token, default);
        await Some.Until(() => _source.Taken == 2, "both are read");
        await stop.CancelAsync();
        gate.SetResult();
        var result = await run;
        Assert.True(result.Drained);
        Assert.Equal(2, result.Counts.Total);
    }

    [Fact]
    public async Task A_drain_that_takes_too_long_is_given_up()
    {
        using var stop = new CancellationTokenSource();
        _source.Give(1, end: false);
        using var loop = Loop(new FlowOptions { DrainSeconds = 5 }, async (_, cancel) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
            return [];
        });
        var run = loop.Run(stop.Token, default);
        await Some.Until(() => _source.Taken == 1, "it is read");
        await stop.CancelAsync();
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(run.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        var result = await run;
        Assert.False(result.Drained);
        Assert.Empty(_sink.Written);
    }

    [Fact]
    public async Task A_second_stop_leaves_at_once_even_from_a_call_that_cannot_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        using var abandon = new CancellationTokenSource();
        _source.Give(1, end: false);
        using var loop = Loop(new FlowOptions(), async (_, _) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
            return [];
        });
        var run = loop.Run(stop.Token, abandon.Token);
        await Some.Until(() => _source.Taken == 1, "it is read");
        await stop.CancelAsync();
        await abandon.CancelAsync();
        Assert.False((await run).Drained);
    }

    [Theory]
    [InlineData("source")]
    [InlineData("enrich")]
    [InlineData("sink")]
    public async Task What_a_stage_throws_ends_the_loop_and_is_thrown(string stage)
    {
        _source.Give(3, end: false);
        if (stage == "source") _source.Fail(new InvalidDataException("source"));
        if (stage == "sink") _sink.Throws = new InvalidDataException("sink");
        using var loop = Loop(new FlowOptions(), (batch, _) =>
            stage == "enrich" ? throw new InvalidDataException("enrich") : ValueTask.FromResult(All(batch)));
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => loop.Run(default, default));
        Assert.Equal(stage, failure.Message);
    }

    [Fact]
    public async Task An_open_run_is_committed_when_due_though_no_batch_comes()
    {
        _sink.Interval = TimeSpan.FromMilliseconds(100);
        _sink.Clock = _clock;
        _source.Give(1, end: false);
        using var loop = Loop(new FlowOptions(), (batch, _) => ValueTask.FromResult(All(batch)));
        using var abandon = new CancellationTokenSource();
        var run = loop.Run(default, abandon.Token);
        await Some.Until(() => _clock.Waiting == 1, "the commit waits for its time");
        Assert.Equal(0, loop.Counts.Total);
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        await Some.Until(() => loop.Counts.Total == 1, "it is committed");
        await abandon.CancelAsync();
        await run;
    }

    [Fact]
    public async Task An_open_run_that_falls_due_earlier_than_was_said_is_committed_at_once()
    {
        _sink.Interval = TimeSpan.FromMinutes(1);
        _sink.Clock = _clock;
        _source.Give(1, end: false);
        using var loop = Loop(new FlowOptions(), (batch, _) => ValueTask.FromResult(All(batch)));
        using var abandon = new CancellationTokenSource();
        var run = loop.Run(default, abandon.Token);
        await Some.Until(() => _clock.Waiting == 1, "the commit waits for its time");
        _sink.Interval = TimeSpan.Zero;
        _sink.Earlier.SetResult();
        await Some.Until(() => loop.Counts.Total == 1, "it is committed");
        await abandon.CancelAsync();
        await run;
    }

    private StreamLoop Loop(FlowOptions options, BatchEnricher enrich) => Loop(_source, options, enrich);

    private StreamLoop Loop(ListSource source, FlowOptions options, BatchEnricher enrich) =>
        new(source, enrich, _sink, options, _telemetry, new EventLog(_log.Enqueue), _clock);

    private static IReadOnlyList<Outcome> All(MicroBatch batch) => [.. batch.Records.Select(Some.Enriched)];

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most)) Interlocked.CompareExchange(ref most, value, seen);
    }
}
