using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StreamNer.Diagnostics;
using StreamNer.Logging;

namespace StreamNer.Snapshots;

/// <summary>The application's one snapshot: loaded by whoever asks first, and again after a failure. Thread-safe.</summary>
internal sealed class SnapshotHolder(
    IServiceProvider services, IOptions<StreamNerOptions> options, Telemetry telemetry, EventBridge events) : IDisposable
{
    private readonly Lock _lock = new();
    private Task<Snapshot>? _loading;
    private bool _disposed;

    /// <summary>The snapshot. A wait that is given up leaves the loading to those who still wait.</summary>
    /// <exception cref="OptionsValidationException">The settings have mistakes: all of them, each with its key.</exception>
    public Task<Snapshot> Get(CancellationToken cancel)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_loading is null or { IsFaulted: true }) _loading = Task.Run(Load, CancellationToken.None);
            return _loading.WaitAsync(cancel);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
        }

        if (_loading is { } loading) Snapshot.GiveUp(loading);
    }

    private Snapshot Load()
    {
        var own = services.GetService<TokenModel>();
        var choices = new SnapshotChoices { Model = own is null ? null : () => own };
        return Snapshot.Create(options.Value, telemetry, events.Log, choices);
    }
}

/// <summary>Has the snapshot loaded before the host says that it has started.</summary>
internal sealed class SnapshotService(SnapshotHolder snapshots) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => snapshots.Get(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
