using System.Diagnostics;
using System.Threading.Channels;
using StreamNer.Diagnostics;
using StreamNer.Metering;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Flow;

/// <summary>
/// Turns a batch into one outcome for each of its records, same order. Throws <see cref="TransientFailureException"/> when the batch is to be tried
/// again.
/// </summary>
internal delegate ValueTask<IReadOnlyList<Outcome>> BatchEnricher(MicroBatch batch, CancellationToken cancel);

/// <summary>How the loop ended: what was committed, and whether all that was read is in it.</summary>
internal readonly record struct FlowResult(FlowCounts Counts, bool Drained);

/// <summary>
/// Read, enrich (<see cref="FlowOptions.Parallel"/> batches at once), write. Results are awaited in the order in which the batches were read, so
/// that what is written is always a prefix of what was read.
/// <para>
/// 1. Read: takes a batch from the source as a slot falls free, starts its enrichment and queues it, in order. What has been read ahead waits in the
/// source. 2. Enrich: one task for each batch; what fails for a reason outside the data is tried again with back-off. 3. Write: awaits the next
/// task, hands its outcomes to the sink, and commits when the sink's run is due.
/// </para>
/// </summary>
internal sealed class StreamLoop : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private readonly IBatchSource _source;
    private readonly BatchEnricher _enrich;
    private readonly IBatchSink _sink;
    private readonly FlowOptions _options;
    private readonly FlowGauges _gauges;
    private readonly ActivitySource _tracing;
    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly Channel<Flight> _flights;
    private readonly SemaphoreSlim _slots;
    private int _retrying;
    private volatile string? _retryingBecause;

    /// <summary>Connects the stages; nothing runs yet. The loop disposes neither source nor sink.</summary>
    public StreamLoop(
        IBatchSource source, BatchEnricher enrich, IBatchSink sink, FlowOptions options, Telemetry telemetry, EventLog log, TimeProvider time)
    {
        (_source, _enrich, _sink, _options, _log, _time) = (source, enrich, sink, options, log, time);
        _tracing = telemetry.Tracing;
        (Enriching, Writing) = (new Heartbeat(time), new Heartbeat(time));
        _flights = Channel.CreateBounded<Flight>(new BoundedChannelOptions(options.QueueBatches) { SingleReader = true, SingleWriter = true });
        _slots = new SemaphoreSlim(options.Parallel);
        _gauges = new FlowGauges(telemetry, source, () => _flights.Reader.Count, () => Volatile.Read(ref _retrying));
    }

    /// <summary>What is final so far.</summary>
    public FlowCounts Counts { get; } = new();

    /// <summary>True while a batch is being retried for a reason outside the data: the worker is alive and not ready.</summary>
    public bool Stalled => Volatile.Read(ref _retrying) > 0;

    /// <summary>Why a batch is being retried; null while none is.</summary>
    public string? StalledBecause => Stalled ? _retryingBecause : null;

    /// <summary>Of the batches being enriched, pauses between attempts left out.</summary>
    public Heartbeat Enriching { get; }

    /// <summary>Of the writer: beats once for each batch written and each commit, however long the call takes.</summary>
    public Heartbeat Writing { get; }

    /// <summary>
    /// Runs until the source ends or <paramref name="stop"/> ends intake and what was read has been written, at most
    /// <see cref="FlowOptions.DrainSeconds"/> later. <paramref name="abandon"/> leaves at once. Throws what a stage threw.
    /// </summary>
    public async Task<FlowResult> Run(CancellationToken stop, CancellationToken abandon)
    {
        using var end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        using var onAbandon = abandon.Register(end.Cancel);
        using var onStop = stop.Register(() => end.CancelAfter(TimeSpan.FromSeconds(_options.DrainSeconds)));
        using var intake = CancellationTokenSource.CreateLinkedTokenSource(stop, end.Token);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var onEnd = end.Token.Register(gone.SetResult);

        var stages = new[]
        {
            Task.Run(() => Guard(Read(intake.Token, end.Token), end), CancellationToken.None),
            Task.Run(() => Guard(Write(end.Token), end), CancellationToken.None),
        };
        var all = Task.WhenAll(stages);
        await Task.WhenAny(all, gone.Task);

        // A stage may sit in a call that does not return: it is left behind. What it uses is leased, and outlives it.
        if (!all.IsCompleted) await Task.WhenAny(all, Task.Delay(s_patience, TimeProvider.System, CancellationToken.None));
        foreach (var stage in stages) if (stage is { IsFaulted: true }) await stage;
        return new FlowResult(Counts, all.IsCompletedSuccessfully && !end.IsCancellationRequested);
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    /// <summary>Stops the other stages when one fails. That the loop was told to end is no failure.</summary>
    private static async Task Guard(Task stage, CancellationTokenSource end)
    {
        try
        {
            await stage;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
        }
        catch
        {
            await end.CancelAsync();
            throw;
        }
    }

    private async Task Read(CancellationToken intake, CancellationToken end)
    {
        try
        {
            while (true)
            {
                // The slot first: a batch is taken no earlier than it can be worked on.
                await _slots.WaitAsync(end);
                if (await _source.Read(intake) is not { } batch) return;
                _gauges.Read(batch);
                var span = BatchSpan.Start(_tracing, batch);
                await _flights.Writer.WriteAsync(new Flight(batch, span, Task.Run(() => Enrich(batch, span, end), CancellationToken.None)), end);
            }
        }
        catch (OperationCanceledException) when (intake.IsCancellationRequested && !end.IsCancellationRequested)
        {
        }
        finally
        {
            _flights.Writer.Complete();
        }
    }

    private async Task<IReadOnlyList<Outcome>> Enrich(MicroBatch batch, BatchSpan? span, CancellationToken end)
    {
        var backoff = new RetryBackoff(TimeSpan.FromMilliseconds(_options.RetryFirstMs), TimeSpan.FromMilliseconds(_options.RetryLongestMs));
        var started = _time.GetTimestamp();
        try
        {
            while (true)
            {
                try
                {
                    var outcomes = await Attempt(batch, end);
                    if (outcomes.Count != batch.Records.Count)
                        throw new InvalidOperationException($"{outcomes.Count} outcomes for {batch.Records.Count} records");
                    _gauges.Took(Stage.Enrich, _time.GetElapsedTime(started));
                    return outcomes;
                }
                catch (TransientFailureException failure) when (!end.IsCancellationRequested)
                {
                    var pause = backoff.Next();
                    _retryingBecause = failure.Message;
                    if (backoff.Failures == 1) Interlocked.Increment(ref _retrying);
                    span?.Retried(backoff.Failures);
                    _log.Warn(
                        "flow.retry", $"batch {batch.Sequence}, attempt {backoff.Failures}, next in {pause.TotalSeconds:0.0} s: {failure.Message}",
                        ("batch", batch.Sequence), ("records", batch.Records.Count), ("attempt", backoff.Failures), ("seconds", pause.TotalSeconds));
                    await Task.Delay(pause, _time, end);
                }
            }
        }
        catch (Exception failure)
        {
            span?.Fail(failure);
            throw;
        }
        finally
        {
            if (backoff.Failures > 0) Interlocked.Decrement(ref _retrying);
            _slots.Release();
        }
    }

    private async ValueTask<IReadOnlyList<Outcome>> Attempt(MicroBatch batch, CancellationToken end)
    {
        Enriching.Begin();
        try
        {
            return await _enrich(batch, end);
        }
        finally
        {
            Enriching.End();
        }
    }

    private async Task Write(CancellationToken end)
    {
        var next = NextFlight(end);
        while (true)
        {
            if (!next.IsCompleted && !await ReadyBeforeCommit(next, end)) continue;
            if (await next is not { } flight)
            {
                await Commit(end);
                return;
            }

            var started = _time.GetTimestamp();
            var outcomes = await flight.Outcomes;
            Writing.Begin();
            await _sink.Write(flight.Batch, outcomes, end);
            Writing.End();
            _gauges.Took(Stage.Write, _time.GetElapsedTime(started));
            flight.Span?.End(outcomes);
            _source.InFlight.Release(flight.Batch.Bytes);
            if (_sink.CommitDue == TimeSpan.Zero) await Commit(end);
            next = NextFlight(end);
        }
    }

    /// <summary>Waits for the next batch or for the open run to fall due, and closes it in the second case. True when the batch is there.</summary>
    private async ValueTask<bool> ReadyBeforeCommit(Task next, CancellationToken end)
    {
        var earlier = _sink.DueEarlier;
        if (_sink.CommitDue is not { } due)
        {
            await Task.WhenAny(next);
            return true;
        }

        if (due > TimeSpan.Zero)
        {
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(end);
            await Task.WhenAny(next, earlier, Task.Delay(due, _time, timer.Token));
            await timer.CancelAsync();
        }
        else
        {
            await Commit(end);
        }

        return next.IsCompleted;
    }

    private async Task Commit(CancellationToken end)
    {
        var started = _time.GetTimestamp();
        Writing.Begin();
        var final = await _sink.Commit(end);
        Writing.End();
        if (final.Total == 0) return;
        Counts.Add(final);
        _gauges.Committed(final, _time.GetElapsedTime(started));
    }

    /// <summary>The next batch with its outcomes ready; null at the end.</summary>
    private async Task<Flight?> NextFlight(CancellationToken end)
    {
        if (!await _flights.Reader.WaitToReadAsync(end) || !_flights.Reader.TryRead(out var flight)) return null;
        await flight.Outcomes.WaitAsync(end);
        return flight;
    }

    private sealed record Flight(MicroBatch Batch, BatchSpan? Span, Task<IReadOnlyList<Outcome>> Outcomes);
}
