using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Redriving;
using StreamNer.Kafka.Registry;
using StreamNer.Kafka.Topics;
using StreamNer.Snapshots;

namespace StreamNer.Work;

/// <summary>The parts of a running worker that a repair beside it (<c>repair:auto</c>) uses or looks at.</summary>
internal sealed record RepairBeside(
    StreamNerOptions Settings, Snapshot Snapshot, SchemaRegistry? Registry, PreflightReport Report, KafkaFlow Flow, StreamLoop Loop,
    IntakeSwitch Intake, Telemetry Telemetry, EventLog Log)
{
    /// <summary>Starts the repair.</summary>
    /// <exception cref="KafkaFatalException">The registry refuses the schema.</exception>
    public static async Task<AutoRepair> Start(RepairBeside worker, CancellationToken stop)
    {
        var kafka = worker.Settings.Kafka;
        var first = kafka.Inputs.Order(StringComparer.Ordinal).First();
        return AutoRepair.Start(new AutoRepairParts
        {
            Kafka = kafka,
            Options = worker.Settings.Repair,
            Decode = new DocumentCodec(worker.Settings.InputWithTenant, worker.Registry).Decode,
            Enrich = worker.Snapshot.Enrich,
            Writer = await RedriveParts.Writers(worker.Settings, worker.Report, worker.Snapshot, worker.Registry, worker.Log, stop),
            Signs = () => worker.Signs(first),
            Telemetry = worker.Telemetry,
            Log = worker.Log,
        });
    }

    private RepairSigns Signs(string firstInput) => new(
        Leads: Flow.Holds(firstInput, 0),
        ModelAnswers: !Snapshot.RulesOnly && !Loop.Stalled,
        Busy: Loop.Enriching.Works || Intake.Paused,
        LagSeconds: Flow.Lag.Unknown > 0 ? null : Flow.Lag.Lags.Max(lag => lag.Seconds) ?? 0);
}
