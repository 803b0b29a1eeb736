namespace StreamNer.Kafka;

/// <summary>Has the <see cref="TopicGuard"/> look at the topics once a second, and at shorter intervals while something is in doubt; what it finds
/// ends the source.</summary>
internal sealed class TopicWatch : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private readonly TopicGuard _guard;
    private readonly Action<Exception> _fail;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public TopicWatch(TopicGuard guard, Action<Exception> fail)
    {
        (_guard, _fail) = (guard, fail);
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Ends it. A question under way may go on for a while; the guard's client lives until it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Abandoned.KeepUntil(_loop, this, s_patience);
    }

    private void Run()
    {
        using var guard = _guard;
        while (!_stop.Token.WaitHandle.WaitOne(guard.InDoubt ? s_again : s_pause))
        {
            try
            {
                guard.Look();
            }
            catch (KafkaFatalException e)
            {
                _fail(e);
                return;
            }
        }
    }
}
