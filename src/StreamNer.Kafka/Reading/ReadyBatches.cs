using System.Threading.Channels;
using StreamNer.Flow;

namespace StreamNer.Kafka.Reading;

/// <summary>
/// Batches between the poll thread and the loop, bounded by their count and by the bytes in flight, written or not: full at either bound, room again
/// at half of both. The bounds are soft: what was polled already still enters. One thread adds, one takes.
/// </summary>
internal sealed class ReadyBatches(int batches, ByteBudget inFlight)
{
    private readonly Channel<MicroBatch> _channel = Channel.CreateUnbounded<MicroBatch>(new UnboundedChannelOptions { SingleReader = true });
    private readonly object _gate = new();
    private int _count;

    /// <summary>What waits here and what is worked on.</summary>
    public ByteBudget InFlight => inFlight;

    public int Count => Volatile.Read(ref _count);

    public bool IsFull => Count >= batches || inFlight.IsFull;

    public bool HasRoom => Count <= batches / 2 && inFlight.IsHalfFree;

    /// <summary>Adds a batch and claims its bytes; who takes it gives them back.</summary>
    public void Add(MicroBatch batch)
    {
        inFlight.Claim(batch.Bytes);
        lock (_gate) _count++;
        _channel.Writer.TryWrite(batch);
    }

    /// <summary>The next batch; null at the end.</summary>
    public async ValueTask<MicroBatch?> Take(CancellationToken cancel)
    {
        if (!await _channel.Reader.WaitToReadAsync(cancel) || !_channel.Reader.TryRead(out var batch)) return null;
        lock (_gate)
        {
            _count--;
            Monitor.PulseAll(_gate);
        }

        return batch;
    }

    /// <summary>No more batches come; with a failure, taking throws it.</summary>
    public void Complete(Exception? failure) => _channel.Writer.TryComplete(failure);

    /// <summary>Blocks until a batch is taken, at most <paramref name="limit"/>.</summary>
    public void Wait(TimeSpan limit)
    {
        lock (_gate) Monitor.Wait(_gate, limit);
    }
}
