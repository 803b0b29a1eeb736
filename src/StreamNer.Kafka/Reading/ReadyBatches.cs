using System.Threading.Channels;
using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>
/// Batches between the poll thread and the loop, bounded by count and bytes with hysteresis: full at the bound, room again at half of it. The
/// bound is soft: what was polled already still enters.
/// </summary>
internal sealed class ReadyBatches(int batches, long bytes)
{
    private readonly Channel<MicroBatch> _channel = Channel.CreateUnbounded<MicroBatch>(new UnboundedChannelOptions { SingleReader = true });
    private readonly object _gate = new();
    private int _count;
    private long _bytes;

    public int Count
    {
        get
        {
            lock (_gate) return _count;
        }
    }

    public bool IsFull
    {
        get
        {
            lock (_gate) return Full;
        }
    }

    public bool HasRoom
    {
        get
        {
            lock (_gate) return _count <= batches / 2 && _bytes <= bytes / 2;
        }
    }

    private bool Full => _count >= batches || _bytes >= bytes;

    public void Add(MicroBatch batch)
    {
        lock (_gate)
        {
            _count++;
            _bytes += batch.Bytes;
        }

        _channel.Writer.TryWrite(batch);
    }

    /// <summary>The next batch; null at the end.</summary>
    public async ValueTask<MicroBatch?> Take(CancellationToken cancel)
    {
        if (!await _channel.Reader.WaitToReadAsync(cancel) || !_channel.Reader.TryRead(out var batch)) return null;
        lock (_gate)
        {
            _count--;
            _bytes -= batch.Bytes;
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
