using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StreamNer.Diagnostics;
using StreamNer.Kafka;
using StreamNer.Logging;
using StreamNer.Snapshots;

namespace StreamNer.Work;

/// <summary>
/// The worker inside somebody else's host. It drains when the host stops, as long as the host waits; what is uncommitted then is left to the next
/// worker. When it ends by itself, at the end of the input or by a failure, the host stops too; after a failure the exit code of a program that
/// names no other is 1.
/// </summary>
internal sealed class WorkerService(
    IOptions<StreamNerOptions> options, SnapshotHolder snapshots, Telemetry telemetry, EventBridge events, WorkerHealth health, IntakeSwitch intake,
    IHostApplicationLifetime lifetime) : BackgroundService
{
    private readonly CancellationTokenSource _abandon = new();

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await using var outOfPatience = cancellationToken.Register(_abandon.Cancel);
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _abandon.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var worker = new StreamWorker(options.Value, telemetry, events.Log, health)
        {
            Intake = intake,
            Around = new WorkerSurroundings { Borrow = snapshots.Get, Leave = reason => GiveUp(reason) },
        };
        try
        {
            // Not on the thread that starts the host.
            await Task.Run(() => worker.Run(stoppingToken, _abandon.Token), CancellationToken.None);
        }
        catch (Exception failure)
        {
            // Not thrown on: the host would log the whole of it, and a message may quote a text.
            events.Log.Error("worker.failed", $"the worker has ended: {FailureText.Of(failure)}");
            if (Environment.ExitCode == 0) Environment.ExitCode = 1;
        }

        if (!stoppingToken.IsCancellationRequested) lifetime.StopApplication();
    }

    // A process that is somebody else's is not ended from here.
    private void GiveUp(string reason)
    {
        events.Log.Error("worker.hung", $"work hangs and cannot be ended, only the process can: {reason}");
        lifetime.StopApplication();
    }
}
