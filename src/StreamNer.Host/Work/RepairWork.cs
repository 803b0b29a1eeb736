using StreamNer.Diagnostics;
using StreamNer.Host.Configuration;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Redriving;
using StreamNer.Kafka.Registry;
using StreamNer.Pipeline;
using StreamNer.Snapshots;
using StreamNer.Work;

namespace StreamNer.Host.Work;

/// <summary>Puts a repair together, in order of flow: preflight, snapshot, writer, plan.</summary>
internal sealed class RepairWork(Settings settings, Telemetry telemetry, EventLog log)
{
    /// <summary>Makes the plan and, unless it is a dry run, carries it out.</summary>
    /// <param name="write">False for a dry run, which needs no model and takes no transactional id.</param>
    /// <param name="overwriteNewer">Whether a compacted output is written to.</param>
    /// <param name="planned">Told of the plan.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="stop">Ends it; what is written by then stays.</param>
    /// <returns>Null for a dry run.</returns>
    /// <exception cref="KafkaFatalException">It must not start: the message says what to change.</exception>
    /// <exception cref="TransientFailureException">The model is down.</exception>
    public async Task<RepairResult?> Run(
        bool write, bool overwriteNewer, Action<RepairPlan> planned, Action<RepairResult> progress, CancellationToken stop)
    {
        using var registry = settings.SchemaRegistry.Url is null ? null : new SchemaRegistry(settings.SchemaRegistry);
        var report = await StreamWorker.Check(settings, registry, log, stop);
        var kafka = RedriveParts.Target(settings, report, overwriteNewer, RedriveParts.Repaired);
        var repair = new Repair(kafka, new DocumentCodec(settings.InputWithTenant, registry).Decode);
        if (!write)
        {
            planned(await Task.Run(() => repair.Plan(stop), stop));
            return null;
        }

        using var snapshot = await Snapshot.Load(settings, telemetry, log, stop);
        using var watchdog = HungProcess.Watch(snapshot, settings, log);

        // Before the plan, which reads what is final then.
        using var writer = await RedriveParts.Writer(settings with { Kafka = kafka }, report, snapshot, registry, log, stop);
        var plan = await Task.Run(() => repair.Plan(stop), stop);
        planned(plan);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(watchdog.Fired, stop);
        try
        {
            return await repair.Run(plan, snapshot.Enrich, writer, progress, leave.Token);
        }
        finally
        {
            watchdog.ThrowIfFired();
        }
    }
}
