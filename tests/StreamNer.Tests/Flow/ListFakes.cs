using System.Collections.Concurrent;
using System.Threading.Channels;
using StreamNer.Flow;
using StreamNer.Output;

namespace StreamNer.Tests.Flow;

/// <summary>A source of numbered batches of one record each.</summary>
/// <param name="limit">Bytes in flight from which on it gives no more.</param>
internal sealed class ListSource(long limit = long.MaxValue) : IBatchSource
{
    private readonly Channel<MicroBatch> _batches = Channel.CreateUnbounded<MicroBatch>();
    private int _taken;

    public int Taken => Volatile.Read(ref _taken);

    public ByteBudget InFlight { get; } = new(limit);

    public int Waiting => 0;

    /// <summary>The most bytes in flight that a read has seen.</summary>
    public long MostInFlight { get; private set; }

    public void Give(int count, bool end, int bytes = 10)
    {
        for (var i = 0; i < count; i++) _batches.Writer.TryWrite(new MicroBatch(i, [Some.Record(i, bytes: bytes)]));
        if (end) _batches.Writer.TryComplete();
    }

    /// <summary>One batch of the caller's own, and the end.</summary>
    public void Give(MicroBatch batch)
    {
        _batches.Writer.TryWrite(batch);
        _batches.Writer.TryComplete();
    }

    public void Fail(Exception e) => _batches.Writer.TryComplete(e);

    public async ValueTask<MicroBatch?> Read(CancellationToken stop)
    {
        await InFlight.WaitForRoom(stop);
        if (!await _batches.Reader.WaitToReadAsync(stop)) return null;
        var batch = await _batches.Reader.ReadAsync(stop);
        InFlight.Claim(batch.Bytes);
        MostInFlight = Math.Max(MostInFlight, InFlight.Used);
        Interlocked.Increment(ref _taken);
        return batch;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A sink that remembers which batches it was given.</summary>
internal sealed class ListSink : IBatchSink
{
    private FlowCounts _open = new();
    private long _opened;
    private int _entered;

    public ConcurrentQueue<long> Written { get; } = new();

    public TaskCompletionSource? Blocked { get; set; }

    public Exception? Throws { get; set; }

    public TimeSpan Interval { get; set; }

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public int Entered => Volatile.Read(ref _entered);

    public TaskCompletionSource Earlier { get; } = new();

    public Task DueEarlier => Earlier.Task;

    public TimeSpan? CommitDue
    {
        get
        {
            if (_open.Total == 0) return null;
            var left = Interval - Clock.GetElapsedTime(_opened);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public async ValueTask Write(MicroBatch batch, IReadOnlyList<Outcome> outcomes, CancellationToken cancel)
    {
        Interlocked.Increment(ref _entered);
        if (Blocked is { } gate) await gate.Task;
        if (Throws is { } e) throw e;
        Written.Enqueue(batch.Sequence);
        if (_open.Total == 0) _opened = Clock.GetTimestamp();
        foreach (var outcome in outcomes) _open.Add(outcome);
    }

    public ValueTask<FlowCounts> Commit(CancellationToken cancel)
    {
        var closed = _open;
        _open = new FlowCounts();
        return ValueTask.FromResult(closed);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
