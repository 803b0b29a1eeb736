using StreamNer.Flow;
using StreamNer.Kafka.Records;
using StreamNer.Pipeline;

namespace StreamNer.Host.Lines;

/// <summary>Reads one document a line, in micro-batches that do not wait for a slow writer longer than their age bound.</summary>
internal sealed class LineSource(
    Stream input, DocumentCodec codec, BatchBounds bounds, ByteBudget inFlight, TimeProvider time, int maxLineBytes = LineReader.DefaultMaxBytes)
    : IBatchSource
{
    private readonly LineReader _lines = new(input, maxLineBytes);
    private readonly MicroBatcher _batcher = new(bounds, time);
    private InputRecord? _held;

    /// <summary>True when all lines were taken.</summary>
    public bool Ended => _lines.Ended;

    /// <inheritdoc/>
    public ByteBudget InFlight => inFlight;

    /// <summary>Zero: it reads no batch ahead.</summary>
    public int Waiting => 0;

    /// <inheritdoc/>
    public async ValueTask<MicroBatch?> Read(CancellationToken stop)
    {
        try
        {
            await inFlight.WaitForRoom(stop);
        }
        catch (OperationCanceledException)
        {
            // Intake ends; what was gathered still counts.
        }

        var batch = await Gather(stop);
        inFlight.Claim(batch?.Bytes ?? 0);
        return batch;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _lines.DisposeAsync();

    private async ValueTask<MicroBatch?> Gather(CancellationToken stop)
    {
        if (_held is { } held)
        {
            _batcher.Add(held);
            _held = null;
        }

        while (true)
        {
            while (_lines.TryTake(out var line))
            {
                if (Add(line) is { } full) return full;
            }

            if (_lines.Ended) return _batcher.Take();
            if (!await Wait(_lines.More(), stop)) return _batcher.Take();
            if (await _lines.Accept() is { } last && Add(last) is { } batch) return batch;
        }
    }

    /// <summary>Adds a line's record; returns the batch that it closes.</summary>
    private MicroBatch? Add(Line line)
    {
        var record = line.Bytes is { } bytes
            ? codec.Decode(null, null, bytes, [], arrived: time.GetTimestamp())
            : new InputRecord { Failure = new Failure(FailureKind.TooLong, FailureStage.Decode), Arrived = time.GetTimestamp() };
        if (!_batcher.Fits(record))
        {
            _held = record;
            return _batcher.Take();
        }

        _batcher.Add(record);
        return _batcher.Due == TimeSpan.Zero ? _batcher.Take() : null;
    }

    /// <summary>Waits for bytes, but not beyond the moment at which what has been gathered is due. False when it is due.</summary>
    private async ValueTask<bool> Wait(Task more, CancellationToken stop)
    {
        if (_batcher.Due is not { } due || more.IsCompleted)
        {
            await more.WaitAsync(stop);
            return true;
        }

        try
        {
            await more.WaitAsync(due, time, stop);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            // Intake ends; what was gathered still counts.
            return false;
        }
    }
}
