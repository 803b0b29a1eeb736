namespace StreamNer.Kafka.Topics;

/// <summary>Has the <see cref="TopicGuard"/> look at the topics once a second, and at shorter intervals while something is in doubt; what it finds
/// ends the source.</summary>
internal sealed class TopicWatch : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(100);
    private readonly TopicGuard _guard;
    private readonly Action<Exception> _fail;
    private readonly BackgroundLoop _loop;

    public TopicWatch(TopicGuard guard, Action<Exception> fail)
    {
        (_guard, _fail) = (guard, fail);
        _loop = new BackgroundLoop(Run);
    }

    /// <summary>Ends it. A question under way may go on for a while; the guard's client lives until it has ended.</summary>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private void Run(CancellationToken stop)
    {
        using var guard = _guard;
        while (!stop.WaitHandle.WaitOne(guard.InDoubt ? s_again : s_pause))
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
