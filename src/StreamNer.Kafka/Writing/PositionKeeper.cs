namespace StreamNer.Kafka.Writing;

/// <summary>
/// Has the sink commit the positions that no record brings: where reading has begun within about a second, and the ends of idle partitions at most
/// once in <see cref="KafkaOptions.ProbeSeconds"/>, so that a restart begins there and outside tools see no lag where there is none.
/// </summary>
internal sealed class PositionKeeper : IAsyncDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);
    private readonly BackgroundLoop _loop;

    /// <param name="options">How often ends are committed.</param>
    /// <param name="commit">Commits; true: ends too.</param>
    /// <param name="fail">Ends the worker.</param>
    /// <param name="time">The clock.</param>
    public PositionKeeper(KafkaOptions options, Func<bool, CancellationToken, ValueTask> commit, Action<Exception> fail, TimeProvider time) =>
        _loop = new BackgroundLoop(stop => Run(TimeSpan.FromSeconds(options.ProbeSeconds), commit, fail, time, stop));

    /// <summary>Ends it; a commit under way is left to the sink.</summary>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private static void Run(
        TimeSpan every, Func<bool, CancellationToken, ValueTask> commit, Action<Exception> fail, TimeProvider time, CancellationToken stop)
    {
        var ends = time.GetTimestamp();
        while (!stop.WaitHandle.WaitOne(s_tick))
        {
            // A tick may come a little early.
            var due = time.GetElapsedTime(ends) >= every - s_tick / 2;
            if (due) ends = time.GetTimestamp();
            try
            {
                commit(due, stop).AsTask().GetAwaiter().GetResult();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is KafkaFatalException or ObjectDisposedException)
            {
                fail(e);
                return;
            }
        }
    }
}
