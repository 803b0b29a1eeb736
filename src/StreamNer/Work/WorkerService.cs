using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka.Reading;
using StreamNer.Logging;
using StreamNer.Snapshots;

namespace StreamNer.Work;

/// <summary>
/// The worker inside a host. It drains as soon as the host is asked to stop, as long as the host waits; what is uncommitted then is left to the next
/// worker. When it ends by itself, at the end of the input or by a failure, the host stops too. In somebody else's host it logs why it failed, and
/// the exit code of a program that names no other is 1.
/// </summary>
internal sealed class WorkerService(
    IOptions<StreamNerOptions> options, SnapshotHolder snapshots, Telemetry telemetry, EventBridge events, WorkerHealth health, IntakeSwitch intake,
    IHostApplicationLifetime lifetime, WorkerSurroundings? around = null) : BackgroundService
{
    private readonly WorkerSurroundings _around = around ?? new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly TaskCompletionSource<FlowResult> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How it ended, once it has: with a result, or with what it threw.</summary>
    public Task<FlowResult> Ended => _ended.Task;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);

        // A host that is asked to stop while it starts does not execute it at all.
        _ = ExecuteTask!.ContinueWith(
            _ => _ended.TrySetResult(new FlowResult(new FlowCounts(), Drained: true)),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

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
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        var worker = new StreamWorker(options.Value, telemetry, events.Log, health)
        {
            Intake = intake,
            Around = _around with { Borrow = snapshots.Get, Leave = _around.Leave ?? GiveUp },
        };
        try
        {
            // Not on the thread that starts the host.
            _ended.SetResult(await Task.Run(() => worker.Run(stop.Token, _abandon.Token), CancellationToken.None));
        }
        catch (Exception failure)
        {
            _ended.SetException(failure);
            if (!_around.IsAwaited) Tell(failure);
        }

        if (!_around.IsAwaited && !stop.IsCancellationRequested) lifetime.StopApplication();
    }

    // Not thrown on: the host would log the whole of it, and a message may quote a text.
    private void Tell(Exception failure)
    {
        events.Log.Error("worker.failed", $"the worker has ended: {FailureText.Of(failure)}");
        if (Environment.ExitCode == 0) Environment.ExitCode = 1;
    }

    // A process that is somebody else's is not ended from here.
    private void GiveUp(string reason)
    {
        events.Log.Error("worker.hung", $"work hangs and cannot be ended, only the process can: {reason}");
        lifetime.StopApplication();
    }
}
