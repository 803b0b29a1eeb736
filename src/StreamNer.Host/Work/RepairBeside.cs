using StreamNer.Flow;
using StreamNer.Host.Configuration;
using StreamNer.Kafka;

namespace StreamNer.Host.Work;

/// <summary>The parts of a running worker that a repair beside it (<c>repair:auto</c>) uses or looks at.</summary>
internal sealed record RepairBeside(
    Settings Settings, Engine Engine, SchemaRegistry? Registry, PreflightReport Report, KafkaFlow Flow, StreamLoop Loop, IntakeSwitch Intake,
    Telemetry Telemetry, EventLog Log)
{
    /// <summary>Starts the repair.</summary>
    /// <exception cref="KafkaFatalException">The registry refuses the schema.</exception>
    public static async Task<AutoRepair> Start(RepairBeside worker, CancellationToken stop)
    {
        // What is learned of sizes on one producer is no news to the other.
        var kafka = worker.Settings.Kafka;
        var written = new WrittenTopics(kafka, worker.Report.Topics, worker.Log, TimeProvider.System);
        var encoder = await StreamWorker.Encoder(worker.Settings, worker.Engine, worker.Registry, written, stop);
        var counts = worker.Report.Topics.ToDictionary(topic => topic.Key, topic => topic.Value.Partitions, StringComparer.Ordinal);
        var first = kafka.Inputs.Order(StringComparer.Ordinal).First();
        return AutoRepair.Start(new AutoRepairParts
        {
            Kafka = kafka,
            Options = worker.Settings.Repair,
            Decode = new DocumentCodec(worker.Settings.InputWithTenant, worker.Registry).Decode,
            Enrich = worker.Engine.Enrich,
            Writer = () => new RedriveWriter(kafka, encoder.Encode, written, counts),
            Signs = () => worker.Signs(first),
            Telemetry = worker.Telemetry,
            Log = worker.Log,
        });
    }

    private RepairSigns Signs(string firstInput) => new(
        Leads: Flow.Holds(firstInput, 0),
        ModelAnswers: !Engine.RulesOnly && !Loop.Stalled,
        Busy: Loop.Enriching.Works || Intake.Paused,
        LagSeconds: Flow.Lag.Unknown > 0 ? null : Flow.Lag.Lags.Max(lag => lag.Seconds) ?? 0);
}
