using StreamNer.Lifetime;

namespace StreamNer.Kafka;

/// <summary>
/// A thread that makes native calls now and then until it is told to stop. A call under way may outlive its owner: what the thread uses is kept until
/// it has ended (<see cref="Abandoned"/>).
/// </summary>
internal sealed class BackgroundLoop : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    /// <summary>Starts it.</summary>
    /// <param name="run">Returns soon after its token is cancelled.</param>
    public BackgroundLoop(Action<CancellationToken> run) =>
        _run = Task.Factory.StartNew(() => run(_stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Tells it to stop, and waits a second for that.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Abandoned.KeepUntil(_run, this, s_patience);
    }
}
