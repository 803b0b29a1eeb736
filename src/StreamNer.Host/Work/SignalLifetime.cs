using Microsoft.Extensions.Hosting;

namespace StreamNer.Host.Work;

/// <summary>
/// The first signal stops the host. In place of its own lifetime for a console, which swallows the second signal, waits for a call that does not
/// return, and has no exit codes.
/// </summary>
internal sealed class SignalLifetime(StopSignals signals, IHostApplicationLifetime application) : IHostLifetime, IDisposable
{
    private CancellationTokenRegistration _onStop;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _onStop = signals.Stop.Register(application.StopApplication);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _onStop.Dispose();
}
